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
