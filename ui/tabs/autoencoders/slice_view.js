// One autoencoder on a slice of picture space: where it moves what lies there, and the three pictures the slice is through.

import { make, paint } from "../../parts/page/shared.js";

const SIDE = 400, THUMB = 48; // canvas pixels
const LONG = 0.16; // of the slice: a pull from which on an arrow hardly grows any more

const small = () => make("canvas", { width: 28, height: 28 });

// pictures: { clean, dirty, other, end } as bytes, end being what the autoencoder makes of the dirty one.
export const createSlice = place => {
  const canvas = make("canvas", { className: "slice", width: SIDE, height: SIDE });
  canvas.setAttribute("role", "img");
  const thumbs = { clean: small(), dirty: small(), other: small(), end: small() };
  place.append(canvas);

  // told: the server's answer; model: its part for this autoencoder.
  const draw = (told, model, pictures) => {
    const context = canvas.getContext("2d"), style = getComputedStyle(canvas), wide = told.to - told.from;
    const at = ([x, y]) => [(x - told.from) / wide * SIDE, SIDE - (y - told.from) / wide * SIDE];
    const cell = SIDE / told.side, ink = style.color, tint = style.getPropertyValue("--pull");
    context.clearRect(0, 0, SIDE, SIDE);

    Object.assign(context, { lineWidth: 1.6, strokeStyle: ink, lineCap: "round" });
    context.globalAlpha = 0.75;
    context.beginPath();
    for (let i = 0; i < told.side ** 2; i++) {
      const x = ((i % told.side) + 0.5) * cell, y = (Math.floor(i / told.side) + 0.5) * cell;
      const dx = model.arrows[2 * i] / 1000, dy = -model.arrows[2 * i + 1] / 1000, length = Math.hypot(dx, dy);
      const drawn = 1.15 * cell * Math.tanh(length / LONG);
      if (drawn < 0.8) { context.moveTo(x, y); context.lineTo(x + 0.01, y); continue; }
      const [endX, endY] = [x + dx / length * drawn, y + dy / length * drawn], angle = Math.atan2(dy, dx), head = Math.min(6, drawn / 2.5);
      context.moveTo(x, y);
      context.lineTo(endX, endY);
      for (const side of [-0.45, 0.45]) {
        context.moveTo(endX, endY);
        context.lineTo(endX - head * Math.cos(angle + side), endY - head * Math.sin(angle + side));
      }
    }
    context.stroke();
    context.globalAlpha = 1;

    const [from, to] = [at(told.dirty), at(model.end)];
    Object.assign(context, { lineWidth: 4, strokeStyle: tint });
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    const moved = Math.hypot(to[0] - from[0], to[1] - from[1]) > THUMB / 2;
    const shown = [["other", told.other], ["clean", told.clean], ["dirty", told.dirty], ...(moved ? [["end", model.end]] : [])];
    context.imageSmoothingEnabled = true;
    for (const [name, point] of shown) {
      paint(thumbs[name], pictures[name]);
      const size = name === "end" ? 0.8 * THUMB : THUMB;
      const [x, y] = at(point).map(value => Math.min(SIDE - size / 2 - 1, Math.max(size / 2 + 1, value)) - size / 2);
      context.drawImage(thumbs[name], x, y, size, size);
      Object.assign(context, { lineWidth: 3, strokeStyle: name === "other" ? ink : name === "end" ? tint : style.getPropertyValue(`--${name}`) });
      context.strokeRect(x, y, size, size);
    }
  };
  return { canvas, draw, clear: () => canvas.getContext("2d").clearRect(0, 0, SIDE, SIDE) };
};
