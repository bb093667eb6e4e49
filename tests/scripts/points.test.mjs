// ui/parts/scatter/points.js: points of a plane as a run sends them, and on their way from frame to frame.

import assert from "node:assert/strict";
import { test } from "node:test";

import { between, nearest, reach, unpacked } from "../../ui/parts/scatter/points.js";

const base64 = array => Buffer.from(array.buffer).toString("base64");
const told = places => ({ count: places.length / 2, unit: 4000, places: base64(Int16Array.from(places, value => value * 4000)) });

test("places, spreads, labels and forces come back as they were", () => {
  const points = unpacked({
    ...told([1, -2, 0.5, 3]), spreads: base64(Int16Array.of(400, 4000, 0, 8000)), labels: base64(Uint8Array.of(7, 2)),
    forces: base64(Int8Array.of(127, -127, 0, 64, 0, 0, 0, 0)), longest: 2,
  });
  assert.deepEqual([...points.places], [1, -2, 0.5, 3]);
  assert.deepEqual([...points.spreads].map(value => +value.toFixed(4)), [0.1, 1, 0, 2]);
  assert.deepEqual([...points.labels], [7, 2]);
  assert.deepEqual([...points.forces].slice(0, 3), [2, -2, 0]);
});

test("on the way from one frame to the next a point is in between, unless there are others now", () => {
  const [before, after] = [unpacked(told([0, 0])), unpacked(told([2, 4]))];
  assert.deepEqual([...between(before, after, 0.5).places], [1, 2]);
  assert.equal(between(before, after, 1), after);
  const more = unpacked(told([2, 4, 1, 1]));
  assert.equal(between(before, more, 0.5), more);
});

test("the plane reaches as far as nearly all points, and the nearest one is found", () => {
  const points = unpacked(told([0, 0, 5, 0, 1, 1]));
  assert.equal(reach(unpacked(told([0, 0]))), 3);
  assert.ok(reach(points) >= 1 && nearest(points, 4, 0.5) === 1 && nearest(points, 0.9, 0.9) === 2);
  assert.equal(nearest(unpacked(told([])), 0, 0), -1);
});
