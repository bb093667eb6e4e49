// The swiss roll and its graph of neighbours on one side, Isomap's map of it on the other; k turns both.

import { followPointer, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { LEAST, makeRoll, MOST } from "./swiss_roll.js";

const FIRST = 10, MORPH = 350, FLASH = 1600; // milliseconds
const HUES = [[106, 148, 239], [47, 212, 239], [123, 216, 143], [242, 231, 78], [244, 99, 156]];
const PAPER = "#0f172a", SHORT = "#fb923c";

// The colour of a share of the roll's length, in [0, 1].
const hue = share => {
  const place = share * (HUES.length - 1), from = Math.min(HUES.length - 2, Math.floor(place));
  return `rgb(${HUES[from].map((value, i) => Math.round(value + (HUES[from + 1][i] - value) * (place - from))).join(" ")})`;
};

export const createRoll = ({ say }, root) => {
  const find = selector => root.querySelector(selector);
  const space = find(".space"), unrolled = find(".unrolled"), slider = find(".k"), output = find("output");
  const roll = makeRoll(), count = roll.angles.length;
  const [low, high] = [Math.min(...roll.angles), Math.max(...roll.angles)];
  const colours = Array.from(roll.angles, angle => hue((angle - low) / (high - low)));
  const still = matchMedia("(prefers-reduced-motion: reduce)"), solved = new Map();
  let worker = null, shown = null, from = null, begun = 0, flashed = 0, yaw = 0.55, pitch = 0.5, frame = 0;
  Object.assign(slider, { min: LEAST, max: MOST, value: FIRST });

  const places = () => { // of the points on the screen, in [-1, 1], the nearest ones last
    const [sinY, cosY, sinP, cosP] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
    return Array.from({ length: count }, (_, i) => {
      const x = roll.places[3 * i], y = roll.places[3 * i + 1], z = roll.places[3 * i + 2] - 7;
      const right = x * cosY - y * sinY, back = x * sinY + y * cosY;
      return [right / 17, (z * cosP + back * sinP) / 17, back * cosP - z * sinP];
    });
  };

  const drawSpace = pulse => {
    const context = space.getContext("2d"), side = space.width, seen = places();
    const at = i => [side * (0.5 + seen[i][0] / 2), side * (0.5 - seen[i][1] / 2)];
    context.fillStyle = PAPER;
    context.fillRect(0, 0, side, side);
    if (shown) {
      const edge = e => { context.moveTo(...at(shown.ends[2 * e])); context.lineTo(...at(shown.ends[2 * e + 1])); };
      const strength = Math.min(0.35, 0.05 + 1800 / shown.ends.length); // the more there are, the fainter each
      Object.assign(context, { strokeStyle: `rgb(203 213 225 / ${strength})`, lineWidth: side / 900 });
      context.beginPath();
      for (let e = 0; e < shown.ends.length / 2; e++) edge(e);
      context.stroke();
      Object.assign(context, { strokeStyle: SHORT, lineWidth: side / 350 * (1 + 2 * pulse), globalAlpha: 0.75 + pulse / 4 });
      context.beginPath();
      shown.short.forEach(edge);
      context.stroke();
      context.globalAlpha = 1;
    }
    const size = side / 130;
    for (const i of seen.map((_, i) => i).sort((a, b) => seen[b][2] - seen[a][2])) {
      const [x, y] = at(i);
      context.fillStyle = colours[i];
      context.fillRect(x - size / 2, y - size / 2, size, size);
    }
  };

  const drawMap = share => {
    const context = unrolled.getContext("2d"), side = unrolled.width;
    context.fillStyle = PAPER;
    context.fillRect(0, 0, side, side);
    if (!shown) return;
    const reach = Math.max(...shown.map.map(Math.abs)) * 1.05, was = from ? Math.max(...from.map(Math.abs)) * 1.05 : reach;
    const size = side / 130;
    for (let i = 0; i < count; i++) {
      const [x, y] = [0, 1].map(axis => {
        const goal = shown.map[2 * i + axis] / reach, start = from ? from[2 * i + axis] / was : goal;
        return start + (goal - start) * share;
      });
      context.fillStyle = colours[i];
      context.fillRect(side * (0.5 + x / 2) - size / 2, side * (0.5 - y / 2) - size / 2, size, size);
    }
  };

  const draw = now => {
    frame = 0;
    const share = still.matches ? 1 : Math.min(1, (now - begun) / MORPH), eased = share * (2 - share);
    const flash = still.matches ? 1 : Math.min(1, (now - flashed) / FLASH);
    drawMap(eased);
    drawSpace(shown?.short.length ? Math.abs(Math.sin(3 * Math.PI * flash)) * (1 - flash) : 0);
    if (share < 1 || (shown?.short.length && flash < 1)) redraw();
  };
  const redraw = () => { frame ||= requestAnimationFrame(draw); };

  const judge = () => {
    const k = Number(slider.value);
    tell(output, String(k));
    if (shown?.k !== k) { tell(find(".verdict"), worker ? say("roll_wait", { k }) : ""); return; }
    const { ends, short, bridges, order } = shown, fields = { k, edges: number(ends.length / 2), short: number(short.length), bridges };
    fields.order = number(order, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    tell(find(".verdict"), say(bridges ? "roll_bridged" : short.length ? "roll_short" : "roll_good", fields));
    root.classList.toggle("collapsed", short.length > 0);
  };
  const show = solution => {
    if (solution === shown) return;
    const leapt = solution.short.length && !(shown?.short.length);
    [from, shown, begun] = [shown?.map ?? null, solution, performance.now()];
    if (leapt) flashed = begun;
    judge();
    redraw();
  };
  const turn = () => {
    const k = Number(slider.value);
    worker?.postMessage(k);
    if (solved.has(k)) show(solved.get(k)); else judge();
  };
  slider.oninput = turn;

  followPointer(space, {
    down: event => { space.held = [event.clientX, event.clientY]; },
    move: event => {
      if (!space.hasPointerCapture(event.pointerId) || !space.held) return;
      yaw += (event.clientX - space.held[0]) / 120;
      pitch = Math.max(-1.4, Math.min(1.4, pitch + (event.clientY - space.held[1]) / 160));
      space.held = [event.clientX, event.clientY];
      redraw();
    },
    up: () => { space.held = null; },
  });
  space.addEventListener("keydown", event => {
    const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
    if (!step) return;
    event.preventDefault();
    yaw += step[0];
    pitch = Math.max(-1.4, Math.min(1.4, pitch + step[1]));
    redraw();
  });
  new ResizeObserver(() => {
    for (const canvas of [space, unrolled]) canvas.width = canvas.height = Math.round(canvas.clientWidth * devicePixelRatio);
    redraw();
  }).observe(space);

  // Nothing is computed before somebody comes by.
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    observer.disconnect();
    worker = new Worker(new URL("./roll_worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      solved.set(data.k, data);
      if (data.k === Number(slider.value)) show(data);
    };
    turn();
  }, { threshold: 0.5 }).observe(space);

  return { speak: judge };
};
