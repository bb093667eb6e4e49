// The Autoencoders tab: one digit, made dirty by hand, and what several autoencoders make of it while the brush moves.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { createRest } from "../../parts/page/rest.js";
import { createChoice, createRow, fromBase64, make, paint, tell, toBase64 } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { createBrush, smear } from "./brush.js";
import { createLinearView } from "./linear_view.js";
import { KINDS, PIXELS, createDirt, dirtied } from "./noise.js";
import { createSlice } from "./slice_view.js";

const KEPT = "autoencoders"; // the drawing and its dirt, as this tab of the browser remembers them
const BEGIN = { example: 3, kind: "erase", level: 0.4, seed: 1 };
const OTHER = 7, INSTEAD = 4; // the example at the third corner of the slice, and where that is the digit itself

const bytes = (answer, index) => answer.subarray(index * PIXELS, (index + 1) * PIXELS);

export const start = async context => {
  const panel = await openPanel(context, {
    words: ["autoencoders"], styles: ["parts/digit_pad/digit_pad", "tabs/autoencoders/autoencoders"],
  });
  const { element, props, server, say, onLanguage, latest } = panel;
  const find = selector => element.querySelector(selector);
  const named = model => say(`model_${model.replaceAll("-", "_")}`);
  const state = { ...BEGIN, brushed: new Uint8Array(PIXELS), examples: null, pictures: [], told: null };
  let dirt = createDirt(state.seed), dirty = new Uint8Array(PIXELS);

  // ---- what is kept beyond a reload

  const keep = tabStore.soon(KEPT, () => {
    const { example, kind, level, seed, brushed } = state;
    return { example, kind, level, seed, brushed: toBase64(brushed), strokes: pad.strokes() };
  });
  const restore = () => {
    const kept = tabStore.parsed(KEPT);
    if (!kept) return;
    const { strokes, brushed, ...rest } = kept;
    if (strokes.length) pad.take(strokes);
    Object.assign(state, rest, { brushed: fromBase64(brushed) });
    dirt = createDirt(state.seed);
  };

  // ---- asking

  const complain = answer => {
    tell(find(".trouble"), answer.error ?? "");
    return Boolean(answer.error);
  };
  const askRebuild = latest(data => patient(server.rebuild(data)), answer => {
    if (complain(answer)) return;
    const pictures = fromBase64(answer.pictures);
    state.pictures = props.models.map((_, i) => bytes(pictures, i));
    const least = answer.dirt && Math.min(...answer.errors);
    figures.forEach(({ canvas, error, left }, i) => {
      const value = answer.errors[i];
      paint(canvas, state.pictures[i]);
      tell(error, say("error", { value: short(value) }));
      error.classList.toggle("best", value === least);
      left.style.width = `${Math.min(1, answer.dirt ? value / answer.dirt : 0) * 100}%`;
    });
    sayDirt(answer.dirt);
  });
  const askPull = latest(data => patient(server.pull(data)), (answer, data) => {
    if (answer.error) return;
    for (const model of answer.models) model.arrows = new Int16Array(fromBase64(model.arrows).buffer);
    state.told = { answer, clean: fromBase64(data.clean), dirty: fromBase64(data.dirty), other: fromBase64(data.other) };
    drawSlices();
  });
  const short = value => number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

  const drawSlices = () => {
    const { told, pictures } = state;
    if (!told || !pictures.length) return;
    const { answer, clean, dirty, other } = told;
    slices.forEach((slice, i) => slice.draw(answer, answer.models[i], { clean, dirty, other, end: pictures[i] }));
  };

  // ---- the digit and its dirt

  const example = index => (state.examples ? bytes(state.examples, index) : null);
  const clean = () => pad.pixels() ?? example(state.example) ?? new Uint8Array(PIXELS);
  const other = () => example(!pad.pixels() && state.example === OTHER ? INSTEAD : OTHER) ?? new Uint8Array(PIXELS);
  let frame = 0, inSight = false;
  const changed = () => { frame ||= requestAnimationFrame(() => { frame = 0; show(); }); };
  const show = () => {
    dirty = dirtied(clean(), state.brushed, state, dirt);
    sheet.paint(dirty);
    linear?.show(dirty);
    examples?.mark(pad.pixels() ? null : state.example);
    const data = { clean: toBase64(clean()), dirty: toBase64(dirty) };
    if (clean().some(Boolean) && props.models.length) {
      askRebuild(data);
      pullSoon();
    }
    keep();
  };
  const rest = createRest();
  let pulling = false;
  const pullSoon = async () => {
    rest.moved();
    if (pulling || !inSight) return;
    pulling = true;
    await rest.come();
    pulling = false;
    if (inSight && clean().some(Boolean)) askPull({ clean: toBase64(clean()), dirty: toBase64(dirty), other: toBase64(other()) });
  };
  const sayDirt = error => {
    const gone = !dirty.some(Boolean), hit = clean().reduce((sum, value, i) => sum + (value !== dirty[i]), 0);
    tell(find(".told"), say(gone ? "all_gone" : hit > 0.85 * PIXELS ? "all_noise" : hit ? "dirt_error" : "no_dirt", { value: short(error) }));
  };

  let drawn = false;
  const pad = createDigitPad(find(".draw .pad"), pixels => {
    if (drawn !== Boolean(pixels)) state.brushed.fill(0); // another digit; more strokes of the same one lose no dirt
    drawn = Boolean(pixels);
    changed();
  });
  const sheet = createBrush(find(".dirt .sheet"), (from, to) => { if (smear(state.brushed, state.kind, from, to)) changed(); });
  const kinds = createChoice(find(".kinds"), kind => { state.kind = kind; speakLevel(); changed(); });
  const level = find(".level input");
  const speakLevel = () => {
    level.value = state.level;
    const gaussian = state.kind === "gaussian";
    find(".level output").textContent = gaussian ? `σ ${number(state.level, { minimumFractionDigits: 2 })}` : number(state.level, { style: "percent" });
  };
  level.addEventListener("input", () => { state.level = level.valueAsNumber; speakLevel(); changed(); });
  find("[data-do=wipe]").onclick = () => { state.brushed.fill(0); state.level = 0; speakLevel(); changed(); };
  find("[data-do=again]").onclick = () => { state.seed++; dirt = createDirt(state.seed); changed(); };

  let examples = null;
  const takeExample = index => {
    state.example = index;
    state.brushed.fill(0);
    if (pad.pixels()) pad.clear(); else changed();
  };
  const fetchExamples = async () => {
    const answer = await patient(server.examples({})).catch(() => undefined);
    if (answer?.pictures) state.examples = fromBase64(answer.pictures);
    speakExamples();
    changed();
  };
  const speakExamples = () => {
    find(".draw .quiet").hidden = !state.examples;
    if (!state.examples) return;
    examples = createRow(find(".examples"), 10, index => say("digit", { digit: index }), takeExample);
    examples.paint(state.examples);
    examples.mark(pad.pixels() ? null : state.example);
  };

  // ---- the autoencoders side by side

  const figures = props.models.map(model => {
    const canvas = make("canvas", { className: "picture", width: 28, height: 28 }), [title, error, left] = ["b", "span", "i"].map(tag => make(tag));
    canvas.setAttribute("role", "img");
    find(".rebuilt").append(make("figure", {}, title, canvas, make("div", { className: "left" }, left), make("figcaption", {}, error)));
    return { canvas, title, error, left };
  });
  const slices = props.models.map(() => {
    const figure = make("figure", {}, make("b"));
    find(".slices").append(figure);
    return Object.assign(createSlice(figure), { title: figure.firstChild });
  });

  // The arrows take the server ten times as long as the pictures: they are asked for by who sees them, and wait for a rest.
  new IntersectionObserver(entries => {
    inSight = entries.at(-1).isIntersecting;
    if (inSight) changed();
  }, { rootMargin: "100px" }).observe(find(".slices"));

  // ---- their filters, fetched when they come into sight

  let looked = null;
  const whose = createChoice(find(".whose"), model => lookAt(model));
  const lookAt = async model => {
    looked = model;
    whose.show(model);
    const answer = await patient(server.filters({ model, language: panel.language() })).catch(() => undefined);
    if (looked !== model || complain(answer ?? { error: say("no_answer") })) return;
    find(".filters").src = answer.sheet;
    const told = { name: named(model), count: number(answer.count), pixels: number(Math.round(answer.pixels)) };
    find(".filters").alt = say("filters_alt", told);
    tell(find(".looks .key"), say("filters_why", told));
  };
  new IntersectionObserver((entries, observer) => {
    if (!entries.at(-1).isIntersecting) return;
    observer.disconnect();
    if (props.models.length) lookAt(props.models[Math.min(1, props.models.length - 1)]);
  }).observe(find(".looks"));

  const linear = props.linear ? createLinearView(panel, find(".linear"), () => patient(server.plane({})), () => dirty) : null;

  onLanguage(() => {
    kinds.build(KINDS, kind => say(`kind_${kind}`));
    kinds.show(state.kind);
    for (const [i, model] of props.models.entries()) {
      figures[i].title.textContent = slices[i].title.textContent = named(model);
      figures[i].title.title = say(`model_${model.replaceAll("-", "_")}_why`);
      figures[i].canvas.setAttribute("aria-label", say("rebuilt_alt", { name: named(model) }));
      slices[i].canvas.setAttribute("aria-label", say("slice_alt", { name: named(model) }));
    }
    whose.build(props.models, named);
    speakLevel();
    speakExamples();
    linear?.speak();
    if (looked) lookAt(looked);
    changed();
  });
  restore();
  kinds.show(state.kind);
  speakLevel();
  if (!props.models.length) complain({ error: say("no_models") });
  fetchExamples();
  new MutationObserver(drawSlices).observe(document.body, { attributeFilter: ["class"] }); // dark or light
};
