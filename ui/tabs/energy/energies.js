// The nine energies in the page: networks made from the weights that a run sends, exact to what half precision loses.

import { field, numbers, parted, perceptron } from "../../parts/plane/networks.js";

export const TILES = ["kmeans", "autoencoder", "overcomplete", "denoising", "variational", "sparse", "gan", "wgan", "ebgan"];
const SURE = 4, WIDTH = 0.15, SOLVING = 20; // as in genmodels/models/energies.py

const three = (parts, name) => perceptron(parts, [0, 2, 4].map(index => `${name}.${index}`));

const autoencoder = (parts, name) => {
  const encode = three(parts, `${name}.encoder`), decode = three(parts, `${name}.decoder`), point = new Float64Array(2);
  const energy = (x, y) => {
    point[0] = x; point[1] = y;
    const made = decode(encode(point));
    return (x - made[0]) ** 2 + (y - made[1]) ** 2;
  };
  return { encode, decode, energy, point };
};

const variational = (parts, name, { beta }) => {
  const { encode, decode, point } = autoencoder(parts, name), latent = new Float64Array(1);
  return (x, y) => {
    point[0] = x; point[1] = y;
    const [mean, spread] = encode(point), made = (latent[0] = mean, decode(latent));
    const kl = 0.5 * (mean ** 2 + Math.exp(spread - SURE) - 1 - (spread - SURE));
    return (x - made[0]) ** 2 + (y - made[1]) ** 2 + beta * kl;
  };
};

const logit = (parts, name) => {
  const ask = three(parts, `${name}.logit`), point = new Float64Array(2);
  return (x, y) => { point[0] = x; point[1] = y; return -ask(point)[0]; };
};

const kmeans = (parts, name) => {
  const values = Float64Array.from(parts.get(`${name}.centres`).values);
  return (x, y) => {
    let least = Infinity;
    for (let i = 0; i < values.length; i += 2) least = Math.min(least, (x - values[i]) ** 2 + (y - values[i + 1]) ** 2);
    return least;
  };
};

const sparse = (parts, name, { sparsity }) => {
  const values = Float64Array.from(parts.get(`${name}.centres`).values), count = values.length / 2;
  const kernel = (x, y, i) => Math.exp(((x - values[2 * i]) ** 2 + (y - values[2 * i + 1]) ** 2) / (-2 * WIDTH ** 2));
  const among = new Float64Array(count * count), to = new Float64Array(count), z = new Float64Array(count), pull = new Float64Array(count);
  let steepest = 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < count; j++) sum += among[i * count + j] = kernel(values[2 * j], values[2 * j + 1], i);
    steepest = Math.max(steepest, sum);
  }
  const size = 1 / steepest;
  const pulled = () => { // among z; most of z are nothing
    pull.fill(0);
    for (let j = 0; j < count; j++) if (z[j]) for (let i = 0; i < count; i++) pull[i] += among[j * count + i] * z[j];
  };
  return (x, y) => {
    for (let i = 0; i < count; i++) to[i] = kernel(x, y, i);
    z.fill(0);
    for (let step = 0; step < SOLVING; step++) {
      pulled();
      for (let i = 0; i < count; i++) {
        const moved = z[i] + size * (to[i] - pull[i]), shrunk = Math.abs(moved) - size * sparsity;
        z[i] = shrunk > 0 ? Math.sign(moved) * shrunk : 0;
      }
    }
    pulled();
    let energy = 0.5;
    for (let i = 0; i < count; i++) if (z[i]) energy += z[i] * (pull[i] / 2 - to[i]) + sparsity * Math.abs(z[i]);
    return energy;
  };
};

const MAKERS = {
  kmeans, sparse, variational,
  autoencoder: (parts, name) => autoencoder(parts, name).energy,
  overcomplete: (parts, name) => autoencoder(parts, name).energy,
  denoising: (parts, name) => autoencoder(parts, name).energy,
  gan: logit,
  wgan: logit,
  ebgan: (parts, name) => autoencoder(parts, `${name}.autoencoder`).energy,
};

// -> name -> energy(x, y).  knobs: {beta, sparsity}
export const energiesOf = (told, knobs) => {
  const parts = parted(told, numbers(told));
  return Object.fromEntries(TILES.map(name => [name, MAKERS[name](parts, name, knobs)]));
};

const sorted = values => Float32Array.from(values).sort();

// What a tile's scale is drawn by: its lowest energy, and how far above it the middle of the plane lies.
export const span = values => {
  const order = sorted(values), low = order[0], height = order[order.length >> 1] - low;
  return { low, height: Math.max(height, 1e-12), whole: Number.isFinite(order[order.length - 1]) && Number.isFinite(low) };
};

// e^(-beta E) / Z on the grid: it sums to one.
export const probabilities = (values, beta) => {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const shares = Float64Array.from(values, value => Math.exp(-beta * (value - low))), sum = shares.reduce((a, b) => a + b, 0);
  return shares.map(share => share / sum);
};

// How well a tile tells data (x, y pairs) from the plane farther than `far` from all of them: how often a far place has the
// higher energy, and what share of the far plane lies below the energy of 95 % of the data.
export const told = (energy, data, values, distances, far) => {
  const own = [];
  for (let i = 0; i < data.length; i += 2) own.push(energy(data[i], data[i + 1]));
  const order = sorted(own), bar = order[Math.floor(0.95 * (order.length - 1))];
  let below = 0, above = 0, count = 0;
  values.forEach((value, i) => {
    if (distances[i] <= far) return;
    count++;
    if (value < bar) below++;
    let left = 0, right = order.length; // how many data lie below it
    while (left < right) { const middle = (left + right) >> 1; if (order[middle] < value) left = middle + 1; else right = middle; }
    above += left;
  });
  return { auroc: above / (count * order.length), leak: below / count, data: order[order.length >> 1] };
};

// How far each cell of the grid is from the nearest of these points.
export const distancesTo = (data, side) => field((x, y) => {
  let least = Infinity;
  for (let i = 0; i < data.length; i += 2) least = Math.min(least, (x - data[i]) ** 2 + (y - data[i + 1]) ** 2);
  return Math.sqrt(least);
}, side);
