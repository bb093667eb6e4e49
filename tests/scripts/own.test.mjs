// ui/tabs/energy/own.js: Gaussians that a hand moves and widens, strokes as points, and how often a run hears of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { added, BROAD, freePlace, gripAt, MOST_GAUSSIANS, moved, NARROW, paced, pulled, removed, sampled, spread, whole, widened } from "../../ui/tabs/energy/own.js";

const THREE = [[-1, 0.5, 0.1], [1, 0.5, 0.3], [0, -1, 0.03]], GRIP = 0.12;

test("a hand takes hold of the nearest middle, else of a rim, else of nothing", () => {
  assert.deepEqual([gripAt(THREE, [-0.95, 0.5], GRIP).index, gripAt(THREE, [-0.95, 0.5], GRIP).part], [0, "middle"]);
  assert.deepEqual([gripAt(THREE, [1, 1.12], GRIP).index, gripAt(THREE, [1, 1.12], GRIP).part], [1, "rim"]);
  assert.equal(gripAt(THREE, [1, 0.8], GRIP), null);
  const close = [[0, 0, 0.3], [0.15, 0, 0.3]];
  assert.equal(gripAt(close, [0.1, 0], GRIP).index, 1);
  assert.equal(gripAt([[0, 0, 0.3], [0.6, 0, 0.1]], [0.59, 0], GRIP).part, "middle", "a middle on another's rim");
});

test("a rim that is pulled widens by as much as the hand goes, even where a narrow one's is drawn farther out", () => {
  const grip = gripAt(THREE, [0, -1 + 1.8 * GRIP], GRIP);
  assert.equal(grip.part, "rim");
  assert.deepEqual(pulled(THREE, grip, [0, -1 + 1.8 * GRIP])[2], THREE[2], "no leap when it is taken");
  assert.ok(Math.abs(pulled(THREE, grip, [0, -0.8 + 1.8 * GRIP])[2][2] - 0.13) < 1e-9);
  assert.equal(pulled(THREE, grip, [0, -1])[2][2], NARROW);
});

test("whatever the hand does, they stay in the plane, neither too narrow nor too wide, and 1 to 12", () => {
  assert.deepEqual(moved(THREE, 0, [9, -9])[0], [2, -2, 0.1]);
  assert.equal(widened(THREE, 1, 9)[1][2], BROAD);
  assert.deepEqual(THREE[0], [-1, 0.5, 0.1], "what was there before is as it was");
  let many = THREE;
  for (let i = 0; i < 20; i++) many = added(many, [3, 0]);
  assert.equal(many.length, MOST_GAUSSIANS);
  for (let i = 0; i < 20; i++) many = removed(many, 0);
  assert.equal(many.length, 1);
  assert.deepEqual(freePlace([[0, 0, 0.1]]).map(Math.abs), [1.5, 1.5]);
});

test("of what was kept only what a run would take comes back", () => {
  assert.deepEqual(whole(THREE), THREE);
  for (const bad of [null, [], "x", [[0, 0]], [[0, 0, 9]], [[0, 3, 0.1]], [[0, "0", 0.1]], Array(13).fill([0, 0, 0.1])]) assert.equal(whole(bad), null);
});

test("points go with their Gaussian", () => {
  const before = sampled(THREE), after = sampled(moved(THREE, 1, [1.5, 0]));
  for (let i = 0; i < before.length / 2; i++) {
    const by = [after[2 * i] - before[2 * i], after[2 * i + 1] - before[2 * i + 1]], wanted = i % 3 === 1 ? [0.5, -0.5] : [0, 0];
    by.forEach((value, axis) => assert.ok(Math.abs(value - wanted[axis]) < 1e-6));
  }
});

test("strokes become points along them, in the plane and no more than a run takes", () => {
  assert.ok(spread([[[0, 0]]]).length < 10);
  const line = spread([[[-2, 0], [2, 0]]]);
  assert.ok(line.length > 300 && line.every(([x, y]) => Math.abs(x) <= 2 && Math.abs(y) < 0.1));
  const wild = Array.from({ length: 400 }, (_, i) => [i % 2 ? 2 : -2, 2 - i / 100]);
  assert.equal(spread([wild]).length, 2000);
});

test("one word at a time is on its way, no more than one in a pause, and the last is always told", async () => {
  const told = [], rests = [], answers = [];
  const say = paced(value => { told.push(value); return new Promise(resolve => answers.push(resolve)); }, 100, (go, pause) => rests.push([go, pause]));
  const settle = () => new Promise(resolve => { setImmediate(resolve); });
  for (const value of [1, 2, 3]) say(value);
  assert.deepEqual(told, [1]);
  answers.shift()();
  await settle();
  assert.deepEqual(told, [1], "not before the pause is over");
  assert.equal(rests[0][1], 100);
  rests.shift()[0]();
  await settle();
  assert.deepEqual(told, [1, 3]);
  rests.shift()[0]();
  say(4);
  await settle();
  assert.deepEqual(told, [1, 3], "not before the answer is there: two at once might change places");
  answers.shift()();
  await settle();
  assert.deepEqual(told, [1, 3, 4]);
});
