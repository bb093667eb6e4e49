// ui/live/panel: what a drop holds, and which files are made small.

import assert from "node:assert/strict";
import { test } from "node:test";

import { dropped, shrunk } from "../../ui/live/panel/brought.js";

const fileEntry = name => ({ isDirectory: false, file: found => found({ name }) });
const folder = (...entries) => ({
  isDirectory: true,
  createReader: () => { const left = [...entries]; return { readEntries: found => found(left.splice(0, 100)) }; },
});
const drop = (entries, files = []) => ({ files, items: entries.map(entry => ({ webkitGetAsEntry: () => entry })) });

test("a folder that is dropped is walked to its end, and what may not be read is passed by", async () => {
  const locked = { isDirectory: false, file: (_, failed) => failed(new Error("locked")) };
  const many = Array.from({ length: 250 }, (_, i) => fileEntry(`${i}.png`));
  const files = await dropped(drop([folder(folder(...many), locked), fileEntry("beside.png")], [{ name: "folder" }]));
  assert.equal(files.length, 251);
  assert.ok(!files.some(file => file.name === "folder"), "a folder is no file: a browser cannot send it");
});

test("files that are dropped are taken as they are", async () => {
  const files = [{ name: "a.png" }, { name: "b.zip" }];
  assert.deepEqual(await dropped(drop(files.map(file => fileEntry(file.name)), files)), files);
  assert.deepEqual(await dropped({ files }), files);
});

test("a large picture is sent in few pixels, a small one, a zip and what cannot be opened as they are", async () => {
  const asked = [];
  globalThis.createImageBitmap = async (file, options) => {
    if (file.name === "photo.heic") throw new Error("unknown");
    asked.push(options);
    return { width: 8064, height: 6048, close() {} };
  };
  globalThis.OffscreenCanvas = class {
    getContext() { return { drawImage() {} }; }
    async convertToBlob({ type }) { return new Blob([type]); }
  };
  const file = (name, size, type) => Object.defineProperty(new File([], name, { type }), "size", { value: size });
  const files = [
    file("photo.jpg", 4e6, "image/jpeg"), file("photo.png", 4e6, "image/png"), file("tiny.png", 9e3, "image/png"),
    file("many.ZIP", 4e6, "application/zip"), file("photo.heic", 4e6, "image/heic"),
  ];
  const told = [];
  const small = await shrunk(files, share => told.push(share));
  assert.deepEqual(told, [0, 0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(asked.filter(Boolean).map(({ resizeWidth, resizeHeight }) => [resizeWidth, resizeHeight]), [[171, 128], [171, 128]]);
  assert.deepEqual(small.map(each => each.name), files.map(each => each.name));
  assert.deepEqual(small.slice(2), files.slice(2));
  assert.deepEqual(small.slice(0, 2).map(each => each.type), ["image/jpeg", "image/png"]);
});
