// Data of one's own: Gaussians that a hand moves and widens, strokes that it draws, and how often a run hears of them. No page.

import { clamp } from "../../parts/page/shared.js";
import { EDGE } from "../../parts/plane/networks.js";

export const MOST_GAUSSIANS = 12, NARROW = 0.03, BROAD = 0.6; // as in genmodels/data/plane.py
export const RIM = 2; // standard deviations from a Gaussian's middle to its rim
export const BEGINNING = [[-0.9, 0.7, 0.12], [0.9, 0.6, 0.3], [0, -0.9, 0.2]]; // x, y, standard deviation
const FRESH = 0.15; // the width of one that is added
const AWAY = 1.8; // grips of a hand from the middle to the rim, at least: a narrow one can be widened, too
const POINTS = 300; // of all Gaussians together, as many as a run shows
const MOST_DRAWN = 2000, APART = 0.012, SPREAD = 0.02; // points of a drawing, how close they lie on a stroke, and beside it

const round = value => Number(value.toFixed(3));
const near = ([x, y], [otherX, otherY]) => Math.hypot(x - otherX, y - otherY);

// Where the rim is drawn.  grip: how far a hand reaches, in the plane.
export const rimOf = (spread, grip) => Math.max(RIM * spread, AWAY * grip);

// What a hand takes hold of there: a middle, else a rim, else null.  slack: how far the hand is from the true rim.
export const gripAt = (gaussians, place, grip) => {
  const found = gaussians.map((gaussian, index) => {
    const away = near(gaussian, place), spread = gaussian[2];
    const part = away <= grip ? "middle" : "rim", off = part === "middle" ? away - 2 * grip : Math.abs(away - rimOf(spread, grip)); // a middle is meant first
    return { index, part, off, slack: away - RIM * spread };
  });
  return found.filter(({ part, off }) => part === "middle" || off <= 0.7 * grip).sort((a, b) => a.off - b.off)[0] ?? null;
};

const changed = (gaussians, index, gaussian) => gaussians.map((old, i) => (i === index ? gaussian : old));
export const moved = (gaussians, index, place) =>
  changed(gaussians, index, [...place.map(value => round(clamp(value, -EDGE, EDGE))), gaussians[index][2]]);
export const widened = (gaussians, index, spread) =>
  changed(gaussians, index, [...gaussians[index].slice(0, 2), round(clamp(spread, NARROW, BROAD))]);
export const pulled = (gaussians, { index, part, slack }, place) =>
  (part === "middle" ? moved(gaussians, index, place) : widened(gaussians, index, (near(gaussians[index], place) - slack) / RIM));
export const removed = (gaussians, index) => (gaussians.length > 1 ? gaussians.filter((_, i) => i !== index) : gaussians);
export const added = (gaussians, place) =>
  (gaussians.length < MOST_GAUSSIANS ? [...gaussians, [...place.map(value => round(clamp(value, -EDGE, EDGE))), FRESH]] : gaussians);

// The place that is farthest from all middles, for whoever adds one without pointing.
export const freePlace = gaussians => {
  const line = Array.from({ length: 7 }, (_, i) => (i - 3) * 0.5), places = line.flatMap(x => line.map(y => [x, y]));
  const far = place => Math.min(...gaussians.map(gaussian => near(gaussian, place)));
  return places.reduce((best, place) => (far(place) > far(best) ? place : best));
};

// What was kept, if it is what a run would take.
export const whole = kept => (Array.isArray(kept) && kept.length > 0 && kept.length <= MOST_GAUSSIANS
  && kept.every(row => Array.isArray(row) && row.length === 3 && row.every(Number.isFinite)
    && Math.max(Math.abs(row[0]), Math.abs(row[1])) <= EDGE && row[2] >= NARROW && row[2] <= BROAD) ? kept : null);

const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
const CHANCE = Float32Array.from({ length: 2 * POINTS }, normal); // the same all along: points go with their Gaussian

// x y x y ... of as many points of each.
export const sampled = gaussians => CHANCE.map((chance, at) => {
  const gaussian = gaussians[(at >> 1) % gaussians.length];
  return gaussian[at & 1] + gaussian[2] * chance;
});

// All strokes as points, so many apart along them and a little beside them, as a spiral of this page is.
export const spread = strokes => {
  const found = [];
  for (const points of strokes) for (let i = 0; i < points.length; i++) {
    const [x, y] = points[i], [fromX, fromY] = points[Math.max(0, i - 1)];
    const parts = Math.max(1, Math.round(Math.hypot(x - fromX, y - fromY) / APART));
    for (let part = 1; part <= parts; part++) found.push([fromX + ((x - fromX) * part) / parts, fromY + ((y - fromY) * part) / parts]);
  }
  const every = Math.max(1, found.length / MOST_DRAWN);
  const beside = () => SPREAD * (Math.random() + Math.random() + Math.random() - 1.5) * 2;
  return Array.from({ length: Math.floor(found.length / every) }, (_, i) => found[Math.floor(i * every)])
    .map(point => point.map(value => round(clamp(value + beside(), -EDGE, EDGE))));
};

// One value at a time is on its way, each at least `pause` milliseconds after the one before: two at once might change
// places. What comes meanwhile waits, and of that only the newest.
export const paced = (send, pause, wait = setTimeout) => {
  let waiting = [], busy = false;
  const go = async () => {
    busy = true;
    while (waiting.length) {
      const value = waiting.pop();
      waiting = [];
      const rest = new Promise(resolve => { wait(resolve, pause); });
      try { await send(value); } catch { /* the next one may come through */ }
      await rest;
    }
    busy = false;
  };
  return value => { waiting = [value]; if (!busy) go(); };
};
