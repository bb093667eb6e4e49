// ui/live/panel/view.js: where a run's curves end.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.location = { search: "" };
const { newest } = await import("../../ui/live/panel/view.js");

test("the axis reaches whatever is newest: a frame, an exam or the turn of a knob", () => {
  assert.equal(newest(null), 1);
  assert.equal(newest({ frame: { step: 5 }, marks: [] }), 5);
  assert.equal(newest({ frame: { step: 5 }, exam: { step: 7 }, marks: [] }), 7);
  assert.equal(newest({ frame: { step: 5 }, exam: { step: 7 }, marks: [{ step: 3 }, { step: 9 }] }), 9);
});
