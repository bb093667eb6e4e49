// What a drawing is made of: strokes that are sound, and the way back to those before.

import { fromBase64 } from "../../parts/page/shared.js";
import { AREA, SIDE } from "./ink.js";

export const SIZES = { lines: [2, 4, 7, 12], labels: [4, 8, 16, 28] };
export const MOST = { strokes: 2000, points: 100_000, past: 200 };
const TOOLS = ["brush", "eraser", "fill", "rectangle", "picture", "dab"];
export const COLOUR = /^#[0-9a-f]{6}$/;
const BYTES = { lines: AREA / 8, labels: AREA / 2 }; // of a picture stroke

// The strokes of a file or of this browser's memory, if they are such; otherwise throws the key of a sentence.
// labels: how many kinds of them a map knows.
export const checkedStrokes = (strokes, kind, labels) => {
  const within = (value, low, high) => typeof value === "number" && value >= low && value <= high; // NaN is not
  if (!Array.isArray(strokes) || !(kind in SIZES)) throw "open_other";
  if (strokes.length > MOST.strokes) throw "open_many";
  let points = 0;
  for (const stroke of strokes) {
    const { tool, colour } = stroke ?? {}, coloured = typeof colour === "string" && COLOUR.test(colour);
    const named = within(colour, 0, labels - 1) && colour % 1 === 0;
    if (!TOOLS.includes(tool) || !(tool === "dab" ? coloured && kind === "lines" : named)) throw "open_stroke";
    if (stroke.tool === "picture") {
      let bytes = null;
      try { bytes = fromBase64(stroke.data); } catch { throw "open_stroke"; }
      if (bytes.length !== BYTES[kind] || (kind === "labels" && bytes.some(two => two >> 4 >= labels || (two & 15) >= labels))) throw "open_stroke";
      continue;
    }
    if (!within(stroke.size, 0.5, 128) || !Array.isArray(stroke.points) || !stroke.points.length) throw "open_stroke";
    if ((points += stroke.points.length) > MOST.points) throw "open_many";
    for (const point of stroke.points) {
      const placed = Array.isArray(point) && within(point[0], -SIDE, 2 * SIDE) && within(point[1], -SIDE, 2 * SIDE);
      const pressed = point.length === 2 || (point.length === 3 && within(point[2], 0, 1));
      if (!placed || !pressed || point.length !== stroke.points[0].length) throw "open_number";
    }
  }
  return strokes;
};

// One sheet's strokes, each list of them that was there before, and those that were taken back.
export const createHistory = () => {
  let strokes = [], past = [], future = [];
  const travel = (from, to) => {
    if (!from.length) return false;
    to.push(strokes);
    strokes = from.pop();
    return true;
  };
  return {
    strokes: () => strokes,
    take: next => { past = [...past.slice(1 - MOST.past), strokes]; strokes = next; future = []; },
    undo: () => travel(past, future), // whether there was any
    redo: () => travel(future, past),
    can: () => ({ undo: past.length > 0, redo: future.length > 0, clear: strokes.length > 0 }),
    // What was there when the page was left: nothing before it can be had back.
    recall: kept => { strokes = kept; },
    // Another stroke in the place of one, everywhere: not a step of its own.
    swap: (old, stroke) => {
      const swapped = list => list.map(other => (other === old ? stroke : other));
      [strokes, past, future] = [swapped(strokes), past.map(swapped), future.map(swapped)];
    },
  };
};
