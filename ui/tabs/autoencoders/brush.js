// The dirty digit: a canvas on which one dirties the clean one, by hand or by keys.

import { followHand } from "../../parts/page/hand.js";
import { ARROWS, clamp, paint } from "../../parts/page/shared.js";
import { SIDE, brush } from "./noise.js";

const RADIUS = 2.4; // pixels of the digit

// marked(from, to): the brush went from one point to another, in pixels; says whether that changed anything.
export const createBrush = (root, marked) => {
  const canvas = root.querySelector("canvas"), ring = root.querySelector(".ring");
  let last = null;
  const keys = { x: SIDE / 2, y: SIDE / 2, down: false };
  const inside = ([x, y]) => [x * SIDE, y * SIDE];
  const show = ([x, y], visible = true) => {
    ring.hidden = !visible;
    Object.assign(ring.style, { left: `${100 * x / SIDE}%`, top: `${100 * y / SIDE}%` });
  };
  const go = point => {
    show(point);
    marked(last ?? point, point);
    last = point;
  };

  followHand(canvas, {
    begin: point => { last = null; go(inside(point)); },
    extend: points => points.map(inside).forEach(go),
    end: () => { last = null; },
    drop: () => { last = null; },
  });
  canvas.addEventListener("pointermove", event => {
    const box = canvas.getBoundingClientRect();
    show(inside([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]));
  });
  canvas.addEventListener("pointerleave", () => { ring.hidden = true; });

  // Arrows move the brush, the space bar lowers and lifts it.
  canvas.addEventListener("keydown", event => {
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    if (event.key === " ") {
      keys.down = !keys.down;
      last = null;
    } else if (!(event.key in ARROWS)) return;
    event.preventDefault();
    [keys.x, keys.y] = [clamp(keys.x + right, 0, SIDE), clamp(keys.y + down, 0, SIDE)];
    show([keys.x, keys.y]);
    if (keys.down) go([keys.x, keys.y]);
  });
  canvas.addEventListener("blur", () => { keys.down = false; ring.hidden = true; });
  ring.style.width = `${200 * RADIUS / SIDE}%`;
  return { paint: bytes => paint(canvas, bytes) };
};

export const smear = (brushed, kind, from, to) => brush(brushed, kind, from, to, RADIUS);
