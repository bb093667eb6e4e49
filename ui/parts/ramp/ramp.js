// Colours of heights, from a dark valley to a pale hill; RAMP of genmodels/models/energies.py is the same.

export const RAMP = [[24, 20, 70], [47, 62, 140], [36, 118, 150], [62, 168, 126], [170, 209, 92], [250, 240, 170]];

// The colour at a share, in [0, 1], of the way through these, as three numbers up to 255.
export const between = (colours, share) => {
  const at = share * (colours.length - 1), from = Math.min(colours.length - 2, Math.floor(at));
  return colours[from].map((value, i) => value + (at - from) * (colours[from + 1][i] - value));
};

// What a bar is painted with, as CSS has it.
export const gradient = `linear-gradient(to right, ${RAMP.map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(", ")})`;
