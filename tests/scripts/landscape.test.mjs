// ui/tabs/landscape: what lies between three pictures, the line of the margin, and the scale of energies.

import assert from "node:assert/strict";
import { test } from "node:test";

import { along, colour } from "../../ui/tabs/landscape/colours.js";
import { CORNERS, level, mixture, restored } from "../../ui/tabs/landscape/slice.js";

test("a slice has its three pictures at its corners, their mean in the middle, and no grey beyond black and white", () => {
  const pictures = [[0, 200, 255], [30, 100, 255], [90, 0, 255]].map(row => Uint8Array.from(row));
  CORNERS.forEach((corner, index) => assert.deepEqual(mixture(pictures, corner), pictures[index]));
  assert.deepEqual([...mixture(pictures, [0.5, 1 / 3])], [40, 100, 255]);
  assert.deepEqual([...mixture(pictures, [2, 0])], [60, 0, 255]);
});

test("the line of a height lies where the values have it, and nowhere where none does", () => {
  const slope = Float32Array.from({ length: 64 }, (_, i) => i % 8); // rises from left to right
  const pieces = level(slope, 2.25);
  assert.equal(pieces.length, 7);
  for (const piece of pieces) for (const [x] of piece) assert.ok(Math.abs(x - 2.75 / 8) < 1e-6);
  assert.deepEqual(level(slope, 9), []);
});

test("energies lie on a logarithmic scale that ends at its ends", () => {
  assert.equal(along(0), 0);
  assert.equal(along(1e6), 1);
  assert.ok(Math.abs(along(Math.sqrt(200)) - 0.5) < 1e-9);
  const light = share => colour(share).reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < 10; i++) assert.ok(light(i / 10) < light((i + 1) / 10), "higher is lighter");
});

test("what was kept comes back, and what is damaged or none of ours is left out", () => {
  const stroke = [[0.1, 0.2], [0.3, 0.4]], begin = [3, 8];
  assert.deepEqual(restored({ strokes: [stroke], others: [0, 9] }, begin), { strokes: [stroke], others: [0, 9] });
  for (const kept of [null, 7, "x", [], {}, { strokes: "x", others: "38" }, { strokes: [[], [[1]], [[0, null]], ["ab"], 5], others: [3] },
    { strokes: {}, others: [3, 10] }, { others: [4, 4] }, { others: [1.5, 2] }]) {
    assert.deepEqual(restored(kept, begin), { strokes: [], others: begin });
  }
  assert.deepEqual(restored({ strokes: [[["a", 1]], stroke] }, begin).strokes, [stroke]);
});
