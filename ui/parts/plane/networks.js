// Small networks over a plane, made in the page from the weights that a run sends.

import { fromBase64, halves } from "../page/shared.js";

export const EDGE = 2; // of the plane, from the middle

// What a run tells (ui/live/worker/shown.py) as numbers, all of its tensors one after the other.
export const numbers = told => halves(fromBase64(told.values));

// values: those numbers, in any array -> name -> {values, shape}, views of it.
export const parted = ({ names, shapes }, values) => {
  const parts = new Map();
  let at = 0;
  names.forEach((name, i) => {
    const amount = shapes[i].reduce((a, b) => a * b, 1);
    parts.set(name, { values: values.subarray(at, at + amount), shape: shapes[i] });
    at += amount;
  });
  return parts;
};

// Linear layers of these names with SiLU between them; one point at a time, into arrays that are used again. All numbers
// are doubles: the engine makes one fast loop of them. Of doubles no copy is made, so that who changes them changes it.
export const perceptron = (parts, names) => {
  const doubles = values => (values instanceof Float64Array ? values : Float64Array.from(values));
  const layers = names.map((name, index) => {
    const [weight, bias] = ["weight", "bias"].map(part => doubles(parts.get(`${name}.${part}`).values));
    return { weight, bias, out: new Float64Array(bias.length), last: index === names.length - 1 };
  });
  const pass = ({ weight, bias, out, last }, from) => {
    const wide = from.length, whole = wide - (wide % 4);
    for (let row = 0, at = 0; row < out.length; row++) {
      let sum = bias[row], second = 0, third = 0, fourth = 0, column = 0; // four sums that need not wait for each other
      for (; column < whole; column += 4, at += 4) {
        sum += weight[at] * from[column];
        second += weight[at + 1] * from[column + 1];
        third += weight[at + 2] * from[column + 2];
        fourth += weight[at + 3] * from[column + 3];
      }
      for (; column < wide; column++) sum += weight[at++] * from[column];
      sum += second + third + fourth;
      out[row] = last ? sum : sum / (1 + Math.exp(-sum));
    }
    return out;
  };
  return input => {
    let found = input;
    for (const layer of layers) found = pass(layer, found);
    return found;
  };
};

// The energy in the middle of each of side x side cells, the first row at the top; row by row, so that a page may paint between.
export const rows = function* (energy, side) {
  const values = new Float32Array(side * side), cell = (2 * EDGE) / side;
  for (let row = 0, at = 0; row < side; row++) {
    const y = EDGE - (row + 0.5) * cell;
    for (let column = 0; column < side; column++) values[at++] = energy(-EDGE + (column + 0.5) * cell, y);
    if (row < side - 1) yield;
  }
  return values;
};
export const field = (energy, side) => {
  const going = rows(energy, side);
  for (;;) { const { done, value } = going.next(); if (done) return value; }
};

const NEAR = 1e-4;
export const slope = (energy, x, y) => [
  (energy(x + NEAR, y) - energy(x - NEAR, y)) / (2 * NEAR), (energy(x, y + NEAR) - energy(x, y - NEAR)) / (2 * NEAR),
];
