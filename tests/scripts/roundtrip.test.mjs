// The lens of the Round trip tab: a flat picture stays grey, a difference of one shows.

import assert from "node:assert/strict";
import test from "node:test";

import { amplified, STRENGTH } from "../../ui/tabs/roundtrip/lens.js";

const SIDE = 6;
const flat = () => Uint8ClampedArray.from({ length: 4 * SIDE * SIDE }, (_, i) => (i % 4 === 3 ? 255 : 200));

test("where nothing changes the lens shows grey, also at the border", () => {
  const made = amplified(flat(), SIDE, () => true);
  assert.deepEqual([...new Set(made.filter((_, i) => i % 4 < 3))], [128]);
  assert.ok(made.every((value, i) => i % 4 < 3 || value === 255));
});

test("a difference of one colour value is shown many times as strong, and in its colour alone", () => {
  const bytes = flat(), place = 4 * (SIDE * 3 + 3);
  bytes[place] += 3;
  const made = amplified(bytes, SIDE, () => true);
  assert.equal(made[place], Math.round(128 + STRENGTH * (3 - 3 / 9)));
  assert.equal(made[place + 1], 128);
  assert.ok(made[place + 4] < 128);
});

test("what the lens does not lie on stays as it is", () => {
  const made = amplified(flat(), SIDE, column => column < 2);
  assert.equal(made[0], 128);
  assert.equal(made[4 * 5], 200);
});
