// ui/parts/page/store.js: what is remembered where the browser stores it, refuses, or takes no more.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createStore } from "../../ui/parts/page/store.js";

const createBrowser = () => {
  const kept = new Map();
  return { kept, full: false, getItem: key => kept.get(key) ?? null, setItem(key, value) {
    if (this.full) throw new DOMException("", "QuotaExceededError");
    kept.set(key, value);
  } };
};

test("what is set is in the browser's storage, for the next page", () => {
  const browser = createBrowser();
  createStore(() => browser).set("name", "Mina");
  assert.equal(createStore(() => browser).get("name"), "Mina");
  assert.equal(createStore(() => browser).get("other"), null);
});

test("what was JSON comes back, and what is none of ours is nothing", () => {
  const store = createStore(createBrowser);
  assert.equal(store.parsed("none"), null);
  const browser = createBrowser(), mine = createStore(() => browser);
  mine.set("drawn", JSON.stringify({ strokes: [[0, 1]] }));
  assert.deepEqual(mine.parsed("drawn"), { strokes: [[0, 1]] });
  mine.set("drawn", "{strokes");
  assert.equal(mine.parsed("drawn"), null);
});

test("where the storage itself raises, the page remembers", () => {
  const store = createStore(() => { throw new DOMException("", "SecurityError"); });
  assert.equal(store.get("name"), null);
  store.set("name", "Mina");
  assert.equal(store.get("name"), "Mina");
});

test("a full storage hides nothing newer, and is used again when there is room", () => {
  const browser = createBrowser(), store = createStore(() => browser);
  store.set("name", "Mina");
  browser.full = true;
  store.set("name", "Jun");
  assert.equal(store.get("name"), "Jun");
  browser.full = false;
  store.set("name", "Ada");
  assert.deepEqual([store.get("name"), browser.kept.get("name")], ["Ada", "Ada"]);
});

test("what waits for a pause is written once, and before the page goes away", t => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let leave = null, written = 0;
  globalThis.addEventListener = (name, call) => { assert.equal(name, "pagehide"); leave = call; };
  const soon = createStore(createBrowser).soon("drawn", () => { written += 1; });
  leave();
  assert.equal(written, 0); // there was nothing to write
  for (let i = 0; i < 5; i++) { soon(); t.mock.timers.tick(300); }
  assert.equal(written, 0);
  t.mock.timers.tick(200);
  assert.equal(written, 1);
  soon();
  leave();
  assert.equal(written, 2);
  t.mock.timers.tick(1000);
  assert.equal(written, 2);
});
