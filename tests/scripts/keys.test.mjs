// ui/parts/page/keys.js: the keys that take back, on the keyboards of several languages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { latinLetter, wayBack } from "../../ui/parts/page/keys.js";

const pressed = (key, code, modifiers = { ctrlKey: true }) => wayBack({ key, code, ...modifiers });

for (const [layout, key, code, way] of [
  ["English", "z", "KeyZ", "undo"], ["English", "y", "KeyY", "redo"], ["with CapsLock", "Z", "KeyZ", "undo"],
  ["German", "z", "KeyY", "undo"], ["German", "y", "KeyZ", "redo"],
  ["French", "z", "KeyW", "undo"], ["French", "w", "KeyZ", null],
  ["Korean", "ㅋ", "KeyZ", "undo"], ["Korean, within a word", "Process", "KeyZ", "undo"], ["Korean", "ㅛ", "KeyY", "redo"],
  ["Russian", "я", "KeyZ", "undo"], ["Russian, with CapsLock", "Я", "KeyZ", "undo"], ["Greek", "ζ", "KeyZ", "undo"],
  ["Hebrew", "ז", "KeyZ", "undo"], ["Thai", "ั", "KeyY", "redo"],
  ["Dvorak", ";", "KeyZ", null], ["Bépo", "à", "KeyZ", null], ["Russian", "ч", "KeyX", null],
]) {
  test(`${layout}: Ctrl+${key} is ${way}`, () => assert.equal(pressed(key, code), way));
}

test("with Shift it goes forward, with the Mac's key too, and what AltGr writes or no key is held is nothing", () => {
  assert.equal(pressed("Z", "KeyZ", { ctrlKey: true, shiftKey: true }), "redo");
  assert.equal(pressed("Я", "KeyZ", { metaKey: true, shiftKey: true }), "redo");
  assert.equal(pressed("я", "KeyZ", { metaKey: true }), "undo");
  assert.equal(pressed("z", "KeyZ", {}), null);
  assert.equal(pressed("я", "KeyZ", { ctrlKey: true, altKey: true }), null);
  assert.equal(pressed("Backspace", "Backspace", {}), "undo");
  assert.equal(latinLetter({ key: "Enter", code: "Enter" }), null);
});
