// All 512 pictures of nine pixels in a row: those of the data broad and first, the others by how many pixels they are
// away from them; a bar for how probable each is, a line for how probable it should be, a dot where it is pushed up.

import { sharp } from "../../parts/page/canvas.js";
import { number } from "../../parts/page/spoken.js";
import { apart, SIDE, STATES } from "./nine.js";

const HEAD = 18, FOOT = 30, BROAD = 30, GAP = 6; // CSS pixels: above and below the bars, a picture of the data, between two groups
const ON = "#f8fafc", OFF = "#1e293b", EDGE = "#94a3b8"; // of a picture, in light and in dark mode
const RULES = [0.001, 0.01, 0.1, 0.3, 1];

// -> { order: pictures in their row, groups: [{ distance, from, to }] of places in it }
export const ordered = states => {
  const near = Array.from({ length: STATES }, (_, state) => {
    const distances = states.map(pattern => apart(state, pattern)), distance = Math.min(...distances);
    return { state, distance, pattern: distances.indexOf(distance) };
  }).sort((a, b) => a.distance - b.distance || a.pattern - b.pattern || a.state - b.state);
  const groups = [];
  near.forEach(({ distance }, index) => {
    if (groups.at(-1)?.distance !== distance) groups.push({ distance, from: index, to: index });
    groups.at(-1).to = index + 1;
  });
  return { order: near.map(({ state }) => state), groups };
};

// Where each place of the row begins, and where the last one ends, between 0 and wide.
export const places = (groups, wide) => {
  const [data, ...others] = groups, broad = Math.min(BROAD, 0.5 * wide / data.to);
  const rest = wide - broad * data.to - GAP * others.length, narrow = rest / (STATES - data.to), found = [];
  let at = 0;
  for (const { distance, from, to } of groups) {
    if (distance) at += GAP;
    for (let index = from; index < to; index++) {
      found.push(at);
      at += distance ? narrow : broad;
    }
  }
  return [...found, at];
};

// The scale of a bar: a cube root, by which one in a thousand is still seen beside one in three.
const height = (share, most) => Math.cbrt(Math.min(1, share / most));

export const drawIcon = (context, state, x, y, side) => {
  const cell = side / SIDE;
  for (let i = 0; i < SIDE * SIDE; i++) {
    context.fillStyle = (state >> i) & 1 ? ON : OFF;
    context.fillRect(x + (i % SIDE) * cell, y + Math.floor(i / SIDE) * cell, cell, cell);
  }
  context.strokeStyle = EDGE; // white on white would be nothing
  context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
};

// shown: { row: what `ordered` says, data, shares, contrast (or null), most: the top of the scale, pointed: a place or null }
export const drawBars = (canvas, shown, colour, say) => {
  if (!canvas.clientWidth) return;
  const { context, wide, high, style } = sharp(canvas), { row, data, shares, contrast, most, pointed } = shown;
  const subdued = style.getPropertyValue("--body-text-color-subdued"), x = places(row.groups, wide), floor = high - FOOT;
  const y = share => floor - height(share, most) * (floor - HEAD);
  context.font = `11px ${style.fontFamily}`;
  context.lineWidth = 1;
  for (const rule of RULES.filter(share => share <= most)) {
    context.strokeStyle = style.getPropertyValue("--hairline");
    context.beginPath();
    context.moveTo(0, y(rule));
    context.lineTo(wide, y(rule));
    context.stroke();
  }
  row.order.forEach((state, index) => {
    const from = x[index], thick = x[index + 1] - from, inset = index < row.groups[0].to ? 3 : 0;
    context.fillStyle = style.getPropertyValue(colour);
    context.globalAlpha = index === pointed ? 1 : 0.75;
    context.fillRect(from + inset, y(shares[state]), Math.max(thick - 2 * inset, 0.75), floor - y(shares[state]));
    context.globalAlpha = 1;
    context.fillStyle = style.color;
    context.fillRect(from, y(data[state]) - 0.75, Math.max(thick, 1), 1.5);
    if (!contrast?.[state]) return;
    context.beginPath();
    context.arc(from + thick / 2, y(contrast[state]), 2.25, 0, 7);
    context.fill();
  });
  Object.assign(context, { textAlign: "right", fillStyle: subdued, strokeStyle: style.getPropertyValue("--background-fill-primary"), lineWidth: 4, lineJoin: "round" });
  for (const rule of RULES.filter(share => share <= most)) { // in front of the bars, which may be as high
    const words = number(rule, { style: "percent", maximumFractionDigits: 1 });
    context.strokeText(words, wide, y(rule) - 3);
    context.fillText(words, wide, y(rule) - 3);
  }
  Object.assign(context, { textAlign: "center", lineWidth: 1 });
  row.groups.forEach(({ distance, from, to }) => {
    const left = x[from], right = distance ? x[to - 1] + (x[to] - x[to - 1]) : x[to];
    if (!distance) {
      const side = Math.min(18, x[1] - x[0] - 3);
      for (let index = from; index < to; index++) drawIcon(context, row.order[index], (x[index] + x[index + 1] - side) / 2, floor + 6, side);
      return;
    }
    context.fillStyle = style.getPropertyValue("--hairline");
    context.fillRect(left, floor + 3, right - left - (distance < row.groups.at(-1).distance ? GAP : 0), 2);
    context.fillStyle = subdued;
    if (right - left > 16) context.fillText(right - left > 90 ? say("nine_away", { pixels: number(distance) }) : number(distance), (left + right) / 2, floor + 20);
  });
  if (pointed === null) return;
  context.strokeStyle = style.color;
  context.globalAlpha = 0.5;
  context.beginPath();
  const middle = (x[pointed] + x[pointed + 1]) / 2;
  context.moveTo(middle, HEAD - 12);
  context.lineTo(middle, floor);
  context.stroke();
  context.globalAlpha = 1;
};

// How the divergence went: a curve for each machine, the steps by their logarithm.  curves: [{ colour, values: [[step, nats]] }]
export const drawCourse = (canvas, curves, most) => {
  if (!canvas.clientWidth) return;
  const { context, wide, high, style } = sharp(canvas), last = Math.max(1000, ...curves.map(({ values }) => values.at(-1)?.[0] ?? 0));
  const x = step => 2 + Math.log1p(step / 20) / Math.log1p(last / 20) * (wide - 4), y = nats => high - 16 - Math.min(1, nats / most) * (high - 32);
  context.font = `11px ${style.fontFamily}`;
  context.fillStyle = style.getPropertyValue("--body-text-color-subdued");
  context.strokeStyle = style.getPropertyValue("--hairline");
  for (const nats of Array.from({ length: Math.floor(most) + 1 }, (_, value) => value)) {
    context.fillRect(0, y(nats), wide, nats ? 0.25 : 0.75);
    context.fillText(number(nats), 0, y(nats) - 2);
  }
  context.textAlign = "right";
  for (const step of [100, 1000, 10000]) if (step <= last) context.fillText(number(step), x(step), high - 3);
  context.lineWidth = 2;
  for (const { colour, values } of curves) {
    context.strokeStyle = style.getPropertyValue(colour);
    context.beginPath();
    for (const [step, nats] of values) context.lineTo(x(step), y(nats));
    context.stroke();
  }
};
