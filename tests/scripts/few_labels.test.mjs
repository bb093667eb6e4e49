// What is missing before there is something to learn, and the doubt of each digit as it comes from the server.

import assert from "node:assert/strict";
import test from "node:test";

import { unpacked } from "../../ui/parts/scatter/points.js";
import { lesson } from "../../ui/tabs/few_labels/naming.js";

const say = (key, fields = {}) => [key, ...Object.values(fields)].join(" ");

test("what is said depends on which classes have a name", () => {
  assert.equal(lesson(say, {}), "none_told");
  assert.equal(lesson(say, { 4: 3, 9: 3 }), "one_told 3");
  assert.equal(lesson(say, { 4: 3, 9: 5 }), "some_told 0, 1, 2, 4, 6, 7, 8, 9");
  assert.equal(lesson(say, Object.fromEntries(Array.from({ length: 10 }, (_, label) => [label, label]))), "all_told");
});

test("values are unpacked in proportion to the largest", () => {
  const base64 = bytes => Buffer.from(bytes).toString("base64");
  const told = { count: 2, unit: 1, places: base64([0, 0, 0, 0, 0, 0, 0, 0]), values: base64([0, 255]), most: 2.3 };
  const { values } = unpacked(told);
  assert.equal(values[0], 0);
  assert.ok(Math.abs(values[1] - 2.3) < 1e-6);
  assert.equal(unpacked({ ...told, values: undefined }).values, null);
});
