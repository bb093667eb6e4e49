// The picture that is being written, large: what is written, how white the rest might become, and what a pixel sees.

import { between } from "../../parts/ramp/ramp.js";
import { FREE } from "./futures.js";
import { ARROWS, clamp } from "../../parts/page/shared.js";
import { followHand } from "../../parts/page/hand.js";

const CELL = 16; // pixels of the canvas
export const OPEN = [[11, 16, 32], [38, 64, 150], [120, 170, 255]]; // of a pixel that will be black, or white
const SEEN = [255, 140, 40], BLIND = "#f43f5e";

export const css = colours => `linear-gradient(to right, ${colours.map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(", ")})`;

// Which pixels before a place a stack of masked kernels reaches: one of 7 x 7, then so many of 3 x 3.
export const maskedSight = (place, layers, size) => {
  const row = Math.floor(place / size), column = place % size;
  let reached = new Set([`${row},${column}`]);
  const spread = (reach, own) => {
    const next = new Set();
    for (const at of reached) {
      const [y, x] = at.split(",").map(Number);
      for (let dy = -reach; dy <= 0; dy++) for (let dx = -reach; dx <= (dy ? reach : own); dx++) {
        if (y + dy >= 0 && x + dx >= 0 && x + dx < size) next.add(`${y + dy},${x + dx}`);
      }
    }
    reached = next;
  };
  for (let layer = 0; layer < layers; layer++) spread(1, 0);
  spread(3, -1);
  const seen = new Uint8Array(size * size);
  for (const at of reached) { const [y, x] = at.split(",").map(Number); seen[y * size + x] = 1; }
  return seen;
};

// press(place, first): a hand that paints, first where it comes down.  point(place or null): one that looks.
export const createGrid = (canvas, size, { press, point }) => {
  canvas.width = canvas.height = size * CELL;
  const context = canvas.getContext("2d");
  const at = ([x, y]) => clamp(Math.floor(y * size), 0, size - 1) * size + clamp(Math.floor(x * size), 0, size - 1);
  let cursor = null, last = null;
  const through = points => {
    for (const one of points) {
      const place = at(one);
      if (place !== last) press(place, last === null);
      last = place;
    }
  };
  followHand(canvas, {
    begin: one => { last = null; through([one]); },
    extend: through,
    end: () => { last = null; },
    drop: () => { last = null; },
  });
  canvas.addEventListener("pointermove", event => {
    const box = canvas.getBoundingClientRect();
    const place = at([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
    if (place !== cursor) point(cursor = place);
  });
  canvas.addEventListener("pointerleave", () => point(cursor = null));
  canvas.addEventListener("keydown", event => {
    if (event.key in ARROWS) {
      const [dx, dy] = ARROWS[event.key], from = cursor ?? Math.floor((size * size + size) / 2);
      const row = clamp(Math.floor(from / size) + dy, 0, size - 1), column = clamp((from % size) + dx, 0, size - 1);
      point(cursor = row * size + column);
    } else if (event.key === " " && cursor !== null) press(cursor, true);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => point(cursor = null));

  const fill = (place, colour, inset = 0) => {
    context.fillStyle = colour;
    context.fillRect((place % size) * CELL + inset, Math.floor(place / size) * CELL + inset, CELL - 2 * inset, CELL - 2 * inset);
  };
  // values, open: of all pixels; now: so many are written; painted: FREE, or what a hand made of it; white: its value.
  // sight: { place, seen: 0 to 255, blind: 1 where the masked stack sees nothing, or null } or null.
  const show = ({ values, open, now, painted, white, sight }) => {
    for (let place = 0; place < size * size; place++) {
      const written = place < now || painted[place] !== FREE;
      const value = (written && place >= now ? painted[place] : values[place]) / white;
      const [r, g, b] = written ? Array(3).fill(255 * value) : between(OPEN, Math.max(0, open[place]));
      fill(place, `rgb(${r} ${g} ${b})`);
      if (painted[place] !== FREE) fill(place, value > 0.5 ? "#9ca3af" : "#6b7280", 6);
      if (sight && place < sight.place) {
        if (sight.blind?.[place]) { fill(place, BLIND, 5); continue; }
        const share = sight.seen ? sight.seen[place] / 255 : 0;
        if (share > 0.02) fill(place, `rgb(${SEEN.join(" ")} / ${0.75 * share})`);
      }
    }
    const outline = (place, colour) => {
      Object.assign(context, { strokeStyle: colour, lineWidth: 2 });
      context.strokeRect((place % size) * CELL + 1, Math.floor(place / size) * CELL + 1, CELL - 2, CELL - 2);
    };
    if (now < size * size) outline(now, "#facc15");
    if (sight) outline(sight.place, "#fb923c");
  };
  return { show };
};
