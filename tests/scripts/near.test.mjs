// ui/tabs/maps/near.js: which dots are near to a place or inside a line.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inside, nearestTo, vote } from "../../ui/tabs/maps/near.js";

const GRID = Float32Array.from({ length: 200 }, (_, i) => (i % 2 ? Math.floor(i / 20) : (i >> 1) % 10)); // 10 x 10

test("the nearest come first, without the one that asks, and no more than there are", () => {
  assert.deepEqual(nearestTo(GRID, 3.1, 4.2, 3), [43, 53, 44]);
  assert.deepEqual(nearestTo(GRID, 3.1, 4.2, 2, 43), [53, 44]);
  assert.equal(nearestTo(GRID, 0, 0, 500).length, 100);
  assert.deepEqual(nearestTo(new Float32Array(0), 0, 0, 3), []);
});

test("most of them decide, and of two as frequent the nearer", () => {
  assert.deepEqual(vote([0, 1, 2], [7, 3, 3]), { label: 3, count: 2 });
  assert.deepEqual(vote([0, 1], [7, 3]), { label: 7, count: 1 });
  assert.equal(vote([], [7]), null);
});

test("a line holds what is inside it, whichever way it was drawn, and nothing where it is round nothing", () => {
  const square = [[1.5, 1.5], [4.5, 1.5], [4.5, 3.5], [1.5, 3.5]];
  const held = [22, 23, 24, 32, 33, 34];
  assert.deepEqual(inside(GRID, square), held);
  assert.deepEqual(inside(GRID, square.toReversed()), held);
  const horseshoe = [[-1, -1], [10, -1], [10, 10], [9.5, 10], [9.5, 0.5], [-0.5, 0.5], [-0.5, 10], [-1, 10]];
  assert.deepEqual(inside(GRID, horseshoe), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(inside(GRID, [[0.2, 0.2], [0.4, 0.2], [0.3, 0.4]]), []);
  assert.deepEqual(inside(GRID, [[3, 3]]), []);
});
