// Boltzmann machines of nine pixels (genmodels/models/rbm.py). Their 512 pictures can be counted, so nothing about them
// has to be estimated: what one has learned is a list of probabilities. A picture is a number from 0 to 511, whose bit i
// is pixel i, row by row; a distribution is a list of 512 shares.

export const SIDE = 3, PIXELS = SIDE * SIDE, STATES = 2 ** PIXELS;
export const KINDS = ["exact", "pcd", "cd"];
const CHAINS = 100, SPREAD = 0.1; // of CD and of PCD; weights to begin with, evenly up to this
const SMUDGE = 0.05; // how often a pixel of the data is the other one, so that no picture is impossible

const bit = (state, i) => (state >> i) & 1;
const sigmoid = x => 1 / (1 + Math.exp(-x));

// Numbers in [0, 1) that a seed decides (mulberry32): machines that begin alike, and a run that can be repeated.
export const seeded = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

// In how many pixels two pictures differ.
export const apart = (one, other) => {
  let count = 0;
  for (let i = 0; i < PIXELS; i++) count += bit(one ^ other, i);
  return count;
};

// Equal shares of these pictures.
export const evenly = states => {
  const shares = new Float64Array(STATES);
  for (const state of states) shares[state] += 1 / states.length;
  return shares;
};
// The same, each pixel smudged now and then.
export const smudged = states => Float64Array.from({ length: STATES }, (_, state) =>
  states.reduce((sum, pattern) => sum + SMUDGE ** apart(state, pattern) * (1 - SMUDGE) ** (PIXELS - apart(state, pattern)), 0) / states.length);
const drawn = (states, random) => {
  let state = states[Math.floor(random() * states.length)];
  for (let i = 0; i < PIXELS; i++) if (random() < SMUDGE) state ^= 1 << i;
  return state;
};

// numbers: weights pixel by pixel, then the pixels' biases, then the hidden units'; a step changes them.
export const createNine = (hidden, numbers) => {
  const biases = PIXELS * hidden, units = biases + PIXELS;
  const sent = new Float64Array(STATES * hidden); // what each picture sends to the hidden units
  let fresh = false;
  const inputs = () => {
    if (fresh) return sent;
    sent.set(numbers.subarray(units));
    for (let state = 1; state < STATES; state++) { // a picture less its first pixel came before it
      const pixel = 31 - Math.clz32(state & -state), before = (state & (state - 1)) * hidden;
      for (let j = 0; j < hidden; j++) sent[state * hidden + j] = sent[before + j] + numbers[pixel * hidden + j];
    }
    fresh = true;
    return sent;
  };
  // The free energy of each picture in nats.
  const energies = () => {
    const all = inputs();
    return Float64Array.from({ length: STATES }, (_, state) => {
      let sum = 0, product = 1; // of the softplus: log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
      for (let i = 0; i < PIXELS; i++) if (bit(state, i)) sum += numbers[biases + i];
      for (let j = state * hidden; j < (state + 1) * hidden; j++) {
        sum += Math.max(all[j], 0);
        product *= 1 + Math.exp(-Math.abs(all[j]));
      }
      return -sum - Math.log(product);
    });
  };
  // How probable each picture is.
  const shares = () => {
    const found = energies(), least = Math.min(...found);
    let sum = 0;
    for (let state = 0; state < STATES; state++) sum += found[state] = Math.exp(least - found[state]);
    return found.map(value => value / sum);
  };
  // One Gibbs sweep: hidden units given the picture, then a picture given these.
  const sweep = (state, random) => {
    const all = inputs(), sums = numbers.slice(biases, units);
    for (let j = 0; j < hidden; j++) {
      if (random() >= sigmoid(all[state * hidden + j])) continue;
      for (let i = 0; i < PIXELS; i++) sums[i] += numbers[i * hidden + j];
    }
    let reached = 0;
    for (let i = 0; i < PIXELS; i++) if (random() < sigmoid(sums[i])) reached |= 1 << i;
    return reached;
  };
  // Where -log p(data) rises when these pictures are pushed up: the gradient itself, if they come as the machine's own.
  // The means of products, of pixels and of hidden units; these are what they are on average.
  const gradient = (data, contrast) => {
    const all = inputs(), found = new Float64Array(numbers.length), on = new Float64Array(hidden);
    for (let state = 0; state < STATES; state++) {
      const share = contrast[state] - data[state];
      if (!share) continue;
      for (let j = 0; j < hidden; j++) found[units + j] += on[j] = share * sigmoid(all[state * hidden + j]);
      for (let i = 0; i < PIXELS; i++) {
        if (!bit(state, i)) continue;
        found[biases + i] += share;
        for (let j = 0; j < hidden; j++) found[i * hidden + j] += on[j];
      }
    }
    return found;
  };
  const step = (data, contrast, rate) => {
    gradient(data, contrast).forEach((slope, index) => { numbers[index] -= rate * slope; });
    fresh = false;
  };
  return { numbers, energies, shares, sweep, gradient, step };
};

// Small weights, and biases by which each pixel is on as often as in the data.
const beginning = (hidden, data, random) => {
  const numbers = new Float64Array(PIXELS * hidden + PIXELS + hidden);
  for (let index = 0; index < PIXELS * hidden; index++) numbers[index] = SPREAD * (2 * random() - 1);
  for (let i = 0; i < PIXELS; i++) {
    const on = data.reduce((sum, share, state) => sum + share * bit(state, i), 0);
    numbers[PIXELS * hidden + i] = Math.log(on / (1 - on));
  }
  return numbers;
};

// Three machines that begin alike and learn the same pictures, each by another contrast: what it would draw itself, by
// the sum over all pictures; the particles that it keeps (PCD); pictures that begin at the data in every step (CD).
export const createTriplets = ({ states, hidden, seed }) => {
  const data = smudged(states), random = seeded(seed), begun = beginning(hidden, data, seeded(seed));
  const machines = Object.fromEntries(KINDS.map(kind => [kind, createNine(hidden, begun.slice())]));
  let particles = Array.from({ length: CHAINS }, () => Math.floor(random() * STATES));
  const swept = (machine, places, sweeps) => {
    for (let turn = 0; turn < sweeps; turn++) places = places.map(state => machine.sweep(state, random));
    return places;
  };
  const contrasts = {
    exact: machine => machine.shares(),
    pcd: (machine, sweeps) => evenly(particles = swept(machine, particles, sweeps)),
    cd: (machine, sweeps) => evenly(swept(machine, Array.from({ length: CHAINS }, () => drawn(states, random)), sweeps)),
  };
  // Returns what was pushed up in each.
  const step = (rate, sweeps) => Object.fromEntries(KINDS.map(kind => {
    const contrast = contrasts[kind](machines[kind], sweeps);
    machines[kind].step(data, contrast, rate);
    return [kind, contrast];
  }));
  return { data, machines, step, particles: () => particles };
};

// How far a machine is from the data: Kullback and Leibler's divergence in nats, and the total variation, the share of
// its pictures that would have to be others.
export const divergence = (data, shares) => data.reduce((sum, share, state) => sum + share * Math.log(share / shares[state]), 0);
export const variation = (data, shares) => data.reduce((sum, share, state) => sum + Math.abs(share - shares[state]) / 2, 0);
