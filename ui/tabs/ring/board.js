// The ring: a dot for each picture where it lies, outside of it the picture itself, inside the pulls and pushes on one.

import { COLOURS, make } from "../../parts/page/shared.js";
import { angle, between, partner } from "./forces.js";

export const TILE = 28; // pixels of a picture
const SIDE = 760, MIDDLE = SIDE / 2, RADIUS = 212, LANES = 4, SHOWN = 32; // canvas pixels
const PULL = "#7aa8ff", PUSH = "#fb923c", RULE = "rgb(255 255 255 / .3)", PAPER = "#0f172a";
const LONGEST = 120, THICKEST = 10, LARGE = 0.05, FAINT = 0.002; // of an arrow and a line; a share that is as thick at least, and one that is not drawn
const GLIDE = 700; // milliseconds at most, from one frame to the next

// chosen(index): this picture is pointed at.
export const createBoard = chosen => {
  const canvas = make("canvas", { width: SIDE, height: SIDE, className: "ring-board", tabIndex: 0 });
  canvas.setAttribute("role", "application");
  const context = canvas.getContext("2d"), still = matchMedia("(prefers-reduced-motion: reduce)");
  let before = null, after = null, labels = null, atlas = null, told = null, at = 0, began = 0, glide = 0, frame = 0;

  const spot = (turn, radius) => [MIDDLE + radius * Math.cos(turn), MIDDLE - radius * Math.sin(turn)];
  const lane = i => RADIUS + 26 + (i % LANES) * (SHOWN + 2);

  const line = (from, to, colour, width) => {
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };
  const disc = ([x, y], radius, colour) => {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  };

  // An arrow along the circle: anticlockwise where the force is positive.
  const arrow = (turn, force, radius, colour, scale) => {
    const length = Math.min(LONGEST, Math.abs(force) * scale);
    if (length < 3) return;
    const way = Math.sign(force), end = turn + (way * length) / radius, [x, y] = spot(end, radius);
    Object.assign(context, { strokeStyle: colour, lineWidth: 5 });
    context.beginPath();
    context.arc(MIDDLE, MIDDLE, radius, -turn, -end, way > 0);
    context.stroke();
    const heading = -end - (way * Math.PI) / 2; // of the canvas, whose y falls
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(x + 13 * Math.cos(heading), y + 13 * Math.sin(heading));
    for (const side of [2.3, -2.3]) context.lineTo(x + 9 * Math.cos(heading + side), y + 9 * Math.sin(heading + side));
    context.fill();
  };

  const paintForces = now => {
    const views = now.views.length / 2, mate = partner(at, views), from = spot(angle(now.views, at), RADIUS);
    context.lineCap = "round";
    context.globalAlpha = 0.6;
    const thickness = THICKEST / told.shares.reduce((a, b) => Math.max(a, b), LARGE);
    told.shares.forEach((share, k) => {
      if (k !== at && k !== mate && share > FAINT) line(from, spot(angle(now.views, k), RADIUS), PUSH, thickness * share);
    });
    context.globalAlpha = 1;
    const to = spot(angle(now.views, mate), RADIUS);
    line(from, to, PULL, Math.max(2.5, thickness * told.shares[mate]));
    for (const place of [from, to]) { disc(place, 9, "white"); disc(place, 6, PULL); }
    const scale = LONGEST / Math.max(Math.abs(told.pull), Math.abs(told.push), 1);
    arrow(angle(now.views, at), told.pull, RADIUS - 16, PULL, scale);
    arrow(angle(now.views, at), told.push, RADIUS - 30, PUSH, scale);
  };

  const paintPicture = (now, i, large) => {
    const turn = angle(now.ring, i), size = large ? 2 * SHOWN : SHOWN, [x, y] = spot(turn, large ? lane(LANES - 1) - SHOWN / 2 : lane(i));
    const [left, top] = [x, y].map(value => Math.min(SIDE - size / 2 - 3, Math.max(size / 2 + 3, value)) - size / 2);
    context.fillStyle = COLOURS[labels[i] % COLOURS.length];
    context.fillRect(left - 2, top - 2, size + 4, size + 4);
    if (atlas) context.drawImage(atlas.image, (i % atlas.columns) * TILE, Math.floor(i / atlas.columns) * TILE, TILE, TILE, left, top, size, size);
  };

  const moving = now => {
    const share = !before || still.matches || !glide ? 1 : Math.min(1, (now - began) / glide);
    if (share === 1) return [after, 1];
    return [{ ring: between(before.ring, after.ring, share), views: between(before.views, after.views, share) }, share];
  };
  const paint = clock => {
    frame = 0;
    context.fillStyle = PAPER;
    context.fillRect(0, 0, SIDE, SIDE);
    if (!after) return;
    const [now, share] = moving(clock), count = labels.length;
    Object.assign(context, { strokeStyle: RULE, lineWidth: 2 });
    context.beginPath();
    context.arc(MIDDLE, MIDDLE, RADIUS, 0, 2 * Math.PI);
    context.stroke();
    for (let i = 0; i < count; i++) {
      const turn = angle(now.ring, i);
      line(spot(turn, RADIUS), spot(turn, lane(i)), "rgb(255 255 255 / .1)", 1);
      disc(spot(turn, RADIUS), 4, COLOURS[labels[i] % COLOURS.length]);
    }
    if (at >= 0 && told) paintForces(now);
    for (let i = 0; i < count; i++) if (i !== at) paintPicture(now, i, false);
    if (at >= 0) paintPicture(now, at, true);
    if (share < 1) redraw();
  };
  const redraw = () => { frame ||= requestAnimationFrame(paint); };

  // The picture or dot under the pointer, or the nearest by its direction.
  const under = event => {
    const box = canvas.getBoundingClientRect(), now = moving(performance.now())[0].ring;
    const [x, y] = [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
    let best = at, least = Infinity;
    for (let i = 0; i < labels.length; i++) for (const radius of [lane(i), RADIUS]) {
      const [left, top] = spot(angle(now, i), radius), far = (left - x) ** 2 + (top - y) ** 2;
      if (far < least) [best, least] = [i, far];
    }
    return best;
  };
  const point = event => { if (after) chosen(under(event)); };
  canvas.addEventListener("pointermove", event => { if (event.pointerType === "mouse") point(event); });
  canvas.addEventListener("click", point); // a finger that scrolls the page points at nothing
  canvas.addEventListener("keydown", event => {
    const step = { ArrowLeft: 1, ArrowUp: 1, ArrowRight: -1, ArrowDown: -1 }[event.key];
    if (!step || !after) return;
    event.preventDefault();
    const order = Array.from(labels, (_, i) => i).sort((a, b) => angle(after.ring, a) - angle(after.ring, b));
    chosen(order[(order.indexOf(at) + step + order.length) % order.length]);
  });

  return {
    canvas,
    pictures: fetched => { atlas = fetched; redraw(); },
    // ring, views: places; given: of each the class.
    take: (ring, views, given) => {
      const now = performance.now(), fits = after && after.ring.length === ring.length && after.views.length === views.length;
      before = fits ? moving(now)[0] : null;
      glide = before ? Math.min(GLIDE, now - began) : 0;
      [after, labels, began] = [{ ring, views }, given, now];
      redraw();
    },
    // what is said of the chosen one: {shares, pull, push}
    choose: (index, forces) => { [at, told] = [index, forces]; canvas.dataset.chosen = index; redraw(); },
  };
};
