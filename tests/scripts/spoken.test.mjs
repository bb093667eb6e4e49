// ui/parts/page/spoken.js: numbers and the page's own word for its language, whatever the browser's is.

import assert from "node:assert/strict";
import { test } from "node:test";

const page = { lang: "de" };
let written; // Gradio's code writes after ours
globalThis.document = { documentElement: page };
globalThis.MutationObserver = class {
  constructor(told) { written = told; }
  observe(node, { attributeFilter }) { assert.ok(node === page && attributeFilter.includes("lang")); }
};
const { number, speakIn } = await import("../../ui/parts/page/spoken.js");

test("a number is written in the page's language", () => {
  speakIn("en");
  assert.deepEqual([number(1212), number(0.5), number(undefined)], ["1,212", "0.5", undefined]);
  speakIn("de");
  assert.equal(number(1212), "1.212", "so it is the language of the page that decides");
  speakIn("ko");
  assert.deepEqual([number(1212), number(0.68, { style: "percent" })], ["1,212", "68%"]);
});

test("the page says the language that it speaks, also after a browser's other one was written there", () => {
  speakIn("en");
  assert.equal(page.lang, "en");
  page.lang = "ja";
  written();
  assert.equal(page.lang, "en");
});
