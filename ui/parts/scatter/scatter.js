// Points of a plane as fuzzy balls: circles of one sigma that move from frame to frame, and the forces on one of them.

import { COLOURS } from "../page/shared.js";
import { between, nearest, reach, unpacked } from "./points.js";

const SIDE = 640; // canvas pixels
const RULE = "rgb(255 255 255 / .22)", FIRST = "#7aa8ff", SECOND = "#fb923c";
const LONGEST = 0.32; // of the canvas: the longest arrow

// chosen(index, points): the pointer, or an arrow key, is at this point; -1 where it has left.
export const createScatter = (place, chosen = () => {}) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE, className: "scatter", tabIndex: 0 });
  canvas.setAttribute("role", "img");
  place.append(canvas);
  const context = canvas.getContext("2d"), still = matchMedia("(prefers-reduced-motion: reduce)");
  let before = null, after = null, begun = 0, pause = 0, extent = 3, at = -1, drawing = false;

  const pixels = (x, y) => [SIDE / 2 + (x / extent) * SIDE / 2, SIDE / 2 - (y / extent) * SIDE / 2];

  const arrow = (from, [dx, dy], colour) => {
    const length = Math.hypot(dx, dy);
    if (length < 2) return;
    const [x, y] = [from[0] + dx, from[1] + dy], angle = Math.atan2(dy, dx);
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 4;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(x, y);
    context.stroke();
    context.beginPath();
    context.moveTo(x + 12 * Math.cos(angle), y + 12 * Math.sin(angle));
    for (const turn of [2.4, -2.4]) context.lineTo(x + 9 * Math.cos(angle + turn), y + 9 * Math.sin(angle + turn));
    context.fill();
  };

  const draw = () => {
    const share = pause && !still.matches ? Math.min(1, (performance.now() - begun) / pause) : 1;
    const now = between(before, after, share);
    extent += (reach(after) - extent) * (share < 1 ? 0.08 : 1);
    context.fillStyle = "#0f172a";
    context.fillRect(0, 0, SIDE, SIDE);
    context.strokeStyle = RULE;
    context.lineWidth = 1.5;
    if (now.spreads) for (const sigma of [1, 2, 3]) { // of the prior
      context.beginPath();
      context.arc(SIDE / 2, SIDE / 2, (sigma / extent) * SIDE / 2, 0, 2 * Math.PI);
      context.stroke();
    }
    for (let i = 0; i < now.count; i++) {
      const [x, y] = pixels(now.places[2 * i], now.places[2 * i + 1]), colour = COLOURS[now.labels[i] % COLOURS.length];
      context.globalAlpha = at < 0 || i === at ? 0.55 : 0.22;
      context.fillStyle = colour;
      context.beginPath();
      const radius = axis => Math.max(2.5, ((now.spreads?.[2 * i + axis] ?? 0) / extent) * SIDE / 2);
      context.ellipse(x, y, radius(0), radius(1), 0, 0, 2 * Math.PI);
      context.fill();
      context.globalAlpha = 1;
      context.beginPath();
      context.arc(x, y, 2, 0, 2 * Math.PI);
      context.fill();
    }
    if (at >= 0 && at < now.count) {
      const from = pixels(now.places[2 * at], now.places[2 * at + 1]);
      context.strokeStyle = "white";
      context.lineWidth = 2;
      context.beginPath();
      context.arc(...from, 7, 0, 2 * Math.PI);
      context.stroke();
      const forces = now.forces?.slice(4 * at, 4 * at + 4);
      if (forces) {
        const largest = Math.max(Math.hypot(forces[0], forces[1]), Math.hypot(forces[2], forces[3])) || 1;
        const scaled = (x, y) => [(x / largest) * LONGEST * SIDE, (-y / largest) * LONGEST * SIDE];
        arrow(from, scaled(forces[0], forces[1]), FIRST);
        arrow(from, scaled(forces[2], forces[3]), SECOND);
      }
    }
    drawing = share < 1;
    if (drawing) requestAnimationFrame(draw);
  };
  const redraw = () => { if (after && !drawing) { drawing = true; requestAnimationFrame(draw); } };

  const go = index => {
    if (index === at) return;
    at = index;
    chosen(at, after);
    redraw();
  };
  canvas.addEventListener("pointermove", event => {
    if (!after) return;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map(value => 2 * value - 1);
    go(nearest(after, x * extent, -y * extent));
  });
  canvas.addEventListener("pointerleave", () => go(-1));
  canvas.addEventListener("blur", () => go(-1));
  canvas.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !after) return;
    event.preventDefault();
    go((at + step + after.count) % after.count);
  });

  return {
    canvas,
    // told: points as a run sends them
    take: told => {
      const now = performance.now();
      before = after;
      after = unpacked(told);
      pause = before ? Math.min(600, now - begun) : 0;
      begun = now;
      if (!before) extent = reach(after);
      if (at >= after.count) at = -1;
      if (at >= 0) chosen(at, after);
      redraw();
    },
    clear: () => { before = after = null; at = -1; context.clearRect(0, 0, SIDE, SIDE); },
  };
};
