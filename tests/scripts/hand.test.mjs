// ui/parts/page/hand.js: which pointer draws where a palm, a pen and several fingers touch a pad.

import assert from "node:assert/strict";
import { test } from "node:test";

import { followHand } from "../../ui/parts/page/hand.js";

// A pad of 100 pixels; what was drawn on it, one list of points for each stroke that stayed.
const createPad = () => {
  const heard = {}, strokes = [];
  let now = 0;
  const node = {
    addEventListener: (name, listener) => { heard[name] = listener; },
    getBoundingClientRect: () => ({ left: 0, top: 0, width: 100, height: 100 }),
    focus: () => {}, setPointerCapture: () => {},
  };
  followHand(node, {
    begin: point => strokes.push([point]), extend: points => strokes.at(-1).push(...points), end: () => {}, drop: () => strokes.pop(),
  });
  const send = (name, pointerType, pointerId, clientX, clientY, isPrimary = true) => heard[`pointer${name}`]({
    type: `pointer${name}`, pointerType, pointerId, clientX, clientY, isPrimary, timeStamp: now, button: 0, preventDefault: () => {},
  });
  return {
    strokes: () => strokes.map(points => points.map(([x, y]) => [100 * x, 100 * y].map(Math.round).join()).join(" ")),
    down: (...pointer) => send("down", ...pointer), move: (...pointer) => send("move", ...pointer),
    up: (...pointer) => send("up", ...pointer), cancel: (...pointer) => send("cancel", ...pointer),
    wait: milliseconds => { now += milliseconds; },
  };
};

test("a pen takes over from the palm that came first, and nothing of the palm stays", () => {
  const pad = createPad();
  pad.down("touch", 1, 80, 80);
  pad.wait(300);
  pad.move("touch", 1, 82, 80);
  pad.down("pen", 2, 10, 10);
  pad.move("touch", 1, 84, 80);
  pad.move("pen", 2, 30, 10);
  pad.up("touch", 1, 84, 80);
  pad.move("pen", 2, 50, 10);
  pad.up("pen", 2, 50, 10);
  assert.deepEqual(pad.strokes(), ["10,10 30,10 50,10"]);
});

test("a palm that the system takes away as the pen comes leaves nothing, either", () => {
  const pad = createPad();
  pad.down("touch", 1, 80, 80);
  pad.cancel("touch", 1, 80, 80);
  pad.down("pen", 2, 10, 10);
  pad.up("pen", 2, 10, 10);
  assert.deepEqual(pad.strokes(), ["10,10"]);
});

test("a palm during a pen's stroke and for a second after it draws nothing, a finger later does", () => {
  const pad = createPad();
  pad.down("pen", 1, 10, 10);
  pad.down("touch", 2, 80, 80);
  pad.move("touch", 2, 90, 80);
  pad.wait(5000);
  pad.move("pen", 1, 30, 10);
  pad.up("pen", 1, 30, 10);
  pad.up("touch", 2, 90, 80);
  pad.wait(900);
  pad.down("touch", 3, 70, 70);
  pad.wait(900);
  pad.move("touch", 3, 40, 70);
  pad.up("touch", 3, 40, 70);
  assert.deepEqual(pad.strokes(), ["10,10 30,10"]);
  pad.down("touch", 4, 50, 50);
  pad.up("touch", 4, 50, 50);
  assert.deepEqual(pad.strokes(), ["10,10 30,10", "50,50"]);
});

test("two fingers that pinch draw no line, and the next finger draws again", () => {
  const pad = createPad();
  pad.down("touch", 1, 40, 40);
  pad.move("touch", 1, 42, 40);
  pad.down("touch", 2, 60, 60, false);
  for (const way of [5, 15, 30]) {
    pad.move("touch", 1, 40 - way, 40);
    pad.move("touch", 2, 60 + way, 60, false);
  }
  pad.up("touch", 1, 10, 40);
  pad.down("touch", 3, 20, 20, false); // one of the two has come down again
  pad.move("touch", 3, 50, 20, false);
  pad.up("touch", 3, 50, 20, false);
  pad.up("touch", 2, 90, 60, false);
  assert.deepEqual(pad.strokes(), []);
  pad.down("touch", 4, 50, 50);
  pad.move("touch", 4, 70, 50);
  assert.deepEqual(pad.strokes(), ["50,50 70,50"]);
});

test("a second finger during a stroke changes nothing", () => {
  const pad = createPad();
  pad.down("touch", 1, 10, 10);
  pad.move("touch", 1, 40, 10);
  pad.down("touch", 2, 60, 60, false);
  pad.move("touch", 2, 90, 60, false);
  pad.move("touch", 1, 70, 10);
  pad.up("touch", 2, 90, 60, false);
  pad.move("touch", 1, 90, 10);
  assert.deepEqual(pad.strokes(), ["10,10 40,10 70,10 90,10"]);
});

test("a cancelled touch keeps what it drew, and a stroke whose end was never told holds nobody up", () => {
  const pad = createPad();
  pad.down("touch", 1, 10, 10);
  pad.move("touch", 1, 40, 10);
  pad.cancel("touch", 1, 40, 10);
  pad.down("touch", 2, 10, 50);
  pad.down("touch", 3, 10, 90);
  pad.move("touch", 3, 40, 90);
  assert.deepEqual(pad.strokes(), ["10,10 40,10", "10,50", "10,90 40,90"]);
});
