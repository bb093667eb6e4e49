// A PixelCNN writes a picture at the visitor's tempo. What it might still write is computed beside the page, by the
// network itself, which the server sends once; the server says what a pixel sees and how much a drawing surprises.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { createChoice, fromBase64, make, paint, strokesOf, tell, toBase64, weightsOf } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { between } from "../../parts/ramp/ramp.js";
import { createWeights } from "../../parts/weights/weights.js";
import { FREE } from "./futures.js";
import { css, createGrid, maskedSight, OPEN } from "./grid.js";

const SIZE = 28, PIXELS = SIZE * SIZE, SHOWN = 5; // futures beside the picture
const SLOWEST = 2, FASTEST = 800, BEGIN = 55; // pixels a second, and where the slider begins
const WHITE = 3; // nats that are white on the map
const KEPT = "think"; // what was painted and drawn, in the tab's store

export const start = async context => {
  const panel = await openPanel(context, {
    words: ["think", "weights"], styles: ["parts/weights/weights", "parts/digit_pad/digit_pad", "tabs/think/think"],
  });
  const { element, props, server, say, onLanguage, latest, language, remember, recall } = panel;
  const find = selector => element.querySelector(selector);
  const state = {
    model: null, wanted: null, worker: null, mean: null, layers: 6, playing: false, place: 0, now: 0, seen: true, told: null,
    painted: new Uint8Array(PIXELS).fill(FREE), white: 1, brush: 1, hint: "pad_hint", sight: null, kind: "gated", total: null, bound: null,
  };

  // ---- the picture and its futures

  const futures = Array.from({ length: SHOWN }, () => make("canvas", { width: SIZE, height: SIZE }));
  find(".futures").replaceChildren(...futures);
  const showFuture = (canvas, values) => {
    const screen = canvas.getContext("2d"), image = screen.createImageData(SIZE, SIZE);
    values.forEach((value, place) => {
      const share = value === FREE ? 0 : value / state.white;
      const grey = value !== FREE && place < state.now ? Array(3).fill(255 * share) : between(OPEN, share);
      image.data.set([...grey, 255], 4 * place);
    });
    screen.putImageData(image, 0, 0);
  };
  const redraw = () => {
    if (!state.told) return;
    const { open, futures: [own] } = state.told;
    const { now, painted, white, sight } = state;
    grid.show({ values: own, open, now, painted, white, sight });
  };
  const took = ({ data }) => {
    if (!state.worker) return;
    Object.assign(state, { told: data, now: data.now });
    redraw();
    futures.forEach((canvas, index) => showFuture(canvas, data.futures[index + 1]));
    element.dataset.now = state.now;
    element.dataset.idle = data.idle;
    speakNow();
  };
  const speakNow = () => {
    if (!state.told) return;
    if (state.now >= PIXELS) {
      tell(find(".now"), say("written"));
      return;
    }
    const chance = state.told.own[state.now], row = Math.floor(state.now / SIZE) + 1, column = (state.now % SIZE) + 1;
    tell(find(".now"), say(state.white > 1 ? "next_grey" : "next", { row, column, chance: number(chance, { style: "percent", maximumFractionDigits: chance < 0.01 ? 1 : 0 }) }));
  };
  const send = message => state.worker?.postMessage(message);
  const reach = () => send({ kind: "reach", place: Math.floor(state.place) });

  const tempo = () => SLOWEST * (FASTEST / SLOWEST) ** (find("input.tempo").value / 100);
  let last = 0;
  const beat = now => {
    requestAnimationFrame(beat);
    const passed = Math.min(0.25, (now - last) / 1000);
    last = now;
    if (!state.playing || !state.worker || !state.seen) return;
    state.place = Math.min(PIXELS, Math.max(state.place, state.now) + passed * tempo());
    // never far ahead of what the network has decided
    state.place = Math.min(state.place, state.now + Math.max(1, tempo()));
    if (Math.floor(state.place) > state.now) reach();
    if (state.now >= PIXELS) play(false);
  };
  new IntersectionObserver(entries => { state.seen = entries.at(-1).isIntersecting; }).observe(element);
  requestAnimationFrame(beat);

  const play = going => { state.playing = going; words(); };
  const begin = () => {
    state.place = state.now = 0;
    send({ kind: "begin" });
    play(true);
  };
  find("[data-do=play]").onclick = () => (state.now >= PIXELS ? begin() : play(!state.playing));
  find("[data-do=step]").onclick = () => {
    play(false);
    state.place = Math.min(PIXELS, state.now + 1);
    reach();
  };
  find("[data-do=begin]").onclick = begin;
  find("[data-do=forget]").onclick = () => {
    state.painted.fill(FREE);
    send({ kind: "forget" });
    paintedAny();
  };

  // ---- a hand that paints pixels, and a pointer that asks what one sees

  const paintedAny = () => {
    find("[data-do=forget]").disabled = state.painted.every(value => value === FREE);
    keep();
  };
  const press = (place, first) => {
    if (!state.told) return;
    if (first) {
      const value = place < state.now ? state.told.futures[0][place] : state.painted[place];
      state.brush = value === FREE ? state.white : (value + 1) % (state.white + 1);
    }
    state.painted[place] = state.brush;
    send({ kind: "paint", strokes: [[place, state.brush]] });
    paintedAny();
    redraw();
  };
  const askSight = latest(data => patient(server.sees(data)), (answer, data) => {
    if (answer.error || state.sight?.place !== data.place || state.model !== data.model) return;
    state.sight.seen = fromBase64(answer.sees);
    redraw();
  });
  const point = place => {
    state.sight = place === null ? null : { place, seen: null, blind: null };
    if (place !== null && state.told) {
      if (state.kind === "masked") {
        const reached = maskedSight(place, state.layers, SIZE);
        Object.assign(state.sight, { seen: reached.map(value => 110 * value), blind: reached.map(value => 1 - value) });
      } else askSight({ model: state.model, place, pixels: toBase64(state.told.futures[0].map(value => (value === FREE ? 0 : (255 * value) / state.white))) });
    }
    redraw();
  };
  const grid = createGrid(find("canvas.grid"), SIZE, { press, point });
  const sight = createChoice(find(".sight"), kind => { state.kind = kind; });

  // ---- one's own drawing

  const askSurprise = latest(data => patient(server.surprise(data)), (answer, data) => {
    if (state.model !== data.model) return;
    tell(find(".complaint"), answer.error ?? "");
    if (answer.error) return;
    Object.assign(state, { total: answer.total, bound: answer.bound });
    paint(find("canvas.map"), Array.from(new Float32Array(fromBase64(answer.nats).buffer), value => Math.min(255, (255 * value) / WHITE)));
    element.dataset.total = answer.total;
    speakTotal();
  });
  const drew = pixels => {
    if (pixels && state.model) askSurprise({ model: state.model, pixels: toBase64(pixels) });
    else {
      state.total = null;
      find("canvas.map").getContext("2d").clearRect(0, 0, SIZE, SIZE);
      speakTotal();
    }
    keep();
  };
  const pad = createDigitPad(find(".pad"), drew);
  const nats = value => number(value, { maximumFractionDigits: 0 });
  const speakTotal = () => {
    const { total, mean, bound } = state;
    const rows = [["yours", total], ["vae", total === null ? null : bound], ["average", mean]].filter(([, value]) => value !== null);
    const most = Math.max(...rows.map(([, value]) => value));
    const compared = mean === null ? "costs" : total > 1.3 * mean ? "unlike_a_test" : total < 0.7 * mean ? "below_a_test" : "as_a_test";
    find(".total").replaceChildren(
      make("p", {}, total === null ? say("draw_first") : say(compared, { total: nats(total) })),
      ...rows.map(([name, value]) => make("div", { className: "bar" }, make("span", {}, say(name)),
        Object.assign(make("i"), { style: `width: ${(100 * value) / most}%` }), make("span", {}, say("nats", { value: nats(value) })))),
    );
    tell(find(".nats"), total === null ? "" : say("map_hint"));
  };

  // ---- what a reload keeps

  const keep = () => tabStore.set(KEPT, JSON.stringify({
    strokes: pad.strokes(), white: state.white, painted: Array.from(state.painted.entries()).filter(([, value]) => value !== FREE),
  }));
  const painted = given => (Array.isArray(given) ? given : []).filter(one => Array.isArray(one)
    && Number.isInteger(one[0]) && one[0] in state.painted && [0, 1, 2, 3].includes(one[1]));
  const restore = () => {
    const kept = tabStore.parsed(KEPT);
    const white = [1, 2, 3].includes(kept?.white) ? kept.white : 1;
    for (const [place, value] of painted(kept?.painted)) if (value <= white) state.painted[place] = value;
    state.white = white;
    const strokes = strokesOf(kept?.strokes);
    if (strokes.length) pad.take(strokes);
    paintedAny();
  };

  // ---- a checkpoint

  const models = createChoice(find(".models"), model => { weights.leave(); open(model); });
  const weights = createWeights(panel, find(".weights"), name => open(name));
  const open = async model => {
    state.wanted = model;
    models.show(model);
    const answer = await server.network({ model, language: language() }).catch(() => null) ?? { error: say("no_answer") };
    if (state.wanted !== model) return;
    tell(find(".complaint"), answer.error ?? "");
    if (answer.error) return models.show(state.model); // the former one goes on
    state.model = model;
    remember("think", { model });
    const { layers = state.layers, levels } = answer.config;
    state.painted = state.painted.map(value => (value === FREE ? FREE : Math.round((value * (levels - 1)) / state.white)));
    Object.assign(state, { mean: answer.mean, layers, white: levels - 1, place: 0, now: 0, told: null });
    const clothes = answer.data === "fashion";
    pad.use(clothes ? "outline" : "line");
    state.hint = clothes ? "pad_hint_clothes" : "pad_hint";
    const parts = weightsOf(answer.parts);
    state.worker?.terminate();
    state.worker = new Worker(new URL("./thinker.js", import.meta.url), { type: "module" });
    state.worker.onmessage = took;
    send({ kind: "network", parts, config: answer.config });
    send({ kind: "paint", strokes: Array.from(state.painted.entries()).filter(([, value]) => value !== FREE) });
    warm();
    play(true);
    drew(pad.pixels());
    speakTotal();
    weights.show(model);
  };
  const warm = () => send({ kind: "warmth", value: Number(find("input.temperature").value) });
  find("input.temperature").oninput = () => { words(); warm(); };
  find("input.tempo").oninput = () => words();
  const words = () => {
    tell(find(".pad .hint"), say(state.hint));
    find("[data-do=play]").textContent = say(state.playing ? "pause" : "play");
    tell(find("output.tempo"), say("tempo_value", { value: number(tempo(), { maximumFractionDigits: 0 }) }));
    tell(find("output.temperature"), number(find("input.temperature").value, { minimumFractionDigits: 1 }));
  };
  find("input.tempo").value = BEGIN;
  find("input.temperature").value = 1;
  find(".key .scale").style.background = css(OPEN);
  onLanguage(() => {
    models.build(props.models, name => say(`model_${name}`));
    models.show(state.model);
    find(".models").hidden = props.models.length < 2;
    weights.speak();
    sight.build(["gated", "masked"], kind => say(`sight_${kind}`));
    sight.show(state.kind);
    words();
    speakNow();
    speakTotal();
  });
  restore();
  const asked = recall("think").model, linked = props.models.includes(asked);
  if (props.models.length) open(linked ? asked : props.models[0]);
  else tell(find(".complaint"), say("no_models"));
  if (!linked && asked) weights.choose(asked);
};
