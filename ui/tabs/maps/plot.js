// One small map: its dots, those that are lit, the one that is pointed at, and the drawing's dot with the way that it came.

import { clamp, followPointer, make } from "../../parts/page/shared.js";
import { inside, nearestTo } from "./near.js";

const REACH = 1.08; // of the plane, from the middle of the map to its edge
const CLICK = 0.02, TOUCHED = 0.06; // of the side: how far a press may wander, and how near a dot has to be
const TRAIL = 40, FADES = 4; // places of the drawing's way that are shown, in so many strengths
const EDGE = 0.98; // of the plane: how far out the drawing's dot is shown at most

// pointed(index): the pointer is at this dot, -1 for none.  lassoed(indices): a line was drawn around these; null while
// nothing was.  pressed(index): a dot was pressed, or none (-1).
export const createPlot = (place, name, { colours, pointed, lassoed, pressed }) => {
  const back = make("canvas", { className: "back" }), front = make("canvas", { className: "front", tabIndex: 0 });
  const title = make("b"), guess = make("span", { className: "guess" }), here = make("i", { className: "here", hidden: true });
  const frame = make("div", { className: "frame" }, back, front, here);
  front.setAttribute("role", "application");
  const figure = make("figure", { className: "plot" }, make("figcaption", {}, title, guess), frame);
  figure.dataset.map = name;
  place.append(figure);
  let places = new Float32Array(0), labels = new Uint8Array(0), lit = null, at = -1, line = null, side = 0;
  let now = null, trail = []; // where the drawing is, and the way that it came

  const pixels = (x, y) => [side * (0.5 + x / REACH / 2), side * (0.5 - y / REACH / 2)];
  const plane = ([x, y]) => [(2 * x - 1) * REACH, (1 - 2 * y) * REACH];

  const dot = (context, i, size) => {
    const [x, y] = pixels(places[2 * i], places[2 * i + 1]);
    context.fillStyle = colours[labels[i]];
    context.fillRect(x - size / 2, y - size / 2, size, size);
  };
  const drawBack = () => {
    const context = back.getContext("2d"), size = clamp(side / (labels.length > 2000 ? 240 : 160), 1.5, 4);
    context.clearRect(0, 0, side, side);
    for (let i = 0; i < labels.length; i++) dot(context, i, size);
  };
  const circle = (context, [x, y], radius) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
  };
  const drawFront = () => {
    const context = front.getContext("2d"), size = clamp(side / 110, 2.5, 6);
    context.clearRect(0, 0, side, side);
    figure.classList.toggle("dim", lit !== null);
    if (lit) for (const i of lit) dot(context, i, size);
    if (line) {
      context.beginPath();
      line.forEach(point => context.lineTo(...pixels(...point)));
      Object.assign(context, { strokeStyle: "white", lineWidth: side / 200, fillStyle: "rgb(255 255 255 / .08)" });
      context.fill();
      context.stroke();
    }
    if (at >= 0) {
      circle(context, pixels(places[2 * at], places[2 * at + 1]), side / 40);
      Object.assign(context, { strokeStyle: "white", lineWidth: side / 160 });
      context.stroke();
    }
    Object.assign(context, { strokeStyle: "white", lineWidth: side / 130, lineJoin: "round" });
    const part = Math.ceil(trail.length / FADES);
    for (let from = 0; from < trail.length - 1; from += part) {
      context.globalAlpha = 0.15 + 0.6 * from / trail.length;
      context.beginPath();
      trail.slice(from, from + part + 1).forEach(point => context.lineTo(...pixels(...point)));
      context.stroke();
    }
    context.globalAlpha = 1;
  };
  // The drawing's dot is outside of the canvas, so that what moves is a few pixels, and the browser alone moves them.
  const stand = () => {
    here.hidden = !now;
    if (now) here.style.translate = pixels(...now).map(value => `${(value / devicePixelRatio).toFixed(1)}px`).join(" ");
  };
  new ResizeObserver(() => {
    side = Math.round(frame.clientWidth * devicePixelRatio);
    for (const canvas of [back, front]) canvas.width = canvas.height = side;
    drawBack();
    drawFront();
    stand();
  }).observe(frame);

  const near = point => {
    const [x, y] = plane(point), [index] = nearestTo(places, x, y, 1);
    const close = index !== undefined && Math.hypot(places[2 * index] - x, places[2 * index + 1] - y) < 2 * REACH * TOUCHED;
    return close ? index : -1;
  };
  let start = null;
  followPointer(front, {
    down: (event, point) => { start = point; line = null; },
    move: (event, points) => {
      if (!start) { if (event.pointerType === "mouse") pointed(near(points.at(-1))); return; }
      if (!line && Math.hypot(points.at(-1)[0] - start[0], points.at(-1)[1] - start[1]) < CLICK) return;
      line ??= [plane(start)];
      line.push(...points.map(plane));
      lassoed(inside(places, line), false);
      drawFront();
    },
    up: event => {
      if (!start) return;
      const drawn = line, point = start;
      start = line = null;
      if (event.type === "pointercancel") { lassoed(null, true); drawFront(); return; }
      if (drawn) lassoed(inside(places, drawn), true); else pressed(near(point));
      drawFront();
    },
  });
  front.addEventListener("pointerleave", () => { if (!start) pointed(-1); });
  front.addEventListener("blur", () => pointed(-1));
  front.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], count = labels.length;
    if (step && count) pointed((at + step + count) % count);
    else if (event.key === "Enter" && at >= 0) pressed(at);
    else if (event.key === "Escape") lassoed(null, true);
    else return;
    event.preventDefault();
  });

  return {
    name, figure,
    places: () => places,
    say: (word, label) => { title.textContent = word; front.setAttribute("aria-label", label); },
    guess: text => { if (guess.textContent !== text) guess.textContent = text; },
    build: (newPlaces, newLabels) => {
      [places, labels, lit, at, line] = [newPlaces, newLabels, null, -1, null];
      drawBack();
      drawFront();
    },
    light: indices => { lit = indices; drawFront(); },
    point: index => { if (index !== at) { at = index; drawFront(); } },
    // The drawing is at this place now, and in the colour of what it is taken for; null: there is none.
    send: (to, colour = "white") => {
      now = to?.map(value => clamp(value, -EDGE, EDGE)) ?? null;
      trail = now ? [...trail.slice(1 - TRAIL), now] : [];
      here.style.background = colour;
      stand();
      drawFront();
    },
  };
};
