// One scale of energies for the whole tab: how far along it an energy lies, and its colour, from a dark valley to a pale hill.

export const LOW = 1, HIGH = 200; // energies at the two ends; the scale is logarithmic

const RAMP = [[24, 20, 70], [47, 62, 140], [36, 118, 150], [62, 168, 126], [170, 209, 92], [250, 240, 170]];

export const along = energy => Math.min(1, Math.max(0, Math.log(Math.max(energy, 1e-9) / LOW) / Math.log(HIGH / LOW)));

export const colour = share => {
  const at = share * (RAMP.length - 1), from = Math.min(RAMP.length - 2, Math.floor(at)), rest = at - from;
  return RAMP[from].map((value, i) => Math.round(value + rest * (RAMP[from + 1][i] - value)));
};

export const ramp = () => `linear-gradient(to right, ${RAMP.map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(", ")})`;
