// A slice of picture space, coloured by energy: two digits at its lower corners, the drawing above them.

import { ARROWS, clamp, make, paint } from "../../parts/page/shared.js";
import { along, colour } from "./colours.js";
import { CORNERS, HIGH, LOW, level, mixture } from "./slice.js";

const FINE = 96, THUMB = 0.1; // pixels that the slice is painted with; a corner's picture, of the slice's side
const SHOWN = 28, STRIDE = 0.05;

// pointed(picture, energy), or nothing where the pointer has left.
export const createRelief = (canvas, pointed) => {
  const screen = canvas.getContext("2d"), fine = make("canvas", { width: FINE, height: FINE });
  const thumbs = CORNERS.map(() => make("canvas", { width: SHOWN, height: SHOWN }));
  const state = { side: 0, energies: null, margin: null, pictures: [], at: null };

  const sample = (column, row) => { // bilinear, at places of cells
    const { side, energies } = state;
    const x = clamp(column, 0, side - 1), y = clamp(row, 0, side - 1), left = Math.min(side - 2, Math.floor(x)), top = Math.min(side - 2, Math.floor(y));
    const cell = (i, j) => energies[(top + j) * side + left + i], h = x - left, v = y - top;
    return (1 - v) * ((1 - h) * cell(0, 0) + h * cell(1, 0)) + v * ((1 - h) * cell(0, 1) + h * cell(1, 1));
  };
  const energyAt = (x, y) => sample(x * state.side - 0.5, y * state.side - 0.5); // x, y: of the canvas, in [0, 1]
  const place = ([s, t]) => [(s - LOW) / (HIGH - LOW), (HIGH - t) / (HIGH - LOW)]; // -> of the canvas, in [0, 1]

  const colours = () => {
    const context = fine.getContext("2d"), image = context.createImageData(FINE, FINE);
    for (let i = 0; i < FINE * FINE; i++) {
      const energy = energyAt(((i % FINE) + 0.5) / FINE, (Math.floor(i / FINE) + 0.5) / FINE);
      image.data.set([...colour(along(energy)), 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  };
  const outline = side => {
    screen.beginPath();
    for (const [from, to] of level(state.energies, state.margin)) {
      screen.moveTo(from[0] * side, from[1] * side);
      screen.lineTo(to[0] * side, to[1] * side);
    }
    Object.assign(screen, { lineWidth: side / 200, strokeStyle: "#fff", lineCap: "round" });
    screen.stroke();
  };
  const redraw = () => {
    const side = canvas.width;
    screen.clearRect(0, 0, side, side);
    if (!state.energies) return;
    screen.imageSmoothingEnabled = true;
    screen.drawImage(fine, 0, 0, side, side);
    outline(side);
    CORNERS.forEach((corner, index) => {
      if (!state.pictures[index]) return;
      const size = THUMB * side, [x, y] = place(corner).map(value => value * side - size / 2);
      screen.drawImage(thumbs[index], x, y, size, size);
      Object.assign(screen, { lineWidth: side / 160, strokeStyle: index === 2 ? "#ffb020" : "#fff" });
      screen.strokeRect(x, y, size, size);
    });
    if (!state.at) return;
    const [x, y] = place(state.at).map(value => value * side);
    Object.assign(screen, { lineWidth: side / 200, strokeStyle: "#fff" });
    screen.beginPath();
    screen.arc(x, y, side / 60, 0, 7);
    screen.stroke();
  };

  const point = at => {
    state.at = at;
    redraw();
    if (!at || !state.energies || state.pictures.length < 3) return pointed();
    const [x, y] = place(at);
    return pointed(mixture(state.pictures, at), energyAt(x, y));
  };
  const under = event => {
    const box = canvas.getBoundingClientRect(), part = (at, from, wide) => clamp((at - from) / wide, 0, 1) * (HIGH - LOW);
    return [LOW + part(event.clientX, box.left, box.width), HIGH - part(event.clientY, box.top, box.height)];
  };
  canvas.addEventListener("pointermove", event => point(under(event)));
  canvas.addEventListener("pointerdown", event => point(under(event)));
  canvas.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") point(null); });
  canvas.addEventListener("keydown", event => {
    if (!(event.key in ARROWS)) return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key], [s, t] = state.at ?? CORNERS[2];
    point([clamp(s + right * STRIDE, LOW, HIGH), clamp(t - down * STRIDE, LOW, HIGH)]);
  });
  canvas.addEventListener("blur", () => point(null));
  new ResizeObserver(() => {
    canvas.width = canvas.height = Math.round(canvas.clientWidth * devicePixelRatio);
    redraw();
  }).observe(canvas);

  return {
    leave: () => { state.at = null; redraw(); },
    // energies: of the slice through these three pictures, row by row.
    show: (energies, pictures, margin) => {
      Object.assign(state, { side: Math.sqrt(energies.length), energies, pictures, margin });
      pictures.forEach((picture, index) => paint(thumbs[index], picture));
      canvas.dataset.painted = true;
      colours();
      redraw();
      if (state.at) point(state.at);
    },
  };
};
