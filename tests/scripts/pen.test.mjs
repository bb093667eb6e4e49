// ui/parts/page/pen.js: what keys draw.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createPen } from "../../ui/parts/page/pen.js";

const drawing = () => {
  const said = [], pad = new EventTarget();
  const pen = createPen(pad, {
    begin: point => said.push(["begin", ...point]), extend: point => said.push(["extend", ...point]),
    undo: () => said.push(["undo"]), clear: () => said.push(["clear"]), redraw: () => {},
  });
  const press = (key, how = {}) => {
    const event = Object.assign(new Event("keydown", { cancelable: true }), { key, ...how });
    pad.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { said, pad, pen, press };
};

test("arrows move the pen, and only while it is down it draws, within the pad", () => {
  const { said, pen, press } = drawing();
  assert.ok(press("ArrowRight") && pen.shown);
  assert.deepEqual(said, []);
  press(" ");
  for (let i = 0; i < 8; i++) press("ArrowDown", { shiftKey: true });
  press(" ");
  press("ArrowLeft");
  assert.deepEqual(said[0], ["begin", 0.53, 0.3]);
  assert.deepEqual([said.length, said.at(-1)], [9, ["extend", 0.53, 1]]);
});

test("other keys take back or are the page's, and leaving the pad lifts the pen", () => {
  const { said, pad, pen, press } = drawing();
  press("Backspace");
  press("Delete");
  assert.deepEqual(said, [["undo"], ["clear"]]);
  assert.ok(!press("Tab"));
  press(" ");
  pad.dispatchEvent(new Event("blur"));
  assert.ok(!pen.down && !pen.shown);
});
