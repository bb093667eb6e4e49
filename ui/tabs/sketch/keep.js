// What stays: files to take along, strokes to open again, and this browser's memory for a page that is loaded anew.

import { make } from "../../parts/page/shared.js";
import { siteStore } from "../../parts/page/store.js";
import { PAPER, SIDE } from "./ink.js";
import { checkedStrokes, MOST, SIZES } from "./strokes.js";

export { readPicture } from "../../parts/page/brought.js";

const FORMAT = "genmodels sketch", MEMORY = "genmodels.sketch";
const LARGEST_FILE = 4_000_000; // bytes
const GAP = 16; // pixels between sketch and picture, side by side

const download = (blob, name) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
export const savePicture = (name, ...canvases) => {
  const sheet = make("canvas", { width: canvases.length * (SIDE + GAP) - GAP, height: SIDE });
  const context = sheet.getContext("2d");
  context.fillStyle = PAPER;
  context.fillRect(0, 0, sheet.width, SIDE);
  canvases.forEach((canvas, i) => context.drawImage(canvas, i * (SIDE + GAP), 0));
  sheet.toBlob(blob => download(blob, `${name}.png`));
};
export const saveStrokes = (name, kind, strokes) => {
  const file = JSON.stringify({ format: FORMAT, version: 1, kind, strokes });
  download(new Blob([file], { type: "application/json" }), `${name}.json`);
};
// { kind, strokes } of a file; throws the key of a sentence.  labels: how many there are.
export const readStrokes = async (file, labels) => {
  if (file.size > LARGEST_FILE) throw "open_large";
  let read = null;
  try { read = JSON.parse(await file.text()); } catch { throw "open_text"; }
  if (read?.format !== FORMAT || read.version !== 1) throw "open_other";
  return { kind: read.kind, strokes: checkedStrokes(read.strokes, read.kind, labels) };
};
// drawings() -> memorise(): keeps them for the next time this browser comes.
export const createMemory = drawings => siteStore.soon(MEMORY, drawings);
// kind -> strokes, those that are sound.
export const memorised = labels => {
  let kept = {};
  try { kept = JSON.parse(siteStore.get(MEMORY)) ?? {}; } catch { /* damaged: then there is none */ }
  const sound = kind => stroke => { try { return checkedStrokes([stroke], kind, labels); } catch { return false; } };
  return Object.fromEntries(Object.keys(SIZES).map(kind => (
    [kind, Array.isArray(kept[kind]) ? kept[kind].filter(sound(kind)).slice(-MOST.strokes) : []]
  )));
};
