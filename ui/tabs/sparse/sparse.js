// Three ways to the sparse code of a patch, under one slider, and a game against the best. All is solved in the page; the
// server sends the photograph, the dictionary and LISTA's encoders once.

import { rounded } from "../../parts/charts/charts.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { asPicture, createChoice, fromBase64, make, paint, tell, weightsOf } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { createGame } from "./game.js";
import { createGaps } from "./gaps.js";
import { price, STOPS, toBytes } from "./patch.js";
import { createSolver, guess } from "./solvers.js";
import { createSource } from "./source.js";
import { atomsOf, createWall } from "./wall.js";

const LANES = ["ista", "fista", "lista"], VIEWS = ["race", "game"];
const LAST = STOPS.at(-1), EXACT = 2000, STILL = 1e-7; // the minimum: most steps of FISTA, and when it has come to rest
const BEGIN = { at: [183, 79], price: 20, stop: 7, view: "race" };
const BEAT = 140; // milliseconds for a stop while it plays
const FLOATS = text => new Float32Array(fromBase64(text).buffer);

export const start = async context => {
  const panel = await openPanel(context, { words: ["sparse"], styles: ["tabs/sparse/sparse"] });
  const { element, props, server, say, onLanguage, language, remember, recall } = panel;
  const find = selector => element.querySelector(selector);
  const answer = await patient(server.coder({ model: props.models[0], language: language() }));
  if (!answer || answer.error) { tell(find(".complaint"), answer?.error ?? say("no_answer")); onLanguage(); return; }

  const { size, atoms, columns, sparsity: learned } = answer, weight = FLOATS(answer.dictionary);
  const solver = createSolver(weight, atoms, answer.steepness), pictures = atomsOf(weight, atoms, size);
  const encoders = answer.encoders.map(({ uses, ...parts }) => ({
    uses, ...weightsOf(parts),
  }));
  const state = { price: BEGIN.price, stop: BEGIN.stop, view: BEGIN.view, task: null, playing: null };

  // ---- three lanes

  const lanes = Object.fromEntries(LANES.map(name => {
    const title = make("span", { className: "quiet" }), canvas = make("canvas", { className: "wall" });
    const rebuilt = make("canvas", { className: "rebuilt", width: size, height: size });
    const told = make("p"), more = make("p", { className: "hint" });
    const lane = make("div", { className: `lane ${name}` }, make("h3", {}, make("b", {}, name.toUpperCase()), title), canvas,
      make("div", { className: "told" }, rebuilt, make("div", {}, told, more)));
    find(".lanes").append(lane);
    return [name, { title, canvas, rebuilt, told, more, lane, wall: createWall(canvas, pictures, columns) }];
  }));
  const gaps = createGaps(find(".gaps"));
  const game = createGame(panel, find(".game"), solver, { pictures, columns, size });

  const solve = () => {
    const signal = source.signal(), sparsity = price(state.price);
    const run = kind => {
      const codes = [], energies = [];
      solver.run(signal, sparsity, LAST, kind, code => { codes.push(code); energies.push(solver.energy(signal, code, sparsity)); });
      return { codes, energies };
    };
    const paths = { ista: run("ista"), fista: run("fista") };
    const guessed = encoders.map(encoder => ({ uses: encoder.uses, code: guess(encoder, signal) }));
    for (const each of guessed) each.energy = solver.energy(signal, each.code, sparsity);
    const code = solver.run(signal, sparsity, EXACT, "fista", undefined, STILL);
    const best = Math.min(solver.energy(signal, code, sparsity), ...paths.ista.energies, ...paths.fista.energies);
    state.task = { signal, sparsity, code, best, paths, guessed, most: Math.max(...solver.correlations(signal).map(Math.abs)) };
    paint(find(".patch"), toBytes(signal));
  };
  const standing = (name, step) => {
    const { paths, guessed, sparsity, signal } = state.task;
    if (name !== "lista") return { code: paths[name].codes[step], energy: paths[name].energies[step], title: say("after", { count: number(step) }) };
    const found = guessed.findLast(({ uses }) => uses <= step);
    if (found) return { ...found, title: say("uses", { count: found.uses }) };
    const code = new Float64Array(atoms);
    return { code, energy: solver.energy(signal, code, sparsity), title: say("after", { count: number(0) }) };
  };
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const draw = () => {
    if (!state.task) return;
    const { sparsity, best, code, paths, guessed, most, signal } = state.task, step = STOPS[state.stop];
    const tallest = Math.max(1e-9, ...code.map(Math.abs));
    for (const name of LANES) {
      const now = standing(name, step), { title, wall, rebuilt, told, lane, canvas, more } = lanes[name], gap = now.energy - best;
      const active = now.code.filter(Boolean).length;
      wall.show(now.code, tallest);
      paint(rebuilt, toBytes(solver.rebuild(now.code)));
      tell(title, now.title);
      const fields = { active: number(active), energy: number(now.energy, digits), gap: rounded(gap) };
      tell(told, say(gap < 1e-6 ? "told_minimum" : "told", fields));
      asPicture(canvas, say("lane_wall", { name: name.toUpperCase(), active: number(active), atoms: number(atoms) }));
      asPicture(rebuilt, say("rebuilt", { name: name.toUpperCase() }));
      Object.assign(lane.dataset, { active, gap });
      if (name === "lista") tell(more, Math.abs(sparsity - learned) > 1e-9 ? say("one_price", { value: number(learned) }) : "");
    }
    const above = ({ energies }) => energies.map(energy => energy - best);
    const depth = guessed.findLast(({ uses }) => uses <= step)?.uses;
    gaps.show({ ista: above(paths.ista), fista: above(paths.fista) }, guessed.map(({ uses, energy }) => [uses, energy - best]), step, depth);
    const flat = signal.every(value => Math.abs(value) < 1e-6), value = number(most, digits);
    tell(find(".note"), flat ? say("flat") : sparsity >= most ? say("all_zero", { value }) : sparsity === 0 ? say("free") : say("most", { value }));
    tell(find("output.price"), number(sparsity, digits));
    tell(find("output.steps"), number(step));
    find("input.steps").ariaValueText = number(step);
    find("input.price").ariaValueText = number(sparsity, digits);
    if (state.view === "game") game.show(state.task);
    find(".desk").dataset.ready = true;
    remember("sparse", { ...source.where(), price: state.price, steps: step, view: state.view });
  };
  let source = null, waiting = null;
  const soon = () => { if (source) waiting ??= requestAnimationFrame(() => { waiting = null; solve(); draw(); }); };

  // ---- sliders, views, and what the address says

  const [steps, prices] = ["steps", "price"].map(name => find(`input.${name}`));
  steps.max = STOPS.length - 1;
  const go = stop => { state.stop = stop; steps.value = stop; draw(); };
  const play = going => {
    clearInterval(state.playing);
    state.playing = going ? setInterval(() => (state.stop + 1 < STOPS.length ? go(state.stop + 1) : play(false)), BEAT) : null;
    tell(find(".play"), say(going ? "pause" : "play"));
  };
  steps.oninput = () => { play(false); go(Number(steps.value)); };
  prices.oninput = () => { state.price = Number(prices.value); soon(); };
  find(".play").onclick = () => {
    if (!state.playing && state.stop === STOPS.length - 1) go(0);
    play(!state.playing);
  };
  const views = createChoice(find(".views"), name => view(name));
  const view = name => {
    state.view = name;
    views.show(name);
    for (const each of VIEWS) find(`.${each}`).hidden = each !== name;
    if (name !== "race") play(false);
    draw();
  };

  Object.assign(find(".patch"), { width: size, height: size });
  const asked = recall("sparse"), [left, top] = (asked.at ?? "").split(",").map(Number), cost = Number(asked.price ?? NaN);
  if (Number.isInteger(cost) && cost >= 0 && cost <= Number(prices.max)) state.price = cost;
  if (STOPS.includes(Number(asked.steps ?? NaN))) state.stop = STOPS.indexOf(Number(asked.steps));
  if (VIEWS.includes(asked.view)) state.view = asked.view;
  Object.assign(prices, { value: state.price });
  steps.value = state.stop;
  const at = Number.isFinite(left) && Number.isFinite(top) ? [left, top] : BEGIN.at;
  source = await createSource(panel, find(".source"), { first: answer, size, at, from: asked.from, changed: soon });
  solve();
  onLanguage(() => {
    source.words();
    views.build(VIEWS, name => say(`view_${name}`));
    game.words();
    gaps.words();
    play(Boolean(state.playing));
    view(state.view);
  });
};
