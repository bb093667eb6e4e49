// A patch that is drawn pixel by pixel, on mid-grey: light or dark, a little more each time the pen passes.

import { followHand } from "../../parts/page/hand.js";
import { createPen } from "../../parts/page/pen.js";
import { clamp, paint } from "../../parts/page/shared.js";
import { toBytes } from "./patch.js";

const STEP = { light: 1.5, dark: -1.5 }; // of the numbers that are shown from -LIMIT to LIMIT
const LIMIT = 3;

// root: holds a canvas and a cursor.  changed() after every change.
export const createPatchPad = (root, size, changed) => {
  const canvas = root.querySelector("canvas"), cursor = root.querySelector(".pixel");
  const values = new Float64Array(size * size), tool = { shade: "light" };
  let last = null, before = [];
  Object.assign(canvas, { width: size, height: size });

  const pixel = ([x, y]) => [x, y].map(place => clamp(Math.floor(place * size + 1e-9), 0, size - 1)); // 0.8 by steps of 0.1 is less
  const redraw = () => paint(canvas, toBytes(values, LIMIT));
  const touch = ([x, y]) => {
    const at = y * size + x;
    values[at] = clamp(values[at] + STEP[tool.shade], -LIMIT, LIMIT);
    last = [x, y];
  };
  const told = () => { redraw(); changed(); };
  const begin = point => {
    before.push(values.slice());
    if (before.length > 100) before.shift();
    touch(pixel(point));
    told();
  };
  const extend = points => {
    for (const [x, y] of points.map(pixel)) { // every pixel on the way, once
      while (last[0] !== x || last[1] !== y) touch([last[0] + Math.sign(x - last[0]), last[1] + Math.sign(y - last[1])]);
    }
    told();
  };
  const undo = () => { values.set(before.pop() ?? values); lift(); told(); };
  const clear = () => { before.push(values.slice()); values.fill(0); lift(); told(); };
  const lift = () => { hand.letGo(); pen.lift(); place(); };
  const place = () => {
    const [x, y] = pixel([pen.x, pen.y]);
    cursor.hidden = !pen.shown;
    cursor.classList.toggle("down", pen.down);
    Object.assign(cursor.style, { left: `${100 * x / size}%`, top: `${100 * y / size}%`, width: `${100 / size}%`, height: `${100 / size}%` });
  };
  const hand = followHand(canvas, {
    begin: point => { pen.hide(); place(); begin(point); }, extend, end: () => {}, drop: undo,
  });
  const pen = createPen(canvas, { begin, extend: point => extend([point]), undo, clear, redraw: place });
  redraw();
  place();
  return { values, tool, undo, clear, take: given => { values.set(given.map(value => clamp(value, -LIMIT, LIMIT))); redraw(); } };
};
