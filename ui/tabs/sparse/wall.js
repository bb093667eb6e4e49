// The wall of atoms. An atom that the code uses lights up, and a bar below it says how much of it there is.

import { clamp } from "../../parts/page/shared.js";

const WIDE = 11.5, HIGH = 13, ATOM = 10, BAR = 1.5; // in tenths of an atom's side: a cell, the atom and its bar
const DIM = 0.35, PLUS = "#5b8cff", MINUS = "#ff9d4d";

// weight: W (pixels, atoms).  Returns one small canvas for each atom.
export const atomsOf = (weight, atoms, size) => Array.from({ length: atoms }, (_, atom) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const context = canvas.getContext("2d"), image = context.createImageData(size, size);
  const pixels = Array.from({ length: size * size }, (_, d) => weight[d * atoms + atom]), most = Math.max(...pixels.map(Math.abs), 1e-12);
  pixels.forEach((value, d) => image.data.set([...Array(3).fill(127.5 + 127.5 * value / most), 255], 4 * d));
  context.putImageData(image, 0, 0);
  return canvas;
});

export const createWall = (canvas, pictures, columns) => {
  const rows = Math.ceil(pictures.length / columns), screen = canvas.getContext("2d"), scale = 4;
  canvas.width = scale * columns * WIDE;
  canvas.height = scale * rows * HIGH;
  const place = atom => [(atom % columns + 0.5) * WIDE - ATOM / 2, Math.floor(atom / columns) * HIGH + 0.75];

  // most: the amount whose bar is as wide as the atom.  chosen, at: atoms that are framed.
  const show = (code, most, { chosen = new Set(), at = null } = {}) => {
    screen.setTransform(scale, 0, 0, scale, 0, 0);
    screen.imageSmoothingEnabled = false;
    screen.clearRect(0, 0, columns * WIDE, rows * HIGH);
    pictures.forEach((picture, atom) => {
      const [left, top] = place(atom), amount = code[atom] / most;
      screen.globalAlpha = amount || chosen.has(atom) ? clamp(0.55 + Math.abs(amount), 0, 1) : DIM;
      screen.drawImage(picture, left, top, ATOM, ATOM);
      screen.globalAlpha = 1;
      if (chosen.has(atom) || atom === at) {
        Object.assign(screen, { strokeStyle: atom === at ? "#ffd34d" : PLUS, lineWidth: 1 });
        screen.strokeRect(left, top, ATOM, ATOM);
      }
      if (!amount) return;
      screen.fillStyle = amount > 0 ? PLUS : MINUS;
      screen.fillRect(left, top + ATOM + 0.5, Math.max(0.75, ATOM * Math.min(1, Math.abs(amount))), BAR);
    });
  };
  const under = ([x, y]) => {
    const atom = Math.min(rows - 1, Math.floor(y * rows)) * columns + Math.min(columns - 1, Math.floor(x * columns));
    return atom < pictures.length ? atom : null;
  };
  return { show, under, columns };
};
