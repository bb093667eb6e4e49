// What the strokes look like: on the model's 256x256 raster, and on the screen as sharp as the screen is.
//
// A stroke is { tool, size, colour, points }: points are [x, y] or, where the pen feels it, [x, y, pressure], in pixels
// of the raster. Lines (black on white) keep the canvas's own anti-aliasing, which is what the model was trained to
// read; a label map has none, because a pixel between two labels would be a third one. A dab of colour, "#rrggbb", tells
// the model what colour an area has: it is seen on the screen and no part of the drawing.

import { clamp, followStroke, fromBase64, make } from "../../parts/page/shared.js";

export const SIDE = 256, AREA = SIDE * SIDE;
const INK = "#000";
export const PAPER = "#fff";
const WALL = 1; // the label of an untouched facade
const NO_DAB = 0, MOST_PENS = 255; // a byte says which of the pens' colours lies on a pixel

export const canvasOf = side => make("canvas", { width: side, height: side });
const pencil = canvas => canvas.getContext("2d", { willReadFrequently: true });

// Puts a stroke's line on a context, in raster pixels.
const trace = (context, { size, points }) => {
  Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: size });
  if (points[0].length > 2) return tracePressed(context, size, points);
  followStroke(context, points);
  context.stroke();
};
const tracePressed = (context, size, points) => points.forEach(([x, y, pressure], i) => {
  const [fromX, fromY] = points[Math.max(0, i - 1)];
  context.lineWidth = size * (0.4 + 1.2 * pressure); // half pressure, where most hands rest, is the brush's own size
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(x + (i === 0) / 100, y);
  context.stroke();
});

// The corners of a rectangle stroke, on whole pixels: left, top, width, height.
export const rectangle = ({ points }) => {
  const [a, b] = [points[0], points.at(-1)].map(point => point.map(Math.round));
  const left = Math.min(a[0], b[0]), top = Math.min(a[1], b[1]);
  return [left, top, Math.max(1, Math.abs(a[0] - b[0])), Math.max(1, Math.abs(a[1] - b[1]))];
};

// The part of the raster in which a stroke lies, at least a pixel: left, top, right, bottom. Hundreds of dabs are shown
// anew when one is taken back, and most of them are small.
const box = ({ size, points }) => {
  const side = (axis, sign) => sign * Math.max(...points.map(point => sign * point[axis]));
  const within = (axis, sign) => clamp(Math.round(side(axis, sign) + sign * (size + 2)), 0, SIDE);
  const [left, top] = [0, 1].map(axis => Math.min(within(axis, -1), SIDE - 1));
  return [left, top, ...[0, 1].map(axis => Math.max(within(axis, 1), [left, top][axis] + 1))];
};

// Every pixel that can be reached from (x, y) without crossing one that `open` refuses, as a mask of 0 and 1.
export const flood = (x, y, open) => {
  const mask = new Uint8Array(AREA), start = clamp(Math.floor(y), 0, SIDE - 1) * SIDE + clamp(Math.floor(x), 0, SIDE - 1);
  if (!open(start)) return mask;
  const ahead = [start];
  mask[start] = 1;
  const visit = place => { if (!mask[place] && open(place)) { mask[place] = 1; ahead.push(place); } };
  while (ahead.length) {
    const place = ahead.pop(), column = place % SIDE;
    if (column) visit(place - 1);
    if (column < SIDE - 1) visit(place + 1);
    if (place >= SIDE) visit(place - SIDE);
    if (place < AREA - SIDE) visit(place + SIDE);
  }
  return mask;
};

// The mask and its neighbours: a filled area then meets the soft edge of the line around it.
export const widened = mask => {
  const wide = mask.slice();
  for (let place = SIDE; place < AREA - SIDE; place++) {
    if (mask[place - 1] || mask[place + 1] || mask[place - SIDE] || mask[place + SIDE]) wide[place] = 1;
  }
  return wide;
};

// Both pictures of the strokes. kind: "lines" or "labels"; colours: the labels' colours as CSS.
export const createInk = (screen, colours) => {
  const raster = canvasOf(SIDE), scratch = canvasOf(SIDE);
  const settled = { raster: canvasOf(SIDE), screen: canvasOf(1), labels: new Uint8Array(AREA) };
  const labels = new Uint8Array(AREA), rasterPen = pencil(raster), screenPen = screen.getContext("2d");
  const bytes = colours.map(colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16)));
  let kind = "lines", hinted = false, unseen = null, pens = [];

  const empty = () => (kind === "labels" ? WALL : NO_DAB);
  const penOf = colour => {
    if (!pens.includes(colour) && pens.length < MOST_PENS) pens.push(colour);
    return 1 + (pens.includes(colour) ? pens.indexOf(colour) : MOST_PENS - 1);
  };
  const colourOf = stroke => {
    if (stroke.tool === "dab") return stroke.colour;
    if (kind === "labels") return colours[stroke.tool === "eraser" ? WALL : stroke.colour];
    return stroke.tool === "eraser" ? PAPER : INK;
  };
  const onScreen = draw => {
    screenPen.save();
    screenPen.scale(screen.width / SIDE, screen.width / SIDE);
    draw(screenPen);
    screenPen.restore();
  };
  // A mask of the raster in one colour, on a context that counts in raster pixels.
  const stamp = (context, mask, colour) => {
    const pen = pencil(scratch), image = pen.createImageData(SIDE, SIDE);
    for (let i = 0; i < AREA; i++) if (mask[i]) image.data[4 * i + 3] = 255;
    pen.putImageData(image, 0, 0);
    pen.globalCompositeOperation = "source-in";
    pen.fillStyle = colour;
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.globalCompositeOperation = "source-over";
    context.drawImage(scratch, 0, 0);
  };

  // Which pixels of the raster a stroke covers, without anti-aliasing.
  const covered = stroke => {
    const pen = pencil(scratch), mask = new Uint8Array(AREA);
    pen.clearRect(0, 0, SIDE, SIDE);
    pen.strokeStyle = pen.fillStyle = INK;
    if (stroke.tool === "rectangle") pen.fillRect(...rectangle(stroke)); else trace(pen, stroke);
    const [left, top, right, bottom] = box(stroke), width = right - left;
    const { data } = pen.getImageData(left, top, width, bottom - top);
    for (let i = 0; i < data.length / 4; i++) {
      mask[(top + Math.floor(i / width)) * SIDE + left + i % width] = data[4 * i + 3] > 127;
    }
    return mask;
  };
  const filled = ({ points: [[x, y]] }) => {
    if (kind === "labels") {
      const from = labels[clamp(Math.floor(y), 0, SIDE - 1) * SIDE + clamp(Math.floor(x), 0, SIDE - 1)];
      return flood(x, y, place => labels[place] === from);
    }
    const grey = values();
    return widened(flood(x, y, place => grey[place] > 127));
  };

  const put = stroke => {
    if (stroke.tool === "dab" && !hinted) return;
    const colour = colourOf(stroke);
    if (stroke.tool === "picture") return putPicture(stroke);
    if (stroke.tool === "fill") {
      const mask = filled(stroke);
      if (kind === "labels") label(mask, stroke); else stamp(rasterPen, mask, colour);
      onScreen(pen => stamp(pen, mask, colour));
      return;
    }
    const draw = pen => {
      pen.strokeStyle = pen.fillStyle = colour;
      if (stroke.tool === "rectangle") pen.fillRect(...rectangle(stroke)); else trace(pen, stroke);
    };
    if (kind === "labels" || stroke.tool === "dab" || (stroke.tool === "eraser" && pens.length)) label(covered(stroke), stroke);
    if (kind === "lines" && stroke.tool !== "dab") draw(rasterPen);
    onScreen(draw);
  };
  const label = (mask, { tool, colour }) => {
    const value = tool === "eraser" ? empty() : tool === "dab" ? penOf(colour) : colour;
    for (let i = 0; i < AREA; i++) if (mask[i]) labels[i] = value;
  };
  // What a picture became: one bit a pixel for lines, four for labels.
  const putPicture = ({ data }) => {
    const packed = fromBase64(data), masks = new Map();
    for (let i = 0; i < AREA; i++) {
      const value = kind === "labels" ? (packed[i >> 1] >> (i % 2 ? 0 : 4)) & 15 : (packed[i >> 3] >> (7 - i % 8)) & 1;
      if (kind === "lines" && !value) continue;
      if (!masks.has(value)) masks.set(value, new Uint8Array(AREA));
      masks.get(value)[i] = 1;
    }
    for (const [value, mask] of masks) {
      const colour = kind === "labels" ? colours[value] : INK;
      if (kind === "labels") label(mask, { colour: value }); else stamp(rasterPen, mask, colour);
      onScreen(pen => stamp(pen, mask, colour));
    }
  };

  const copy = (from, to) => {
    to.width = from.width;
    to.height = from.height;
    to.getContext("2d").drawImage(from, 0, 0);
  };
  // A stroke that is still being drawn, on top of the settled ones: once a frame, or when somebody asks for the raster.
  const catchUp = () => {
    if (!unseen) return;
    const stroke = unseen;
    unseen = null;
    for (const [canvas, from] of [[raster, settled.raster], [screen, settled.screen]]) {
      canvas.getContext("2d").drawImage(from, 0, 0);
    }
    labels.set(settled.labels);
    put(stroke);
  };
  const settle = () => {
    catchUp();
    copy(raster, settled.raster);
    copy(screen, settled.screen);
    settled.labels.set(labels);
  };
  const wipe = () => {
    for (const canvas of [raster, screen]) {
      const pen = canvas.getContext("2d");
      pen.fillStyle = kind === "labels" ? colours[WALL] : PAPER;
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    labels.fill(empty());
    pens = [];
  };

  // 65,536 bytes for the model: grey (255 is paper), or the number of each pixel's label.
  const values = () => {
    catchUp();
    if (kind === "labels") return labels.slice();
    const { data } = rasterPen.getImageData(0, 0, SIDE, SIDE), grey = new Uint8Array(AREA);
    for (let i = 0; i < AREA; i++) grey[i] = data[4 * i];
    return grey;
  };
  // The dabs for the model, which of the colours lies where from 1 on; null where there are none.
  const dabs = () => {
    catchUp();
    return kind === "lines" && labels.some(Boolean) ? { colours: pens.slice(), values: labels.slice() } : null;
  };
  // The raster as a picture.
  const picture = () => {
    catchUp();
    if (kind === "lines") return raster;
    const image = rasterPen.createImageData(SIDE, SIDE);
    for (let i = 0; i < AREA; i++) image.data.set([...bytes[labels[i]], 255], 4 * i);
    rasterPen.putImageData(image, 0, 0);
    return raster;
  };

  return {
    values, dabs, picture, settle,
    // Everything from the start.  hinted_: whether dabs are seen.
    show: (strokes, kind_ = kind, hinted_ = hinted) => {
      [kind, hinted, unseen] = [kind_, hinted_, null];
      wipe();
      strokes.forEach(put);
      settle();
    },
    add: stroke => { put(stroke); settle(); },
    live: stroke => {
      if (!unseen) requestAnimationFrame(catchUp);
      unseen = stroke;
    },
  };
};
