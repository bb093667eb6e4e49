// The Autoencoders tab without its page: dirt, the brush, and a code that is rotated.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS, PIXELS, SIDE, brush, createDirt, dirtied } from "../../ui/tabs/autoencoders/noise.js";
import { createLinear } from "../../ui/tabs/autoencoders/turned.js";
import { corners } from "../../ui/tabs/autoencoders/two_planes.js";

const clean = Uint8Array.from({ length: PIXELS }, (_, i) => 50 + (i % 150));
const untouched = () => new Uint8Array(PIXELS), dirt = createDirt(1);
const changes = dirty => dirty.reduce((sum, value, i) => sum + (value !== clean[i]), 0) / PIXELS;

test("the slider hits as many pixels as it says, and what it hit stays hit when it goes on", () => {
  for (const kind of ["erase", "salt"]) {
    const [some, more] = [0.3, 0.6].map(level => dirtied(clean, untouched(), { kind, level }, dirt));
    assert.ok(Math.abs(changes(some) - 0.3) < 0.06 && Math.abs(changes(more) - 0.6) < 0.06, kind);
    for (let i = 0; i < PIXELS; i++) if (some[i] !== clean[i]) assert.equal(some[i], more[i]);
    assert.deepEqual(dirtied(clean, untouched(), { kind, level: 0 }, dirt), clean);
  }
  const erased = dirtied(clean, untouched(), { kind: "erase", level: 1 }, dirt);
  assert.ok(erased.every(value => value === 0));
  const salt = dirtied(clean, untouched(), { kind: "salt", level: 1 }, dirt), white = salt.filter(Boolean).length / PIXELS;
  assert.ok(salt.every(value => value === 0 || value === 255) && white > 0.4 && white < 0.6);
});

test("Gaussian noise has the sigma of the slider and stays a picture", () => {
  const grey = clean.map(() => 128), noisy = dirtied(grey, untouched(), { kind: "gaussian", level: 0.1 }, dirt);
  const spread = Math.sqrt(noisy.reduce((sum, value) => sum + (value - 128) ** 2, 0) / PIXELS);
  assert.ok(Math.abs(spread - 25.5) < 2.5, spread);
  const wild = dirtied(grey, untouched(), { kind: "gaussian", level: 1 }, dirt);
  assert.ok(wild.includes(0) && wild.includes(255));
});

test("another seed is other dirt, the same seed the same", () => {
  const look = seed => dirtied(clean, untouched(), { kind: "erase", level: 0.5 }, createDirt(seed));
  assert.deepEqual(look(1), look(1));
  assert.notDeepEqual(look(1), look(2));
});

test("the brush marks the way between two points, and no more when it goes there again", () => {
  const brushed = untouched();
  assert.ok(brush(brushed, "salt", [4, 14], [24, 14], 2));
  const marked = (x, y) => brushed[y * SIDE + x];
  for (let x = 4; x < 24; x++) assert.equal(marked(x, 14), KINDS.indexOf("salt") + 1);
  assert.equal(marked(14, 10), 0);
  assert.equal(marked(27, 14), 0);
  assert.equal(brush(brushed, "salt", [4, 14], [24, 14], 2), false);
  assert.ok(brush(brushed, "erase", [-5, -5], [0, 0], 2), "it may leave the picture");
  const dirty = dirtied(clean, brushed, { kind: "gaussian", level: 0 }, dirt);
  for (let i = 0; i < PIXELS; i++) {
    if (!brushed[i]) assert.equal(dirty[i], clean[i]);
    else if (KINDS[brushed[i] - 1] === "erase") assert.equal(dirty[i], 0);
    else assert.ok([0, 255].includes(dirty[i]));
  }
});

test("a code that is rotated has other filters and other numbers, and makes the same picture", () => {
  const latents = 5, random = length => Float32Array.from({ length }, (_, i) => Math.sin(7 * i + length) / 9);
  const told = { latents, mean: random(PIXELS).map(Math.abs), encoder: random(latents * PIXELS).map(value => value / 6), decoder: random(PIXELS * latents) };
  const turn = Float32Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 2 : (i % 5) / 10)); // a matrix and its inverse
  const linear = createLinear({ ...told, turn, back: inverse(turn, latents) });
  const still = linear.look(clean, "trained", 0);
  for (const [basis, angle] of [["trained", 1.1], ["components", 0], ["components", 2.5]]) {
    const turned = linear.look(clean, basis, angle);
    assert.ok(turned.picture.every((value, i) => Math.abs(value - still.picture[i]) <= 1), `${basis} ${angle}`);
    assert.ok(turned.filters[0].some((value, i) => Math.abs(value - still.filters[0][i]) > 0.01));
    assert.ok(turned.code.some((value, i) => Math.abs(value - still.code[i]) > 0.01));
  }
  const [one, other] = [linear.look(clean, "trained", 0.7), linear.look(clean, "trained", 0.7 + 2 * Math.PI)];
  assert.ok(one.code.every((value, i) => Math.abs(value - other.code[i]) < 1e-6));
});

const inverse = (matrix, n) => { // Gauss and Jordan
  const rows = Array.from({ length: n }, (_, i) => [...matrix.slice(i * n, (i + 1) * n), ...Array.from({ length: n }, (_, j) => Number(i === j))]);
  for (let i = 0; i < n; i++) {
    rows[i] = rows[i].map(value => value / rows[i][i]);
    for (let k = 0; k < n; k++) if (k !== i) rows[k] = rows[k].map((value, j) => value - rows[k][i] * rows[i][j]);
  }
  return Float32Array.from(rows.flatMap(row => row.slice(n)));
};

test("the planes lie on each other at 0 degrees, stand upright at 90, and share a line at any angle", () => {
  assert.deepEqual(corners(0).map(([x, y, z]) => [x, y, z]), [[-1, -1, -0], [1, -1, 0], [1, 1, 0], [-1, 1, -0]]);
  for (const [x, , z] of corners(90)) assert.ok(Math.abs(x) < 1e-9 && Math.abs(Math.abs(z) - 1) < 1e-9);
  const middle = ([a, , , d]) => a.map((value, i) => (value + d[i]) / 2);
  assert.equal(middle(corners(33))[1], 0);
});
