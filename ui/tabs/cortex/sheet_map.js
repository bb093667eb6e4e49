// The map of a sheet: each unit's direction as a colour, with pinwheels marked; and the colours' key.

import { angleOf, colourOf } from "./cells.js";

const FINE = 10; // pixels of the map for each unit
const css = ([red, green, blue]) => `rgb(${[red, green, blue].map(part => Math.round(255 * part)).join(" ")})`;

// Circles with the sense of each pinwheel, on a canvas whose units are `cell` pixels apart.
export const drawMarks = (context, pinwheels, cell) => {
  const radius = 0.3 * cell;
  Object.assign(context, { lineWidth: Math.max(1.5, cell / 14), font: `700 ${Math.round(0.52 * cell)}px system-ui`, textAlign: "center", textBaseline: "middle" });
  for (const { x, y, sense } of pinwheels) {
    context.beginPath();
    context.arc((x + 1) * cell, (y + 1) * cell, radius, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: sense > 0 ? "#fff" : "#111827", strokeStyle: sense > 0 ? "#111827" : "#fff" });
    context.fill();
    context.stroke();
    context.fillStyle = context.strokeStyle;
    context.fillText(sense > 0 ? "+" : "−", (x + 1) * cell, (y + 1.02) * cell);
  }
};

// arrows: x y x y ...; between units directions go over into each other, so a pinwheel's spokes are seen.
export const drawMap = (canvas, arrows, side, pinwheels) => {
  const wide = side * FINE, small = document.createElement("canvas").getContext("2d"), image = small.createImageData(wide, wide);
  const at = (x, y, part) => arrows[2 * (((y + side) % side) * side + (x + side) % side) + part];
  for (let row = 0; row < wide; row++) {
    for (let column = 0; column < wide; column++) {
      const u = (column + 0.5) / FINE - 0.5, v = (row + 0.5) / FINE - 0.5, x = Math.floor(u), y = Math.floor(v), a = u - x, b = v - y;
      const mixed = part => (1 - b) * ((1 - a) * at(x, y, part) + a * at(x + 1, y, part)) + b * ((1 - a) * at(x, y + 1, part) + a * at(x + 1, y + 1, part));
      image.data.set([...colourOf(mixed(0), mixed(1)).map(part => 255 * part), 255], 4 * (row * wide + column));
    }
  }
  Object.assign(small.canvas, { width: wide, height: wide });
  small.putImageData(image, 0, 0);
  canvas.width = canvas.height = 4 * wide;
  const context = canvas.getContext("2d");
  context.drawImage(small.canvas, 0, 0, 4 * wide, 4 * wide);
  drawMarks(context, pinwheels, 4 * FINE);
};

// Eight edges, each in the colour of the direction across it, once around.
export const drawKey = canvas => {
  const count = 8, cell = 44;
  Object.assign(canvas, { width: count * cell, height: cell });
  const context = canvas.getContext("2d");
  for (let i = 0; i < count; i++) {
    const angle = i * Math.PI / count;
    context.save();
    context.translate((i + 0.5) * cell, cell / 2);
    context.rotate(angle);
    context.fillStyle = css(colourOf(Math.cos(2 * angle), Math.sin(2 * angle)));
    context.fillRect(-4, -0.42 * cell, 8, 0.84 * cell);
    context.restore();
  }
};

// Each unit's filter as a small canvas, from black over the colour of its direction to white.
export const tintedAtoms = (atoms, arrows, size) => Array.from({ length: arrows.length / 2 }, (_, unit) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size }), pixels = size * size;
  const context = canvas.getContext("2d"), image = context.createImageData(size, size), colour = colourOf(arrows[2 * unit], arrows[2 * unit + 1]);
  let most = 1e-12;
  for (let i = 0; i < pixels; i++) most = Math.max(most, Math.abs(atoms[unit * pixels + i]));
  for (let i = 0; i < pixels; i++) {
    const grey = atoms[unit * pixels + i] / most;
    image.data.set([...colour.map(part => 255 * (grey < 0 ? part * (1 + grey) : part + (1 - part) * grey)), 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
});

export const degreesOf = (arrows, unit) => Math.round(angleOf(arrows, unit) * 180 / Math.PI) % 180;
