// A lens over a small picture: what changes from pixel to pixel, many times as strong.

import { clamp } from "../../parts/page/shared.js";

export const STRENGTH = 20;
const RADIUS = 12; // pixels of the picture

// The bytes of a picture, side x side x 4, -> the same with grey plus STRENGTH times what differs from the mean of the
// 3x3 around, wherever seen(column, row) is true.
export const amplified = (bytes, side, seen) => {
  const made = Uint8ClampedArray.from(bytes);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (!seen(column, row)) continue;
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        for (let down = -1; down <= 1; down++) {
          for (let right = -1; right <= 1; right++) {
            sum += bytes[4 * (side * clamp(row + down, 0, side - 1) + clamp(column + right, 0, side - 1)) + colour];
          }
        }
        const place = 4 * (side * row + column) + colour;
        made[place] = 128 + STRENGTH * (bytes[place] - sum / 9);
      }
    }
  }
  return made;
};

// A canvas that shows a picture, and a lens where a mouse or finger points, or over all of it.
export const createLens = canvas => {
  const screen = canvas.getContext("2d", { willReadFrequently: true }), side = canvas.width;
  let picture = null, over = null, whole = false;
  const redraw = () => {
    if (!picture) return;
    const seen = (column, row) => whole || (over && Math.hypot(column + 0.5 - over[0], row + 0.5 - over[1]) < RADIUS);
    screen.putImageData(new ImageData(whole || over ? amplified(picture, side, seen) : picture, side, side), 0, 0);
  };
  const point = event => {
    const box = canvas.getBoundingClientRect();
    over = [(event.clientX - box.left) / box.width * side, (event.clientY - box.top) / box.height * side];
    redraw();
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("pointerleave", () => { over = null; redraw(); });
  return {
    show: bytes => { picture = bytes; redraw(); },
    wipe: () => { picture = null; screen.clearRect(0, 0, side, side); },
    all: on => { whole = on; redraw(); },
  };
};
