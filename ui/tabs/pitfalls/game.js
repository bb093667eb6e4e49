// A game of two small networks over points of the plane, reckoned in the page from the weights that a run sends.

import { EDGE, parted, perceptron, slope } from "../../parts/plane/networks.js";

export const WIDTH = 0.06, NEAR = 3, LEAST = 0.01; // a mode: its spread, how many of these count as near, the least share of fakes
const ring = (count, radius) => Array.from({ length: count }, (_, i) => [radius * Math.cos((2 * Math.PI * i) / count), radius * Math.sin((2 * Math.PI * i) / count)]);
// Where the Gaussians of a data set lie, as in genmodels/data/plane.py; the others have no modes that one could count.
export const MODES = {
  gaussians: ring(8, 1.4),
  grid: Array.from({ length: 25 }, (_, i) => [0.75 * (Math.floor(i / 5) - 2), 0.75 * ((i % 5) - 2)]),
};

// told: names and shapes of all tensors.  values: an array of doubles that holds them, and may change at any time.
export const createGame = (told, values) => {
  const parts = parted(told, values), [judge, generator] = ["judge", "generator"].map(player => (
    perceptron(parts, [0, 1, 2].map(layer => `${player}.${layer}`))));
  const point = new Float64Array(2), noise = new Float64Array(2);
  return {
    // What the judging network says, turned over: low where it takes a point for data.
    energy: (x, y) => {
      point[0] = x / EDGE; point[1] = y / EDGE;
      return -judge(point)[0];
    },
    // The point that comes of two numbers of noise.
    made: (first, second) => {
      noise[0] = first; noise[1] = second;
      const [x, y] = generator(noise);
      return [EDGE * Math.tanh(x), EDGE * Math.tanh(y)];
    },
  };
};

// Of the slope of the judge's answer at a fake, the share by which each loss moves it: of log(1 - D), of -log D, of a critic.
const sigmoid = value => 1 / (1 + Math.exp(-value));
export const SHARES = { saturating: sigmoid, "non-saturating": answer => sigmoid(-answer), critic: () => 1 };

// Where gradient descent on the generator's loss pulls a fake.
export const pull = (energy, kind, x, y) => {
  const share = SHARES[kind](-energy(x, y));
  return slope(energy, x, y).map(value => -share * value);
};

// So many pairs from N(0, 1), the same in every page.
export const normals = count => {
  let state = 20;
  const uniform = () => { // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform())), angle = 2 * Math.PI * uniform();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
};

// Where the lines of a mesh over the noise run, so that all of its cells are about equally likely: the quantiles of a logistic
// distribution, which differ from those of N(0, 1) by less than 0.03 here.
export const lines = count => Array.from({ length: count + 1 }, (_, i) => {
  const share = 0.02 + (0.96 * i) / count;
  return Math.log(share / (1 - share)) / 1.702;
});

// Of each mode, whether enough of these places lie near it.
export const reached = (places, modes) => {
  const found = modes.map(() => 0);
  for (const [x, y] of places) {
    const at = modes.findIndex(([left, up]) => (x - left) ** 2 + (y - up) ** 2 < (NEAR * WIDTH) ** 2);
    if (at >= 0) found[at]++;
  }
  return found.map(count => count >= LEAST * places.length);
};
