// Faces by attributes: where on a strip a pointer stands.

import assert from "node:assert/strict";
import test from "node:test";

import { valueAt } from "../../ui/tabs/classes/attributes.js";

test("0 is the middle of a strip's first picture and 1 that of its last", () => {
  assert.equal(valueAt(0.5 / 9, 9), 0);
  assert.equal(valueAt(8.5 / 9, 9), 1);
  assert.equal(valueAt(0.5, 9), 0.5);
  assert.deepEqual([valueAt(0, 9), valueAt(1, 9)], [0, 1]);
});
