// What one draws, as a recurrent sparse code: a slider through its iterations, a wall of units, ten classes.

import { svg } from "../../parts/charts/charts.js";
import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { ARROWS, asPicture, clamp, createRow, fromBase64, halves, loaded, make, paint, strokesOf, tell, toBase64 } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { createWall } from "./wall.js";

const KEPT = "parts", PIXELS = 784, FIRST = 3; // the digit that stands in for a drawing
const BEAT = 420; // milliseconds for an iteration while it plays

export const start = async context => {
  const panel = await openPanel(context, { words: ["parts"], styles: ["parts/digit_pad/digit_pad", "tabs/parts/parts"] });
  const { element, props, server, say, onLanguage, latest, language } = panel;
  const find = selector => element.querySelector(selector), [model] = props.models;
  const units = await patient(server.open_units({ model, language: language() }));
  if (!units || units.error) { tell(find(".complaint"), units?.error ?? say("no_answer")); onLanguage(); return; }
  const [drawn, seen] = await Promise.all([units.drawn, units.seen].map(loaded));
  const digits = fromBase64(units.digits), kept = tabStore.parsed(KEPT) ?? {};
  const digit = index => digits.subarray(index * PIXELS, (index + 1) * PIXELS);
  const wall = createWall(find(".wall"), drawn, units.columns, units);
  const state = { step: null, told: null, chosen: 0, digit: FIRST, playing: null };

  // ---- asking

  const ask = latest(data => patient(server.think(data)), answer => {
    tell(find(".complaint"), answer.error ?? "");
    if (answer.error) return;
    const codes = halves(fromBase64(answer.codes)), steps = answer.probabilities.length;
    state.told = { ...answer, rebuilt: fromBase64(answer.rebuilt), steps, codes: Array.from({ length: steps }, (_, t) => codes.subarray(t * wall.count, (t + 1) * wall.count)) };
    slider.max = steps;
    go(Math.min(state.step ?? steps, steps));
  });
  const request = () => {
    const picture = pad.pixels() ?? (digits.length ? digit(state.digit) : null);
    if (picture) ask({ model, picture: toBase64(picture) });
  };

  // ---- one iteration

  const slider = find("input.iteration");
  const go = step => {
    state.step = step;
    slider.value = step;
    draw();
  };
  const draw = () => {
    const { told, step, chosen } = state;
    if (!told) return;
    const code = told.codes[step - 1], probabilities = told.probabilities[step - 1], best = Math.max(...probabilities);
    wall.show(code, told.largest, chosen);
    paint(find(".rebuilt"), told.rebuilt, step - 1);
    tell(find("output.iteration"), say("of", { step: number(step), steps: number(told.steps) }));
    slider.ariaValueText = number(step);
    const active = code.filter(value => value > 0).length;
    tell(find(".active"), say("active", { count: number(active), all: number(wall.count) }));
    find(".classes").replaceChildren(...probabilities.map((value, label) => make("div", { className: value === best ? "best" : "" },
      Object.assign(make("i"), { style: `height: ${100 * value}%` }), label)));
    asPicture(find(".classes"), say("read_as", { label: probabilities.indexOf(best), share: number(best, { style: "percent" }) }));
    drawCurve();
    drawUnit();
    Object.assign(element.dataset, { step, active, label: probabilities.indexOf(best) });
  };
  const line = (place, values, most, step) => {
    const x = index => 100 * index / Math.max(1, values.length - 1), y = value => 38 - 36 * value / most;
    const root = svg("svg", { viewBox: "0 0 100 40", preserveAspectRatio: "none", "aria-hidden": true });
    root.append(svg("path", { d: values.map((value, i) => `${i ? "L" : "M"}${x(i)} ${y(value)}`).join("") }),
      svg("line", { x1: x(step - 1), x2: x(step - 1), y1: 0, y2: 40 }));
    place.replaceChildren(root);
  };
  const percent = value => number(value, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const drawCurve = () => {
    const { errors } = units, curve = find(".curve");
    find(".depth").hidden = !errors.length;
    if (!errors.length) return;
    line(curve, errors.map(Math.sqrt), Math.sqrt(Math.max(...errors)), state.step); // by roots: the last ones differ little
    curve.append(make("span", { className: "first" }, percent(errors[0])), make("span", { className: "last" }, percent(errors.at(-1))));
    asPicture(curve, say("depth_told", { first: percent(errors[0]), last: percent(errors.at(-1)) }));
  };

  // ---- one unit

  const tile = unit => {
    const canvas = make("canvas", { width: 28, height: 28 });
    wall.stamp(canvas.getContext("2d"), drawn, unit, 0, 0);
    const title = named(unit);
    asPicture(canvas, title);
    return make("button", { type: "button", title, ariaLabel: title, className: "tile", onclick: () => choose(unit) }, canvas);
  };
  const named = unit => say(units.categorical[unit] ? "a_class" : "a_part", {
    unit: number(unit + 1), label: units.votes[unit], agreement: number(units.agreement[unit], { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  });
  const drawUnit = () => {
    const { chosen, told, step } = state;
    wall.stamp(find(".sees").getContext("2d"), seen, chosen, 0, 0);
    wall.stamp(find(".draws").getContext("2d"), drawn, chosen, 0, 0);
    tell(find(".what"), named(chosen));
    line(find(".growth"), told.codes.map(code => code[chosen]), Math.max(told.largest, 1e-6), step);
    for (const kin of ["friends", "rivals"]) {
      const box = find(`.${kin}`), shown = units[kin][chosen].join();
      if (box.dataset.shown === `${shown} ${language()}`) continue;
      box.dataset.shown = `${shown} ${language()}`;
      box.replaceChildren(...units[kin][chosen].map(tile));
    }
  };
  const choose = unit => { state.chosen = unit; draw(); };
  find(".wall").addEventListener("click", event => {
    const box = find(".wall").getBoundingClientRect();
    choose(wall.under([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]));
  });
  find(".wall").addEventListener("keydown", event => {
    if (!(event.key in ARROWS)) return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key];
    choose(clamp(state.chosen + right + down * wall.columns, 0, wall.count - 1));
  });

  // ---- drawing, and digits that are there

  const keep = tabStore.soon(KEPT, () => ({ strokes: pad.strokes() }));
  const pad = createDigitPad(find(".pad"), () => {
    keep();
    mark();
    request();
  });
  pad.use("line");
  let row = null;
  const buildDigits = () => {
    if (!digits.length) return;
    row = createRow(find(".digits"), digits.length / PIXELS, index => say("digit", { digit: index }), index => {
      state.digit = index;
      if (pad.pixels()) pad.clear(); else { mark(); request(); }
    });
    row.paint(digits);
    mark();
  };
  const mark = () => row?.mark(pad.pixels() ? -1 : state.digit);

  // ---- time

  const play = going => {
    clearInterval(state.playing);
    state.playing = going ? setInterval(() => (state.step < state.told.steps ? go(state.step + 1) : play(false)), BEAT) : null;
    tell(find(".play"), say(going ? "pause" : "play"));
  };
  slider.oninput = () => { play(false); go(Number(slider.value)); };
  find(".play").onclick = () => {
    if (!state.told) return;
    if (!state.playing) go(1);
    play(!state.playing);
  };

  const strokes = strokesOf(kept.strokes);
  if (strokes.length) pad.take(strokes); else request();
  onLanguage(() => {
    buildDigits();
    play(Boolean(state.playing));
    draw();
  });
};
