// ui/tabs/sketch: the way back through a drawing, what a file of strokes may hold, and how a drawing travels.

import assert from "node:assert/strict";
import { test } from "node:test";

import { flood, widened } from "../../ui/tabs/sketch/ink.js";
import { packed } from "../../ui/tabs/sketch/line.js";
import { checkedStrokes, createHistory, MOST } from "../../ui/tabs/sketch/strokes.js";

const SIDE = 256, LABELS = 12;

test("what is taken back can be put again, until something else is drawn", () => {
  const history = createHistory();
  history.take(["a"]);
  history.take(["a", "b"]);
  assert.ok(history.undo());
  assert.deepEqual(history.strokes(), ["a"]);
  assert.ok(history.redo());
  assert.deepEqual(history.strokes(), ["a", "b"]);
  history.undo();
  history.take(["a", "c"]);
  assert.deepEqual(history.can(), { undo: true, redo: false, clear: true });
  history.undo();
  history.undo();
  assert.deepEqual(history.strokes(), []);
  assert.equal(history.undo(), false);
});

test("a dab has a colour of its own, on lines alone", () => {
  const dab = { tool: "dab", size: 10, colour: "#12ab9f", points: [[1, 2]] };
  assert.deepEqual(checkedStrokes([dab], "lines", LABELS), [dab]);
  for (const colour of [0, "red", "#12ab9", "#12ab9f;", ["#12ab9f"], null]) {
    assert.throws(() => checkedStrokes([{ ...dab, colour }], "lines", LABELS), error => error === "open_stroke");
  }
  assert.throws(() => checkedStrokes([dab], "labels", LABELS), error => error === "open_stroke");
  assert.throws(() => checkedStrokes([{ ...dab, tool: "brush" }], "lines", LABELS), error => error === "open_stroke");
});

test("the past has an end, and what was recalled has none before it", () => {
  const history = createHistory();
  history.recall(["kept"]);
  assert.deepEqual(history.can(), { undo: false, redo: false, clear: true });
  for (let i = 0; i < MOST.past + 50; i++) history.take([i]);
  let back = 0;
  while (history.undo()) back++;
  assert.equal(back, MOST.past);
});

test("a picture that is traced anew is another one in the past and in the future, too", () => {
  const history = createHistory();
  history.take(["picture"]);
  history.take(["picture", "line"]);
  history.undo();
  history.swap("picture", "finer");
  assert.deepEqual(history.strokes(), ["finer"]);
  history.redo();
  assert.deepEqual(history.strokes(), ["finer", "line"]);
  history.undo();
  history.undo();
  assert.deepEqual(history.strokes(), []);
});

const stroke = { tool: "brush", size: 4, colour: 0, points: [[1, 2], [3, 4]] };
const picture = byte => ({ tool: "picture", colour: 0, data: Buffer.alloc(SIDE * SIDE / 2, byte).toString("base64") });

test("sound strokes pass", () => {
  for (const sound of [stroke, { ...stroke, points: [[1, 2, 0.5]] }, { ...stroke, tool: "fill" }]) {
    assert.deepEqual(checkedStrokes([sound], "lines", LABELS), [sound]);
  }
  checkedStrokes([picture(0xbb)], "labels", LABELS);
});

for (const [key, strokes, kind] of [
  ["open_other", "no list", "lines"],
  ["open_other", [stroke], "songs"],
  ["open_many", Array(MOST.strokes + 1).fill(stroke), "lines"],
  ["open_many", Array(51).fill({ ...stroke, points: Array(2000).fill([1, 2]) }), "lines"],
  ["open_stroke", [{ ...stroke, tool: "chainsaw" }], "lines"],
  ["open_stroke", [{ ...stroke, colour: LABELS }], "labels"],
  ["open_stroke", [{ ...stroke, size: 1e9 }], "lines"],
  ["open_stroke", [{ ...stroke, points: [] }], "lines"],
  ["open_stroke", [picture(0xcc)], "labels"],
  ["open_stroke", [{ tool: "picture", colour: 0, data: "AAAA" }], "lines"],
  ["open_number", [{ ...stroke, points: [[NaN, 2]] }], "lines"],
  ["open_number", [{ ...stroke, points: [[1, 2], [1, 2, 0.5]] }], "lines"],
  ["open_number", [{ ...stroke, points: [[1, 9999]] }], "lines"],
]) {
  test(`${kind}: ${JSON.stringify(strokes).slice(0, 60)} is ${key}`, () => {
    assert.throws(() => checkedStrokes(strokes, kind, LABELS), thrown => thrown === key);
  });
}

test("a drawing travels as runs of equal bytes, and comes out as it went in", () => {
  const bytes = new Uint8Array(SIDE * SIDE).fill(255);
  bytes.fill(0, 1000, 1700);
  bytes[65535] = 7;
  const runs = Buffer.from(packed(bytes), "base64"), back = [];
  for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i]; n++) back.push(runs[i + 1]);
  assert.deepEqual(Uint8Array.from(back), bytes);
  assert.ok(runs.length < 600);
});

test("a fill stops at a line, and reaches under its soft edge", () => {
  const line = place => place % SIDE === 100; // from the top to the bottom
  const mask = flood(10, 10, place => !line(place));
  const area = filled => filled.reduce((sum, value) => sum + value, 0);
  assert.equal(area(mask), 100 * SIDE);
  assert.equal(area(flood(200, 10, place => !line(place))), 155 * SIDE, "the end of a row is not beside the next one's begin");
  const wide = widened(mask);
  assert.equal(wide[50 * SIDE + 100], 1);
  assert.equal(wide[50 * SIDE + 101], 0);
  assert.equal(flood(100, 10, place => !line(place)).includes(1), false, "on the line itself there is nothing to fill");
});
