// The plane of codes: the prior's shape, the cloud of codes, ghost pointers with a picture each; handles to drag, or a pen.

import { between } from "../../parts/scatter/points.js";
import { ARROWS, clamp, COLOURS, followPointer } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { EDGE, placeIn, THIN, WIDE } from "./shape.js";

const SIDE = 760; // canvas pixels
const GHOST = 46; // canvas pixels of a ghost pointer's picture
const GRIP = 26; // canvas pixels around a handle that take hold of it
const FINEST = 0.02; // of the plane: points of a stroke that are closer add work and no shape
const REST = 600; // milliseconds that a glide takes at most

// Where the petals are, for those who do not see them.
const middles = ({ petals = [] }) => {
  const short = value => number(value, { maximumFractionDigits: 1 });
  return petals.map(([x, y], label) => `${label}: ${short(x)}, ${short(y)}`).join("; ");
};

// pointed(place or null, held): with the button or finger down.  bent(shape) while a handle moves, drew(points) when the
// pen is lifted.
export const createPlane = (root, { pointed, bent = () => {}, drew = () => {} }) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE, className: "codes", tabIndex: 0 });
  canvas.setAttribute("role", "application");
  root.append(canvas);
  const context = canvas.getContext("2d"), still = matchMedia("(prefers-reduced-motion: reduce)");
  const state = { shape: null, tool: "point", ghosts: null, dot: null, grip: null, chosen: null, stroke: null, here: [1.4, 0] };
  let before = null, after = null, begun = 0, pause = 0, order = [], drawing = false;

  const pixel = ([x, y]) => [((x / EDGE + 1) / 2) * SIDE, ((1 - y / EDGE) / 2) * SIDE];
  const place = ([x, y]) => [(2 * x - 1) * EDGE, (1 - 2 * y) * EDGE];
  const scale = SIDE / 2 / EDGE;

  const circle = ([x, y], radius) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
  };

  const drawShape = ({ kind, petals, points }) => {
    context.lineWidth = 2;
    if (kind === "gaussian") for (const sigma of [1, 2, 3]) {
      context.strokeStyle = "rgb(255 255 255 / .3)";
      circle(pixel([0, 0]), sigma * scale);
      context.stroke();
    }
    petals?.forEach(([x, y, angle, long, short], label) => {
      context.strokeStyle = COLOURS[label];
      context.fillStyle = `${COLOURS[label]}22`;
      context.beginPath();
      context.ellipse(...pixel([x, y]), 2 * long * scale, 2 * short * scale, -angle, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    });
    if (!points) return;
    Object.assign(context, { lineWidth: 0.4 * scale, lineCap: "butt", lineJoin: "round" });
    const each = (points.length - 1) / COLOURS.length;
    COLOURS.forEach((colour, label) => {
      context.strokeStyle = `${colour}55`;
      context.beginPath();
      for (let index = Math.floor(label * each); index <= Math.ceil((label + 1) * each); index++) context.lineTo(...pixel(points[index]));
      context.stroke();
    });
    context.font = "600 20px system-ui";
    context.textAlign = "center";
    context.textBaseline = "middle";
    COLOURS.forEach((colour, label) => {
      context.fillStyle = "white";
      context.fillText(String(label), ...pixel(placeIn(state.shape, label, 0.5, 0)));
    });
  };

  // What one takes hold of: the middle of each petal, and of the chosen one its end and its side.
  const handles = () => {
    if (state.tool !== "move" || state.shape?.kind !== "petals") return [];
    const found = state.shape.petals.map((petal, label) => ({ label, part: "middle", at: [petal[0], petal[1]] }));
    if (state.chosen === null) return found;
    const end = { label: state.chosen, part: "end", at: placeIn(state.shape, state.chosen, 2, 0) };
    const side = { label: state.chosen, part: "side", at: placeIn(state.shape, state.chosen, 0, 2) };
    return [end, side, ...found];
  };

  const drawHandles = () => {
    context.font = "600 20px system-ui";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const { label, part, at } of handles().reverse()) {
      const spot = pixel(at);
      circle(spot, part === "middle" ? 15 : 9);
      context.fillStyle = part === "middle" ? "#0f172a" : "white";
      context.fill();
      context.lineWidth = label === state.chosen ? 4 : 2;
      context.strokeStyle = COLOURS[label];
      context.stroke();
      context.fillStyle = "white";
      if (part === "middle") context.fillText(String(label), ...spot);
    }
  };

  const drawGhosts = ({ label, places, picture }) => {
    const last = places.map((at, index) => [at, index]).sort(([, one], [, other]) => (one === label) - (other === label)); // on top
    for (const [at, index] of last) {
      const [x, y] = pixel(at), own = index === label || places.length === 1, side = own ? 2 * GHOST : GHOST;
      const top = own ? (y > side + 30 ? y - side - 18 : y + 18) : y - side / 2;
      const left = clamp(x - side / 2, 3, SIDE - side - 3);
      context.strokeStyle = COLOURS[index];
      context.lineWidth = own ? 4 : 2;
      if (picture?.(context, index, left, top, side)) context.strokeRect(left, top, side, side);
      circle([x, y], own ? 6 : 3);
      context.strokeStyle = "white";
      context.lineWidth = 2;
      context.stroke();
    }
  };

  const draw = () => {
    const share = pause && !still.matches ? Math.min(1, (performance.now() - begun) / pause) : 1;
    context.fillStyle = "#0f172a";
    context.fillRect(0, 0, SIDE, SIDE);
    if (state.shape) drawShape(state.shape);
    if (after) {
      const now = between(before, after, share);
      let colour = null;
      context.globalAlpha = 0.85;
      for (const index of order) {
        if (now.labels[index] !== colour) { colour = now.labels[index]; context.fillStyle = COLOURS[colour % COLOURS.length]; }
        const [x, y] = pixel([clamp(now.places[2 * index], -EDGE, EDGE), clamp(now.places[2 * index + 1], -EDGE, EDGE)]);
        context.fillRect(x - 2, y - 2, 4, 4);
      }
      context.globalAlpha = 1;
    }
    drawHandles();
    if (state.stroke?.length > 1) {
      Object.assign(context, { strokeStyle: "white", lineWidth: 4, lineCap: "round", lineJoin: "round" });
      context.beginPath();
      for (const at of state.stroke) context.lineTo(...pixel(at));
      context.stroke();
    }
    if (state.ghosts) drawGhosts(state.ghosts);
    if (state.dot) {
      circle(pixel(state.dot), 9);
      Object.assign(context, { fillStyle: "white", strokeStyle: "black", lineWidth: 3 });
      context.fill();
      context.stroke();
    }
    canvas.dataset.painted = Number(canvas.dataset.painted ?? 0) + 1;
    drawing = share < 1;
    if (drawing) requestAnimationFrame(draw);
  };
  const redraw = () => { if (!drawing) { drawing = true; requestAnimationFrame(draw); } };

  // ---- the hand

  const inside = value => clamp(value, -EDGE, EDGE);
  const holdAt = (at, event) => {
    const reach = (event.pointerType === "touch" ? 1.6 : 1) * GRIP, [x, y] = pixel(at);
    const far = handle => { const [left, top] = pixel(handle.at); return Math.hypot(left - x, top - y); };
    return handles().filter(handle => far(handle) < reach).sort((a, b) => far(a) - far(b))[0] ?? null;
  };
  const bend = (label, change) => {
    const petals = state.shape.petals.map(petal => [...petal]);
    change(petals[label]);
    state.shape = { kind: "petals", petals };
    redraw();
    bent(state.shape);
  };
  const pull = ({ label, part }, [x, y]) => bend(label, petal => {
    const [right, up] = [x - petal[0], y - petal[1]], distance = clamp(Math.hypot(right, up) / 2, THIN, WIDE);
    if (part === "middle") [petal[0], petal[1]] = [inside(x), inside(y)];
    if (part === "end") [petal[2], petal[3]] = [Math.atan2(up, right), distance];
    if (part === "side") petal[4] = clamp(Math.abs(up * Math.cos(petal[2]) - right * Math.sin(petal[2])) / 2, THIN, WIDE);
  });
  const point = (at, held = false) => { state.here = at; pointed(at, held); };

  followPointer(canvas, {
    down: (event, where) => {
      const at = place(where);
      if (state.tool === "draw") { state.stroke = [at]; return redraw(); }
      state.grip = holdAt(at, event);
      if (state.grip) state.chosen = state.grip.label;
      else point(at, true);
      return redraw();
    },
    move: (event, all) => {
      const at = place(all.at(-1)), held = canvas.hasPointerCapture(event.pointerId);
      if (state.stroke) {
        for (const next of all.map(place)) if (Math.hypot(next[0] - state.stroke.at(-1)[0], next[1] - state.stroke.at(-1)[1]) > FINEST) state.stroke.push(next);
        return redraw();
      }
      if (state.grip) return pull(state.grip, at);
      if (state.tool !== "draw" && (held || event.pointerType === "mouse")) point(at, held);
      canvas.style.cursor = state.tool === "draw" ? "crosshair" : holdAt(at, event) ? "grab" : "crosshair";
    },
    up: () => {
      const { stroke } = state;
      [state.grip, state.stroke] = [null, null];
      if (stroke) drew(stroke);
      redraw();
    },
  });
  canvas.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") pointed(null); });
  // A digit chooses its petal; arrows move it, [ and ] turn it, + and - stretch it. With none chosen arrows move the pointer.
  canvas.addEventListener("keydown", event => {
    const [right, down] = ARROWS[event.key] ?? [0, 0], step = event.shiftKey ? 0.3 : 0.06;
    const movable = state.tool === "move" && state.shape?.kind === "petals";
    const turn = { "[": 0.1, "]": -0.1 }[event.key], stretch = { "+": 1.1, "-": 1 / 1.1 }[event.key];
    if (movable && /^[0-9]$/.test(event.key)) state.chosen = Number(event.key);
    else if (event.key === "Escape") state.chosen = null;
    else if (movable && state.chosen !== null && (right || down || turn || stretch)) bend(state.chosen, petal => {
      [petal[0], petal[1]] = [inside(petal[0] + right * step), inside(petal[1] - down * step)];
      petal[2] += turn ?? 0;
      petal[3] = clamp(petal[3] * (stretch ?? 1), THIN, WIDE);
    });
    else if (right || down) point([inside(state.here[0] + right * step), inside(state.here[1] - down * step)]);
    else return;
    event.preventDefault();
    redraw();
  });

  return {
    canvas, redraw,
    codes: told => {
      const now = performance.now();
      if (!after || after.count !== told.count) {
        order = Array.from({ length: told.count }, (_, index) => index).sort((a, b) => told.labels[a] - told.labels[b]);
      }
      before = after;
      after = told;
      pause = before ? Math.min(REST, now - begun) : 0;
      begun = now;
      redraw();
    },
    set: change => {
      Object.assign(state, change);
      if (change.shape) canvas.setAttribute("aria-description", middles(change.shape));
      redraw();
    },
    get: () => state,
    get busy() { return Boolean(state.grip || state.stroke); },
  };
};
