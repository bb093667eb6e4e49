// A finished Boltzmann machine: a hundred particles on a wall, their free energy on an axis, half a digit that they
// complete, and hidden units that can be forced on. A worker sweeps; the server sends the weights once.

import { followHand } from "../../parts/page/hand.js";
import { openPanel } from "../../parts/page/page.js";
import { createPen } from "../../parts/page/pen.js";
import { createChoice, followStroke, fromBase64, halves, make, paint, strokesOf, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { createAxis, mean } from "./axis.js";
import { createMachine, half, trouble } from "./machine.js";

const SIDE = 28, ACROSS = 10, UNITS = 30, FILLED = 9; // pixels, particles in a row, hidden units that are shown
const PEN = 2.4, INK = 110; // pixels of the line, and the alpha from which on a pixel is on
const UP = [251, 146, 60, 255], DOWN = [74, 222, 128, 255]; // of the pen that keys move
const BEAT = 33; // milliseconds from sweep to sweep
const KEPT = "particles-drawn"; // in the tab's store
const HALVES = ["top", "bottom", "left", "right"];

export const start = async context => {
  const panel = await openPanel(context, { words: ["particles"], styles: ["tabs/particles/particles"] });
  const { element, props, server, say, onLanguage, remember, recall, language } = panel;
  const part = selector => element.querySelector(selector), complaint = part(".complaint");
  const before = tabStore.parsed(KEPT);
  const state = {
    model: props.models.includes(recall("particles").model) ? recall("particles").model : props.models[0],
    machine: null, digits: new Float32Array(0), zero: 0, noise: [], forced: new Set(), sweeps: 0, going: true, seen: true,
    strokes: strokesOf(before?.strokes), keep: HALVES.includes(before?.keep) ? before.keep : "top", own: null, asked: false,
  };

  // ---- the wall, the axis, the sweeps

  const axis = createAxis(part(".heights .body"), say);
  const wall = part("canvas.particles").getContext("2d"), sheet = wall.createImageData(SIDE * ACROSS, SIDE * ACROSS);
  sheet.data.fill(255);
  const filled = Array.from({ length: FILLED }, () => make("canvas", { width: SIDE, height: SIDE }));
  part(".filled").replaceChildren(...filled);
  let worker = null, last = 0;

  const showWall = means => {
    for (let index = 0; index < ACROSS * ACROSS; index++) {
      const top = Math.floor(index / ACROSS) * SIDE, left = (index % ACROSS) * SIDE;
      for (let i = 0; i < SIDE * SIDE; i++) {
        const at = 4 * ((top + Math.floor(i / SIDE)) * SIDE * ACROSS + left + (i % SIDE));
        sheet.data[at] = sheet.data[at + 1] = sheet.data[at + 2] = means[index * SIDE * SIDE + i];
      }
    }
    wall.putImageData(sheet, 0, 0);
  };
  const showAxis = energies => {
    const above = values => Array.from(values, value => value - state.zero);
    state.particles = energies ? above(energies) : state.particles ?? [];
    axis.show([
      { name: "digits", colour: "--good", values: above(state.digits) },
      { name: "particles", colour: "--second", values: state.particles },
      { name: "noise", colour: "--body-text-color-subdued", values: above(state.noise) },
      { name: "yours", colour: "--first", values: state.own === null ? [] : [state.own - state.zero] },
    ]);
  };
  const took = ({ data }) => {
    state.asked = false;
    if (!worker) return;
    state.sweeps++;
    showWall(data.wall);
    filled.forEach((canvas, index) => paint(canvas, data.filled, index));
    showAxis(data.energies);
    if (state.sweeps % 15 === 1) saySwept();
    element.dataset.sweeps = state.sweeps;
  };
  const saySwept = () => {
    if (!state.particles?.length) return;
    tell(part(".swept"), say("swept", { sweeps: number(state.sweeps), mean: number(mean(state.particles), { maximumFractionDigits: 0, signDisplay: "exceptZero" }) }));
  };
  const beat = now => {
    requestAnimationFrame(beat);
    if (!worker || !state.going || !state.seen || state.asked || now - last < BEAT - 4) return;
    last = now;
    state.asked = true;
    worker.postMessage({ kind: "sweep" });
  };
  new IntersectionObserver(entries => { state.seen = entries.at(-1).isIntersecting; }).observe(element);
  requestAnimationFrame(beat);

  // ---- half a digit

  const pad = part(".pad canvas"), ink = pad.getContext("2d", { willReadFrequently: true });
  const line = make("canvas", { width: SIDE, height: SIDE }).getContext("2d", { willReadFrequently: true });
  const drawn = () => {
    line.clearRect(0, 0, SIDE, SIDE);
    Object.assign(line, { lineCap: "round", lineJoin: "round", lineWidth: PEN, strokeStyle: "#fff" });
    for (const stroke of state.strokes) {
      followStroke(line, stroke.map(([x, y]) => [x * SIDE, y * SIDE]));
      line.stroke();
    }
    const { data } = line.getImageData(0, 0, SIDE, SIDE);
    return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (data[4 * i + 3] > INK ? 1 : 0));
  };
  const showPad = (bits, kept) => {
    const picture = ink.createImageData(SIDE, SIDE);
    bits.forEach((bit, i) => picture.data.set(kept[i] ? [255 * bit, 255 * bit, 255 * bit, 255] : [46 + 90 * bit, 52 + 90 * bit, 72 + 90 * bit, 255], 4 * i));
    if (pen.shown) picture.data.set(pen.down ? DOWN : UP, 4 * (Math.min(SIDE - 1, Math.floor(pen.y * SIDE)) * SIDE + Math.min(SIDE - 1, Math.floor(pen.x * SIDE))));
    ink.putImageData(picture, 0, 0);
  };
  const store = tabStore.soon(KEPT, () => ({ strokes: state.strokes, keep: state.keep }));
  const changed = () => {
    const bits = drawn(), kept = half(state.keep), any = state.strokes.length > 0, wrong = trouble(bits, kept);
    showPad(bits, kept);
    worker?.postMessage({ kind: "clamp", drawn: wrong && wrong !== "full_half" ? null : bits, kept });
    for (const button of element.querySelectorAll(".pad button")) button.disabled = !any;
    state.own = any && state.machine ? state.machine.energy(bits) : null;
    tell(part(".verdict"), say(wrong || "filling"));
    tell(part(".own"), verdict());
    showAxis();
    store();
  };
  const verdict = () => {
    if (state.own === null || !state.digits.length) return "";
    const above = state.own - state.zero, value = number(above, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
    const most = Math.max(...state.digits) - state.zero;
    return say(above > most ? "own_high" : above < Math.min(...state.digits) - state.zero ? "own_low" : "own_among", { value });
  };
  const undo = () => { pen.lift(); state.strokes.pop(); changed(); };
  const clear = () => { pen.lift(); state.strokes = []; changed(); };
  const begin = point => { state.strokes.push([point]); changed(); };
  const extend = points => { state.strokes.at(-1)?.push(...points); changed(); };
  const hand = followHand(pad, { begin: point => { pen.hide(); begin(point); }, extend, end: () => {}, drop: undo });
  const pen = createPen(pad, {
    begin: point => { hand.letGo(); begin(point); }, extend: point => extend([point]), undo, clear, redraw: changed,
  });
  part("[data-do=undo]").onclick = () => { hand.letGo(); undo(); };
  part("[data-do=clear]").onclick = () => { hand.letGo(); clear(); };
  const keep = createChoice(part(".keep"), side => { state.keep = side; changed(); });

  // ---- hidden units

  let units = [];
  const showUnits = () => {
    const found = state.machine.strongest(UNITS);
    units = found.units;
    part(".units").replaceChildren(...units.map((unit, index) => {
      const canvas = make("canvas", { width: SIDE, height: SIDE }), title = say("unit", { unit: number(unit + 1) });
      paint(canvas, found.pictures, index);
      const button = make("button", { type: "button", className: "tile", title, ariaLabel: title, ariaPressed: state.forced.has(unit) }, canvas);
      button.onclick = () => {
        if (!state.forced.delete(unit)) state.forced.add(unit);
        button.ariaPressed = state.forced.has(unit);
        worker?.postMessage({ kind: "force", units: [...state.forced] });
      };
      return button;
    }));
  };

  // ---- the model

  const open = async name => {
    state.model = name;
    models.show(name);
    remember("particles", { model: name });
    const answer = await server.machine({ model: name, language: language() }).catch(() => null) ?? { error: say("no_answer") };
    if (state.model !== name) return;
    tell(complaint, answer.error ?? "");
    if (answer.error) return;
    const parts = Object.fromEntries([["weight", "weight"], ["visibleBias", "visible_bias"], ["hiddenBias", "hidden_bias"]]
      .map(([key, told]) => [key, halves(fromBase64(answer[told]))]));
    state.machine = createMachine(parts);
    const digits = fromBase64(answer.digits), count = digits.length / state.machine.pixels, { pixels, energy } = state.machine;
    state.digits = Array.from({ length: count }, (_, index) => energy(digits, index * pixels));
    state.noise = Array.from({ length: ACROSS * ACROSS }, () => energy(Uint8Array.from({ length: pixels }, () => (Math.random() < 0.5 ? 1 : 0))));
    state.zero = count ? mean(state.digits) : 0;
    state.forced.clear();
    state.sweeps = 0;
    worker?.terminate();
    state.asked = false;
    worker = new Worker(new URL("./sweeper.js", import.meta.url), { type: "module" });
    worker.onmessage = took;
    worker.postMessage({ kind: "machine", parts, digits });
    part("[data-do=digits]").disabled = !count;
    showUnits();
    changed();
    words();
  };
  const scatter = from => {
    state.sweeps = 0;
    worker?.postMessage({ kind: "scatter", from });
    if (!state.going) pause();
  };
  const pause = () => { state.going = !state.going; words(); };
  part("[data-do=pause]").onclick = pause;
  part("[data-do=noise]").onclick = () => scatter("noise");
  part("[data-do=digits]").onclick = () => scatter("digits");
  const models = createChoice(part(".models"), open);
  const words = () => {
    part("[data-do=pause]").textContent = say(state.going ? "pause" : "go_on");
    tell(part(".about"), state.model ? say(`${state.model.replaceAll("-", "_")}_about`) : "");
    tell(part(".own"), verdict());
  };
  onLanguage(() => {
    models.build(props.models, name => say(name.replaceAll("-", "_")));
    models.show(state.model);
    keep.build(HALVES, side => say(`keep_${side}`));
    keep.show(state.keep);
    words();
    saySwept();
    axis.redraw();
    if (state.machine) { showUnits(); changed(); }
  });
  if (props.models.length) open(state.model);
  else complaint.textContent = say("no_models");
  changed();
};
