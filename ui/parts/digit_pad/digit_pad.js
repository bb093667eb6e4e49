// A pad for one small picture. Strokes are kept as lines, so the model is shown the drawing in the way its training
// pictures were made, with a pen of the width it knows, however small or large one draws.

import { followHand } from "../page/hand.js";
import { createPen } from "../page/pen.js";
import { clamp, followStroke, make } from "../page/shared.js";

const SIDE = 28;
const PENS = {
  // MNIST: fitted into 20x20, the centre of mass in the middle, lines about 2.5 pixels wide.
  line: { fit: 20, width: 2.4, ink: "#fff", cloth: null },
  // Fashion-MNIST: the longer side fills the picture, and clothes are areas: a stroke is closed and filled.
  outline: { fit: 27, width: 1, ink: "rgb(255 255 255 / .75)", cloth: "rgb(255 255 255 / .62)" },
};
const FINEST = 0.005; // of the pad's side: points closer than this add work and no shape
const LARGEST = 1.6; // a lone dot is not blown up to fill the picture

// changed(pixels) after every change: see pixels().
export const createDigitPad = (root, changed) => {
  const canvas = root.querySelector("canvas"), screen = canvas.getContext("2d");
  const small = make("canvas", { width: SIDE, height: SIDE });
  const model = small.getContext("2d", { willReadFrequently: true });
  let strokes = [], newest = null, pen = PENS.line, frame = 0, known; // known: what pixels() said of these strokes

  // Draws all strokes; place: pad coordinates in [0, 1] -> pixels of this context.
  const trace = (context, place, width) => {
    Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: width, strokeStyle: pen.ink });
    for (const stroke of strokes) {
      const points = stroke.map(place);
      followStroke(context, points);
      if (pen.cloth && points.length > 2) {
        context.closePath();
        context.fillStyle = pen.cloth;
        context.fill();
      }
      context.stroke();
    }
  };

  const redraw = () => {
    const side = canvas.width;
    screen.clearRect(0, 0, side, side);
    trace(screen, ([x, y]) => [x * side, y * side], side * pen.width / SIDE * 1.4);
    if (!cursor.shown) return;
    screen.beginPath();
    screen.arc(cursor.x * side, cursor.y * side, side / 40, 0, 7);
    Object.assign(screen, { lineWidth: side / 120, strokeStyle: "#fff", fillStyle: "#fff" });
    if (cursor.down) screen.fill(); else screen.stroke();
  };
  const redrawSoon = () => { frame ||= requestAnimationFrame(() => { frame = 0; redraw(); }); };

  // The drawing as 28x28 bytes, white ink on black; null while there is none.
  const pixels = () => {
    if (known === undefined) known = strokes.length ? reduced() : null;
    return known;
  };
  const reduced = () => {
    const xs = strokes.flatMap(stroke => stroke.map(point => point[0]));
    const ys = strokes.flatMap(stroke => stroke.map(point => point[1]));
    const left = Math.min(...xs), top = Math.min(...ys), wide = Math.max(...xs) - left, high = Math.max(...ys) - top;
    const scale = Math.min((pen.fit - pen.width) / Math.max(wide, high), SIDE * LARGEST);
    const render = (shiftX, shiftY) => {
      model.clearRect(0, 0, SIDE, SIDE);
      const middle = ([x, y]) => [
        SIDE / 2 + shiftX + (x - left - wide / 2) * scale, SIDE / 2 + shiftY + (y - top - high / 2) * scale];
      trace(model, middle, pen.width);
      const { data } = model.getImageData(0, 0, SIDE, SIDE);
      return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i + 3]); // alpha is the ink
    };
    const centred = render(0, 0);
    return pen.cloth ? centred : render(...offCentre(centred));
  };

  const changedInk = () => {
    root.classList.toggle("drawn", strokes.length > 0);
    for (const button of root.querySelectorAll("button")) button.disabled = !strokes.length;
    known = undefined;
    redrawSoon();
    changed(pixels());
  };
  const lift = () => { hand.letGo(); cursor.lift(); };
  const undo = () => { strokes.pop(); lift(); changedInk(); };
  const clear = () => { strokes = []; lift(); changedInk(); };
  const extend = (...points) => {
    const stroke = strokes.at(-1), before = stroke.length;
    for (const [x, y] of points) {
      const [lastX, lastY] = stroke.at(-1);
      if (Math.hypot(x - lastX, y - lastY) > FINEST) stroke.push([x, y]);
    }
    if (stroke.length > before) changedInk();
  };
  const begin = point => { strokes.push([point]); changedInk(); };

  const hand = followHand(canvas, {
    begin: point => { cursor.hide(); begin(point); newest = strokes.at(-1); },
    extend: points => extend(...points),
    end: () => {},
    drop: () => { if (newest && strokes.at(-1) === newest) undo(); },
  });

  const cursor = createPen(canvas, { begin, extend, undo, clear, redraw });
  root.querySelector("[data-do=undo]").onclick = undo;
  root.querySelector("[data-do=clear]").onclick = clear;
  new ResizeObserver(() => {
    canvas.width = canvas.height = Math.round(canvas.clientWidth * devicePixelRatio);
    redraw();
  }).observe(canvas);

  return {
    pixels,
    use: name => { pen = PENS[name]; known = undefined; redraw(); },
    strokes: () => strokes, // to be kept, and taken up again: [[[x, y], ...], ...] in the pad's sides
    take: given => { strokes = given; lift(); changedInk(); },
    clear,
  };
};

// How far to move a 28x28 picture so that its centre of mass is in the middle, never so far that ink is cut off.
export const offCentre = ink => {
  let mass = 0, x = 0, y = 0, left = SIDE, right = 0, top = SIDE, bottom = 0;
  ink.forEach((value, i) => {
    if (!value) return;
    const column = i % SIDE, row = Math.floor(i / SIDE);
    mass += value; x += value * (column + 0.5); y += value * (row + 0.5);
    left = Math.min(left, column); right = Math.max(right, column + 1);
    top = Math.min(top, row); bottom = Math.max(bottom, row + 1);
  });
  return [clamp(SIDE / 2 - x / mass, -left, SIDE - right), clamp(SIDE / 2 - y / mass, -top, SIDE - bottom)];
};
