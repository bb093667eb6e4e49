// A Boltzmann machine as the page knows it (genmodels/models/rbm.py): pixels are bytes of 0 and 1, so that a sweep adds
// the rows of the pixels and units that are on, and multiplies nothing.

const softplus = x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = x => 1 / (1 + Math.exp(-x));

// weight: pixel by pixel, a number for each hidden unit.
export const createMachine = ({ weight, visibleBias, hiddenBias }) => {
  const pixels = visibleBias.length, hidden = hiddenBias.length;
  const back = new Float32Array(weight.length); // unit by unit
  for (let i = 0; i < pixels; i++) for (let j = 0; j < hidden; j++) back[j * pixels + i] = weight[i * hidden + j];
  const toHidden = new Float32Array(hidden), toVisible = new Float32Array(pixels), on = new Uint8Array(hidden);

  const add = (sums, rows, bits, count, from, length) => {
    for (let i = 0; i < count; i++) {
      if (!bits[from + i]) continue;
      const row = i * length;
      for (let j = 0; j < length; j++) sums[j] += rows[row + j];
    }
    return sums;
  };
  // What the pixels send to the hidden units; the array is used again.
  const inputs = (visible, from = 0) => {
    toHidden.set(hiddenBias);
    return add(toHidden, weight, visible, pixels, from, hidden);
  };
  // The free energy in nats.
  const energy = (visible, from = 0) => {
    let found = 0;
    for (let i = 0; i < pixels; i++) if (visible[from + i]) found -= visibleBias[i];
    for (const input of inputs(visible, from)) found -= softplus(input);
    return found;
  };
  // One Gibbs sweep of one chain, in place.  means: where its pixels' probabilities go, 0 to 255.
  // forced: hidden units that are on whatever the pixels say.  kept: 1 for each pixel that stays, or null.
  const sweep = (visible, from, means, { forced = [], kept = null, random = Math.random } = {}) => {
    inputs(visible, from);
    for (let j = 0; j < hidden; j++) on[j] = random() < sigmoid(toHidden[j]) ? 1 : 0;
    for (const unit of forced) on[unit] = 1;
    toVisible.set(visibleBias);
    add(toVisible, back, on, hidden, 0, pixels);
    for (let i = 0; i < pixels; i++) {
      if (kept?.[i]) { means[from + i] = 255 * visible[from + i]; continue; }
      const chance = sigmoid(toVisible[i]);
      means[from + i] = 255 * chance;
      visible[from + i] = random() < chance ? 1 : 0;
    }
  };
  // The units whose weights are longest, and each one's weights as bytes: 128 is none.
  const strongest = count => {
    const lengths = Array.from({ length: hidden }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < pixels; i++) sum += back[j * pixels + i] ** 2;
      return sum;
    });
    const units = lengths.map((_, j) => j).sort((a, b) => lengths[b] - lengths[a]).slice(0, count);
    const pictures = new Uint8Array(units.length * pixels);
    units.forEach((unit, index) => {
      const row = back.subarray(unit * pixels, (unit + 1) * pixels);
      const most = row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-9);
      row.forEach((value, i) => { pictures[index * pixels + i] = 128 + (127 * value) / most; });
    });
    return { units, pictures };
  };
  return { pixels, hidden, inputs, energy, sweep, strongest };
};

// Which pixels stay where one half of a picture is kept.
export const half = (side, size = 28) => Uint8Array.from({ length: size * size }, (_, i) => {
  const [row, column] = [Math.floor(i / size), i % size];
  return { top: row < size / 2, bottom: row >= size / 2, left: column < size / 2, right: column >= size / 2 }[side] ? 1 : 0;
});

// What is wrong with a drawing of which one half is kept: "" where nothing is.
export const trouble = (drawn, kept) => {
  let ink = 0, all = 0, elsewhere = 0;
  kept.forEach((stays, i) => {
    if (stays) { all++; ink += drawn[i]; } else elsewhere += drawn[i];
  });
  if (!ink) return elsewhere ? "other_half" : "empty_half";
  return ink > 0.6 * all ? "full_half" : "";
};
