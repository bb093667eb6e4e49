// A pad of 64x64 pixels and a few colours: a picture may lie on it, and strokes over that.

import { followHand } from "../../parts/page/hand.js";
import { createPen } from "../../parts/page/pen.js";
import { followStroke, loaded } from "../../parts/page/shared.js";

export const SIDE = 64;
const FINEST = 0.004; // of the pad's side: points closer than this add work and no shape
const MOST = 400; // strokes that can be taken back

const number = value => Number.isFinite(value);
const sound = mark => mark?.picture?.startsWith?.("data:image/png;")
  || (number(mark?.size) && CSS.supports("color", mark.colour) && mark.points?.length > 0 && mark.points.every(([x, y]) => number(x) && number(y)));
const restored = async mark => {
  if (!mark.picture) return mark;
  const picture = await loaded(mark.picture).catch(() => null);
  return picture && { picture: canvasOf(picture) };
};
// A canvas of the pad's size with that image on it.
const canvasOf = image => {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas;
};

// changed() after every change; `tool` is {colour, size}, the size in pixels of the 64.
export const createPad = (canvas, cursor, changed) => {
  const screen = canvas.getContext("2d", { willReadFrequently: true });
  const tool = { colour: "#000000", size: 2 };
  let marks = [], newest = null, frame = 0;

  const redraw = () => {
    screen.fillStyle = "#fff";
    screen.fillRect(0, 0, SIDE, SIDE);
    for (const mark of marks) {
      if (mark.picture) { screen.drawImage(mark.picture, 0, 0, SIDE, SIDE); continue; }
      Object.assign(screen, { lineCap: "round", lineJoin: "round", lineWidth: mark.size, strokeStyle: mark.colour });
      followStroke(screen, mark.points.map(([x, y]) => [x * SIDE, y * SIDE]));
      screen.stroke();
    }
  };
  const place = () => {
    cursor.hidden = !pen.shown;
    cursor.classList.toggle("down", pen.down);
    Object.assign(cursor.style, { left: `${100 * pen.x}%`, top: `${100 * pen.y}%` });
  };
  const soon = () => { frame ||= requestAnimationFrame(() => { frame = 0; redraw(); changed(); }); };
  const lift = () => { hand.letGo(); pen.lift(); place(); };

  const begin = point => {
    marks.push({ ...tool, points: [point] });
    if (marks.length > MOST) flatten();
    soon();
  };
  const extend = points => {
    const stroke = marks.at(-1).points, before = stroke.length;
    for (const [x, y] of points) {
      const [lastX, lastY] = stroke.at(-1);
      if (Math.hypot(x - lastX, y - lastY) > FINEST) stroke.push([x, y]);
    }
    if (stroke.length > before) soon();
  };
  // The oldest half becomes one picture: a stroke that nobody takes back any more costs no time.
  const flatten = () => {
    const rest = marks.splice(MOST / 2);
    redraw();
    marks = [{ picture: canvasOf(canvas) }, ...rest];
  };
  const undo = () => { marks.pop(); lift(); soon(); };
  const clear = () => { marks = []; lift(); soon(); };

  const hand = followHand(canvas, {
    begin: point => { pen.hide(); place(); begin(point); newest = marks.at(-1); },
    extend,
    end: () => {},
    drop: () => { if (newest && marks.at(-1) === newest) undo(); },
  });
  const pen = createPen(canvas, { begin, extend: point => extend([point]), undo, clear, redraw: place });
  redraw();
  return {
    tool, undo, clear,
    empty: () => !marks.length,
    lay: picture => { marks = [{ picture }]; lift(); soon(); },
    picture: () => { redraw(); return canvas.toDataURL("image/png"); },
    // All that is on the pad as text can hold it, and back again; what is damaged is left out.
    kept: () => marks.map(mark => (mark.picture ? { picture: mark.picture.toDataURL("image/png") } : mark)),
    take: async kept => {
      const taken = await Promise.all(kept.filter(sound).map(restored));
      marks = taken.filter(Boolean);
      lift();
      soon();
    },
  };
};
