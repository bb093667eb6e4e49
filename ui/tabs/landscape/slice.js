// Where the three pictures of a slice lie on it, and what is between them, as genmodels/blocks/slices.py mixes it.

import { clamp, strokesOf } from "../../parts/page/shared.js";

export const LOW = -0.4, HIGH = 1.4; // of the slice, in both directions
export const CORNERS = [[0, 0], [1, 0], [0.5, 1]];

// pictures: three as bytes.  Returns the bytes of what lies at (s, t), cut off at black and white.
export const mixture = (pictures, [s, t]) => {
  const shares = [1 - s - t / 2, s - t / 2, t];
  return Uint8Array.from(pictures[0], (_, i) =>
    Math.round(clamp(shares.reduce((sum, share, index) => sum + share * pictures[index][i], 0), 0, 255)));
};

// The line along which a square of values, row by row, has this height: pieces [[x, y], [x, y]] in [0, 1] of its sides,
// by marching squares between the middles of its cells.
export const level = (values, height) => {
  const side = Math.sqrt(values.length), pieces = [];
  const at = (x, y) => values[y * side + x] - height;
  for (let y = 0; y < side - 1; y++) {
    for (let x = 0; x < side - 1; x++) {
      const ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]], crossings = [];
      ring.forEach(([left, top], i) => {
        const [right, bottom] = ring[(i + 1) % 4], one = at(left, top), other = at(right, bottom);
        if ((one < 0) === (other < 0)) return;
        const share = one / (one - other);
        crossings.push([left + share * (right - left), top + share * (bottom - top)].map(place => (place + 0.5) / side));
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) pieces.push([crossings[i], crossings[i + 1]]);
    }
  }
  return pieces;
};

// What was kept of the tab: strokes, and the two digits at the other corners; in place of what cannot be used, `begin`.
export const restored = (kept, begin) => {
  const others = kept?.others, fits = Array.isArray(others) && others.length === 2 && others[0] !== others[1]
    && others.every(digit => Number.isInteger(digit) && digit >= 0 && digit < 10);
  return { strokes: strokesOf(kept?.strokes), others: fits ? others : begin };
};
