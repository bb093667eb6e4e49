// One tile: a model's energy over the plane as a relief, with data, balls and their trails, and what is pushed up on top.

import { clamp, make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { EDGE, slope } from "../../parts/plane/networks.js";
import { between, RAMP } from "../../parts/ramp/ramp.js";
import { probabilities, span, told } from "./energies.js";
import { RIM, rimOf } from "./own.js";

export const FINE = 80; // cells across a field
const PIXELS = 240, OVER = 420; // of the relief; of what lies on it, in units that its canvas stretches to the page's pixels
const LEVELS = 10; // contour lines, the same for every tile
const BEND = 400; // milliseconds in which one surface becomes the next
export const FAR = 0.15; // from the data: a place that is none
const GLOW = [[13, 13, 30], [60, 25, 90], [150, 45, 95], [225, 95, 60], [250, 180, 70], [255, 250, 210]]; // from improbable to probable
export const GRIP = 12; // pixels of the page around a middle that take hold of it
const PINK = "#f9a8d4";
const HUGE = 1e3; // a data point's energy beyond it: the tile has diverged

// From low to high, each as one number in the byte order of a canvas, and which contours a height lies between.
const TOP = 256 * LEVELS, LEVEL = Uint8Array.from({ length: TOP + 1 }, (_, i) => i / 256);
const table = (colours, shade = 1) => {
  const bytes = Uint8ClampedArray.from({ length: (TOP + 1) * 4 }, (_, i) => i % 4 < 3 ? between(colours, (i >> 2) / TOP)[i % 4] * shade : 255);
  return new Uint32Array(bytes.buffer);
};
const VALLEY = table(RAMP), CONTOUR = table(RAMP, 0.72), LIGHT = table(GLOW);

// Between which two cells the middle of each pixel lies, and how far from the first.
const middles = Float64Array.from({ length: PIXELS }, (_, i) => clamp(((i + 0.5) / PIXELS) * FINE - 0.5, 0, FINE - 1.001));
const CELL = Uint8Array.from(middles, Math.floor), PART = middles.map((middle, i) => middle - CELL[i]);

// looks: {beta, common, pushed}, the same for all tiles.  resized(): it has to be painted again.
export const createTile = ({ say, resized }, name, place, looks) => {
  const relief = make("canvas", { width: PIXELS, height: PIXELS, className: "relief" });
  const over = make("canvas", { width: OVER, height: OVER, className: "over", tabIndex: 0 });
  over.setAttribute("role", "application");
  const title = make("h4"), trouble = make("p", { className: "trouble", hidden: true }), verdict = make("p", { className: "verdict" });
  const how = make("p", { className: "how" }), fails = make("p", { className: "fails" });
  const node = make("article", { className: "tile" }, title, make("div", { className: "surface" }, relief, over, trouble), verdict, how, fails);
  node.dataset.tile = name;
  place.append(node);
  const screen = relief.getContext("2d", { alpha: false }), image = screen.createImageData(PIXELS, PIXELS), top = over.getContext("2d");
  const pixels = new Uint32Array(image.data.buffer), line = new Float64Array(FINE), above = new Int8Array(PIXELS);
  let covered = null;
  const state = { energy: null, before: null, after: null, begun: 0, span: null, scores: null, balls: [], cursor: null };

  // How high a cell is painted, 1 and more: the palest; the root, as energies of reconstruction are squares of distances.
  const shares = values => {
    const found = span(values);
    if (looks.beta > 0) {
      const chance = probabilities(values, looks.beta / (looks.common ? 1 : found.height));
      const most = chance.reduce((a, b) => Math.max(a, b), 0);
      return Float32Array.from(chance, value => Math.sqrt(value / most));
    }
    const height = looks.common ? 1 : found.height;
    return values.map(value => Math.sqrt(Math.max(0, value - found.low) / height / 1.5));
  };

  const paint = heights => {
    const [bright, dark] = looks.beta > 0 ? [LIGHT, LIGHT] : [VALLEY, CONTOUR]; // a probability has no contours
    for (let row = 0, at = 0; row < PIXELS; row++) {
      const from = CELL[row] * FINE, v = PART[row];
      for (let i = 0; i < FINE; i++) line[i] = ((1 - v) * heights[from + i] + v * heights[from + FINE + i]) * TOP;
      let left = LEVEL[Math.min(line[0], TOP) | 0];
      for (let column = 0; column < PIXELS; column++, at++) {
        const i = CELL[column], exact = line[i] + PART[column] * (line[i + 1] - line[i]);
        const height = exact < TOP ? exact | 0 : TOP, level = LEVEL[height];
        pixels[at] = (left - level) | (row && above[column] - level) ? dark[height] : bright[height]; // above the first row is nothing
        left = above[column] = level;
      }
    }
    screen.putImageData(image, 0, 0);
  };

  const pixel = ([x, y]) => [((x / EDGE + 1) / 2) * OVER, ((1 - y / EDGE) / 2) * OVER];
  const dot = (at, radius, fill, line, lineWidth = 2) => {
    top.beginPath();
    top.arc(...pixel(at), radius, 0, 2 * Math.PI);
    Object.assign(top, { fillStyle: fill, strokeStyle: line ?? "transparent", lineWidth });
    top.fill();
    if (line) top.stroke();
  };
  const arrow = (from, [across, up]) => {
    const [x, y] = pixel(from), angle = Math.atan2(-up, across), length = Math.min(34, 9 + 60 * Math.hypot(across, up));
    const [endX, endY] = [x + length * Math.cos(angle), y + length * Math.sin(angle)];
    top.beginPath();
    top.moveTo(x, y);
    top.lineTo(endX, endY);
    for (const turn of [2.6, -2.6]) { top.moveTo(endX, endY); top.lineTo(endX + 7 * Math.cos(angle + turn), endY + 7 * Math.sin(angle + turn)); }
    Object.assign(top, { strokeStyle: "#ffb067", lineWidth: 2 });
    top.stroke();
  };

  // How many units of the plane that many pixels of the page are, here.
  const reach = pixels => (pixels * 2 * EDGE) / Math.max(1, over.clientWidth);
  const unit = OVER / (2 * EDGE);

  // Gaussians as a hand takes hold of them: a middle with its number, and a rim at two standard deviations.
  const grips = ({ gaussians, chosen, free }) => {
    const grip = reach(GRIP), size = (GRIP * OVER) / Math.max(1, over.clientWidth);
    gaussians.forEach(([x, y, spread], index) => {
      const at = [x, y], meant = free && index === chosen;
      dot(at, RIM * spread * unit, "rgb(249 168 212 / .14)");
      dot(at, (free ? rimOf(spread, grip) : RIM * spread) * unit, "transparent", "rgb(24 20 74 / .55)", meant ? 7 : 4);
      dot(at, (free ? rimOf(spread, grip) : RIM * spread) * unit, "transparent", PINK, meant ? 3.5 : 1.75);
      if (!free) return;
      dot(at, 0.75 * size, meant ? "#fff" : PINK, "#18144a");
      Object.assign(top, { fillStyle: "#18144a", font: `600 ${size}px system-ui`, textAlign: "center", textBaseline: "middle" });
      top.fillText(String(index + 1), ...pixel(at));
    });
  };

  // What lies on the relief.  data: x y x y ...; pushed: the same, or none; stroke: what a hand is drawing; laid: Gaussians
  // that it can take hold of, or null.
  // Painted again only where it is another: nine of these cost a browser without a GPU more than what lies below them.
  const cover = (data, pushed, stroke, laid) => {
    const { balls, cursor, energy } = state, arrows = looks.pushed && pushed;
    const now = [
      over.width, data, looks.beta > 0, arrows, arrows && energy, stroke, stroke?.length, `${cursor}`, laid?.gaussians, laid?.chosen, laid?.free,
      balls.map(ball => `${ball.trail[0]} ${ball.x} ${ball.y}`).join(),
    ];
    if (covered && now.every((value, i) => value === covered[i])) return;
    covered = now;
    top.setTransform(over.width / OVER, 0, 0, over.width / OVER, 0, 0);
    top.clearRect(0, 0, OVER, OVER);
    if (data) {
      top.fillStyle = looks.beta > 0 ? "rgb(255 255 255 / .35)" : "rgb(255 255 255 / .6)";
      for (let i = 0; i < data.length; i += 2) { const [x, y] = pixel([data[i], data[i + 1]]); top.fillRect(x - 1.25, y - 1.25, 2.5, 2.5); }
    }
    if (looks.pushed && pushed) for (let i = 0; i < pushed.length; i += 2) {
      const at = [pushed[i], pushed[i + 1]], [across, up] = state.energy && state.span ? slope(state.energy, ...at) : [0, 0];
      if (state.span) arrow(at, [-across / state.span.height * 0.2, -up / state.span.height * 0.2]);
      dot(at, 4, "#fb923c", "#431407");
    }
    for (const ball of state.balls) {
      top.beginPath();
      ball.trail.forEach((at, i) => top[i ? "lineTo" : "moveTo"](...pixel(at)));
      if (ball.state === "rolls") top.lineTo(...pixel([ball.x, ball.y]));
      Object.assign(top, { strokeStyle: "rgb(0 0 0 / .55)", lineWidth: 5, lineJoin: "round", lineCap: "round" });
      top.stroke();
      Object.assign(top, { strokeStyle: "#fff", lineWidth: 2.5 });
      top.stroke();
      dot(ball.trail[0], 3.5, "transparent", "#fff");
      dot([ball.x, ball.y], 8, "#fff", "#0f172a");
    }
    if (laid) grips(laid);
    if (stroke?.length) {
      top.beginPath();
      stroke.forEach((at, i) => top[i ? "lineTo" : "moveTo"](...pixel(at)));
      Object.assign(top, { strokeStyle: "#fff", lineWidth: 4, lineJoin: "round", lineCap: "round" });
      top.stroke();
    }
    if (state.cursor) dot(state.cursor, 9, "transparent", "#facc15");
  };

  const speak = data => {
    title.textContent = say(`tile_${name}`);
    how.textContent = say(`how_${name}`);
    fails.textContent = say(`fails_${name}`);
    over.setAttribute("aria-label", say("plane", { name: say(`tile_${name}`) }));
    trouble.textContent = say("diverged", { name: say(`tile_${name}`) });
    tellRest(data);
  };
  const percent = value => number(value, { style: "percent", maximumFractionDigits: 1 });
  const short = value => number(value, { maximumSignificantDigits: 2 });
  const tellRest = data => {
    const ball = state.balls.at(-1);
    node.dataset.ball = ball?.state ?? "";
    verdict.classList.remove("home", "away");
    if (!trouble.hidden || !state.scores) return tell(verdict, "");
    if (!ball) return tell(verdict, say("scores", { auroc: number(state.scores.auroc, { maximumFractionDigits: 3 }), leak: percent(state.scores.leak) }));
    if (ball.state === "rolls") return tell(verdict, say("rolls"));
    let near = Infinity;
    for (let i = 0; i < data.length; i += 2) near = Math.min(near, Math.hypot(ball.x - data[i], ball.y - data[i + 1]));
    const home = ball.state === "rests" && near <= FAR;
    node.dataset.near = near.toFixed(3);
    verdict.classList.add(home ? "home" : "away");
    return tell(verdict, say(ball.state === "off" ? "rolled_off" : home ? "rests_home" : "rests_away", { distance: short(near) }));
  };

  new ResizeObserver(() => {
    over.width = over.height = Math.max(1, Math.round(over.clientWidth * devicePixelRatio));
    covered = null; // a canvas is empty when it was given a size, be it the same
    resized();
  }).observe(over);

  return {
    name, node, over, state, cover, speak, tellRest, reach,
    // A new surface, values: its field; from the one that is painted to it.
    take: (energy, values, data, distances) => {
      const found = span(values);
      state.scores = data ? told(energy, data, values, distances, FAR) : null;
      const whole = found.whole && !(Math.abs(state.scores?.data ?? 0) > HUGE);
      node.classList.toggle("lost", !whole);
      trouble.hidden = whole;
      if (!whole) return;
      Object.assign(state, { energy, values, span: found });
      state.before = state.shown ?? null;
      state.after = shares(values);
      state.begun = performance.now();
    },
    again: () => { if (state.values) Object.assign(state, { before: null, after: shares(state.values), begun: 0 }); },
    // Paints the surface on its way; whether it has arrived.
    bend: now => {
      if (!state.after) return true;
      const share = state.before ? clamp((now - state.begun) / BEND, 0, 1) : 1;
      if (state.done === state.after && share === 1) return true;
      state.shown = share === 1 ? state.after : state.after.map((value, i) => state.before[i] + (value - state.before[i]) * share);
      paint(state.shown);
      if (share === 1) state.done = state.after;
      return share === 1;
    },
    steep: () => (looks.common ? 1 : state.span?.height ?? 1),
  };
};
