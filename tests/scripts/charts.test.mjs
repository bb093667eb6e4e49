// ui/parts/charts/charts.js: how numbers are written, and what range of them a curve shows.

import assert from "node:assert/strict";
import { test } from "node:test";

import { rangeOf, rounded } from "../../ui/parts/charts/charts.js";

test("numbers keep three digits, and what is very large or small its power of ten", () => {
  const written = [[null, "–"], [0, "0"], [0.12345, "0.123"], [12.345, "12.3"], [1234.5, "1,235"], [123456, "1.2e5"], [0.00002, "2e-5"], [-0.5, "-0.5"]];
  for (const [value, text] of written) assert.equal(rounded(value), text);
});

const loss = { lines: [{ metric: "a" }, { metric: "b" }], from_zero: true };

test("one wild value of a hundred does not flatten the rest", () => {
  const a = [...Array(199).fill(1), 1000];
  const [low, high] = rangeOf(loss, { a, b: [] });
  assert.ok(low === 0 && high < 2, `${low} to ${high}`);
});

test("a range begins at nothing, unless values lie below", () => {
  assert.equal(rangeOf(loss, { a: [2, 4], b: [3] })[0], 0);
  assert.equal(rangeOf(loss, { a: [-2, 4], b: [null] })[0], -2);
});

test("a logarithmic axis ends at whole powers of ten, and knows no zero", () => {
  assert.deepEqual(rangeOf({ ...loss, log: true }, { a: [0, 0.03, 5], b: [] }), [0.01, 10]);
  assert.deepEqual(rangeOf({ ...loss, log: true }, { a: [0], b: [] }), [0.1, 1]);
});

test("a level that is drawn lies inside", () => {
  const [low, high] = rangeOf({ lines: [{ metric: "a" }], floor: "floor", log: true }, { a: [50, 60], floor: [3] });
  assert.ok(low <= 3 && high >= 60);
});

test("a chart that need not show nothing forgets its first wild steps", () => {
  const a = [-900, ...Array(99).fill(-160), -150];
  assert.equal(rangeOf({ lines: [{ metric: "a" }], from_zero: false }, { a })[0], -160);
});
