// Digits laid out in a plane, as small pictures: in the colour of what is guessed, with a ring as wide as the doubt.

import { COLOURS, make } from "../../parts/page/shared.js";
import { PLACES } from "./places.js";

const SIDE = 900, TILE = 28, SMALL = 24, LARGE = 96; // canvas pixels
const GREY = "#94a3b8", PAPER = "#0f172a";
const MOST = Math.log(10); // nats: no idea at all

// pick(index): a digit was pressed, or -1; key(event) -> whether it was of use.
export const createMap = (place, { pick, key }) => {
  const canvas = make("canvas", { width: SIDE, height: SIDE, className: "digits", tabIndex: 0 });
  canvas.setAttribute("role", "application");
  place.append(canvas);
  const context = canvas.getContext("2d");
  let points = null, told = {}, chosen = -1, over = -1, drawing = false, inks = null, columns = 30, data = null;

  const placeOf = row => {
    const fixed = data === "mnist" || !data ? PLACES : null, edge = SMALL;
    const [x, y] = fixed ? [fixed[2 * row] / 1000, fixed[2 * row + 1] / 1000]
      : [0.5 + points.places[2 * row] / 6, 0.5 - points.places[2 * row + 1] / 6];
    return [edge + x * (SIDE - 2 * edge), edge + y * (SIDE - 2 * edge)];
  };

  // The sheet once in each colour, white ink turned into it: drawing six hundred tinted digits is then copying.
  const dye = sheet => [...COLOURS, GREY].map(colour => {
    const copy = make("canvas", { width: sheet.width, height: sheet.height }), ink = copy.getContext("2d");
    ink.drawImage(sheet, 0, 0);
    const image = ink.getImageData(0, 0, copy.width, copy.height);
    const [red, green, blue] = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
    for (let i = 0; i < image.data.length; i += 4) image.data.set([red, green, blue, image.data[i]], i);
    ink.putImageData(image, 0, 0);
    return copy;
  });

  const digit = (row, colour, x, y, size) => {
    if (!inks) {
      context.fillStyle = [...COLOURS, GREY][colour];
      context.beginPath();
      context.arc(x, y, size / 6, 0, 2 * Math.PI);
      context.fill();
      return;
    }
    const left = (row % columns) * TILE, top = Math.floor(row / columns) * TILE;
    context.drawImage(inks[colour], left, top, TILE, TILE, x - size / 2, y - size / 2, size, size);
  };
  const ring = (x, y, radius, width, colour) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  };
  const shade = row => (row in told ? told[row] : points.labels[row] < COLOURS.length ? points.labels[row] : COLOURS.length);

  const draw = () => {
    drawing = false;
    context.fillStyle = PAPER;
    context.fillRect(0, 0, SIDE, SIDE);
    if (!points) return;
    for (let row = 0; row < points.count; row++) {
      const [x, y] = placeOf(row), colour = shade(row), doubt = points.values ? Math.min(1, points.values[row] / MOST) : 0;
      if (row in told) continue;
      if (colour < COLOURS.length && doubt > 0.03) ring(x, y, SMALL / 2 + 1, 1 + 3 * doubt, `rgb(255 255 255 / ${0.1 + 0.35 * doubt})`);
      digit(row, colour, x, y, SMALL);
    }
    for (const row of Object.keys(told).map(Number)) { // on top: what is certain
      const [x, y] = placeOf(row);
      context.fillStyle = COLOURS[told[row]];
      context.beginPath();
      context.arc(x, y, SMALL / 2 + 4, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = PAPER;
      context.font = `700 ${SMALL}px system-ui`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(told[row], x, y + 1);
    }
    for (const row of new Set([over, chosen])) {
      if (row < 0 || row >= points.count) continue;
      const [x, y] = placeOf(row), half = LARGE / 2;
      const [left, top] = [Math.min(SIDE - half, Math.max(half, x)), Math.min(SIDE - half, Math.max(half, y < 2 * LARGE ? y + LARGE : y - LARGE))];
      context.fillStyle = "#000";
      context.fillRect(left - half, top - half, LARGE, LARGE);
      digit(row, shade(row), left, top, LARGE);
      context.strokeStyle = row === chosen ? "#fff" : GREY;
      context.lineWidth = 2;
      context.strokeRect(left - half, top - half, LARGE, LARGE);
      ring(x, y, SMALL / 2 + 5, 3, row === chosen ? "#fff" : GREY);
    }
  };
  const redraw = () => { if (!drawing) { drawing = true; requestAnimationFrame(draw); } };

  const under = event => {
    if (!points) return -1;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width * SIDE, (event.clientY - box.top) / box.height * SIDE];
    let best = -1, least = (SIDE / 12) ** 2;
    for (let row = 0; row < points.count; row++) {
      const [left, top] = placeOf(row), distance = (left - x) ** 2 + (top - y) ** 2;
      if (distance < least) [best, least] = [row, distance];
    }
    return best;
  };
  canvas.addEventListener("pointermove", event => {
    const now = under(event);
    if (now !== over) { over = now; redraw(); }
  });
  canvas.addEventListener("pointerleave", () => { over = -1; redraw(); });
  canvas.addEventListener("click", event => pick(under(event)));
  canvas.addEventListener("keydown", event => {
    const turn = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (turn && points) { event.preventDefault(); pick(next(turn)); } else if (key(event)) event.preventDefault();
  });
  // The nearest digit in that direction from the chosen one.
  const next = ([right, down]) => {
    if (chosen < 0) return 0;
    const [x, y] = placeOf(chosen);
    let best = chosen, least = Infinity;
    for (let row = 0; row < points.count; row++) {
      const [left, top] = placeOf(row), ahead = (left - x) * right + (top - y) * down, aside = Math.abs((left - x) * down) + Math.abs((top - y) * right);
      if (row !== chosen && ahead > 0 && ahead + 2 * aside < least) [best, least] = [row, ahead + 2 * aside];
    }
    return best;
  };

  return {
    canvas,
    digits: async (address, wide, set) => {
      const sheet = new Image();
      sheet.src = address;
      await sheet.decode();
      [inks, columns, data] = [dye(sheet), wide, set];
      redraw();
    },
    show: (now, labels, at) => {
      [points, told, chosen] = [now, labels, at];
      canvas.dataset.told = Object.keys(labels).length;
      redraw();
    },
  };
};
