// Points of a plane as a run sends them (ui/live/worker/shown.py): packed whole numbers, unpacked here.

import { fromBase64 } from "../page/shared.js";

const whole = (text, unit) => Float32Array.from(new Int16Array(fromBase64(text).buffer), value => value / unit);

// -> {count, places, spreads: x y x y ..., labels, values, forces: four numbers for each point, in the plane's units}
export const unpacked = told => {
  const { count, unit } = told;
  const forces = told.forces && Float32Array.from(new Int8Array(fromBase64(told.forces).buffer), value => (value / 127) * told.longest);
  return {
    count,
    places: whole(told.places, unit),
    spreads: told.spreads ? whole(told.spreads, unit) : null,
    labels: told.labels ? fromBase64(told.labels) : new Uint8Array(count),
    forces: forces ?? null,
    values: told.values ? Float32Array.from(fromBase64(told.values), value => (value / 255) * told.most) : null,
  };
};

// The points on their way from one frame to the next; of frames that do not fit together the newer one.
export const between = (before, after, share) => {
  if (!before || before.count !== after.count || share >= 1) return after;
  const mixed = (old, fresh) => fresh && (old ? fresh.map((value, i) => old[i] + (value - old[i]) * share) : fresh);
  return { ...after, places: mixed(before.places, after.places), spreads: mixed(before.spreads, after.spreads) };
};

// How far the plane must reach both ways for nearly all points and their circles; never less than `least`.
export const reach = (points, least = 3) => {
  const far = Array.from({ length: points.count }, (_, i) => Math.max(
    Math.abs(points.places[2 * i]) + (points.spreads?.[2 * i] ?? 0), Math.abs(points.places[2 * i + 1]) + (points.spreads?.[2 * i + 1] ?? 0),
  )).sort((a, b) => a - b);
  return Math.max(least, 1.05 * (far[Math.floor(0.99 * (far.length - 1))] ?? 0));
};

// The point nearest to a place of the plane, -1 where there is none.
export const nearest = (points, x, y) => {
  let best = -1, least = Infinity;
  for (let i = 0; i < points.count; i++) {
    const distance = (points.places[2 * i] - x) ** 2 + (points.places[2 * i + 1] - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
};
