// The Maps tab: the same pictures on all maps, one pen whose dot travels over each, and what is lit on one is lit on all.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { createChoice, fromBase64, make, tell, toBase64, wipe } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { createWeights } from "../../parts/weights/weights.js";
import { nearestTo, vote } from "./near.js";
import { createPlot } from "./plot.js";
import { createRoll } from "./roll.js";
import { createRun } from "./run.js";

const NEIGHBOURS = 10, SIDE = 28;
const KEPT = "maps"; // the drawing, as this tab of the browser remembers it
const STYLES = ["parts/weights/weights", "parts/digit_pad/digit_pad", "tabs/maps/maps"];

export const start = async context => {
  const panel = await openPanel(context, { words: ["maps", "fashion", "weights"], styles: STYLES });
  const { element, props, server, language, say, onLanguage, latest, remember, recall } = panel;
  const find = selector => element.querySelector(selector);
  // model: the checkpoint's name; info: what the server says of it; labels, sheet: of its pictures
  const state = { model: null, info: null, labels: new Uint8Array(0), sheet: null };
  let plots = [], shown = null; // shown: what the sentence below the pad tells of, as a function that tells it

  const complain = sentence => tell(find(".trouble"), sentence ?? "");
  const className = label => state.info?.data === "fashion" ? say(`fashion_${label}`) : String(label);

  // ---- the pen

  const guess = (plot, to) => {
    const found = vote(nearestTo(plot.places(), ...to, NEIGHBOURS), state.labels);
    plot.send(to, props.colours[found.label]);
    plot.guess(say("guess", { name: className(found.label), count: found.count }));
  };
  const askPlace = latest(data => patient(server.place(data)), (answer, data) => {
    if (data.model !== state.model) return;
    complain(answer.error);
    if (answer.error || !pad.pixels()) return; // wiped while the question was under way
    state.drawn = answer.places;
    for (const plot of plots) if (answer.places[plot.name]) guess(plot, answer.places[plot.name]);
  });
  const forget = () => {
    state.drawn = null;
    for (const plot of plots) { plot.send(null); plot.guess(""); }
  };
  const placeDrawing = () => {
    const pixels = pad.pixels();
    if (pixels && state.info) askPlace({ model: state.model, pixels: toBase64(pixels) });
  };
  const keep = tabStore.soon(KEPT, () => pad.strokes());
  const pad = createDigitPad(find(".pad"), pixels => {
    complain("");
    keep();
    if (pixels) placeDrawing(); else forget();
  });

  // ---- dots

  const look = index => {
    const canvas = find(".looked"), sheet = state.sheet;
    if (index < 0 || !sheet) { wipe(canvas); return; }
    const { columns } = state.info, left = index % columns * SIDE, top = Math.floor(index / columns) * SIDE;
    canvas.getContext("2d").drawImage(sheet, left, top, SIDE, SIDE, 0, 0, SIDE, SIDE);
  };
  const bars = indices => {
    const counts = new Array(10).fill(0);
    for (const index of indices ?? []) counts[state.labels[index]]++;
    find(".shares").replaceChildren(...counts.flatMap((count, label) => (count ? [label] : []))
      .sort((a, b) => counts[b] - counts[a])
      .map(label => {
        const bar = make("span", {}, make("i"), `${className(label)} `, make("b", {}, number(counts[label])));
        bar.firstChild.style.background = props.colours[label];
        return bar;
      }));
  };
  const describe = told => { shown = told; told(); };
  const text = (key, fields) => tell(find(".told"), say(key, fields));
  const light = (indices, told) => {
    for (const plot of plots) plot.light(indices);
    find("[data-do=unlight]").hidden = !indices;
    describe(() => { told(); bars(indices); });
  };
  const unlight = () => light(null, () => text(plots.length ? "told_none" : "", {}));
  find("[data-do=unlight]").onclick = unlight;

  let lit = null;
  const hands = {
    colours: props.colours,
    pointed: index => {
      for (const plot of plots) plot.point(index);
      look(index);
      if (index >= 0) tell(find(".told"), className(state.labels[index])); else shown?.();
    },
    lassoed: (indices, ended) => {
      if (!indices) { unlight(); return; }
      if (!indices.length) { if (ended) { unlight(); text("lasso_nothing"); } return; }
      lit = indices;
      light(lit, () => text("told_lasso", { count: number(lit.length) }));
    },
  };
  const pressed = plot => index => {
    if (index < 0) { unlight(); return; }
    hands.pointed(index);
    const places = plot.places();
    light([index, ...nearestTo(places, places[2 * index], places[2 * index + 1], NEIGHBOURS, index)],
      () => text("told_near", { name: className(state.labels[index]), map: say(`map_${plot.name}`) }));
  };

  // A class, lit on all maps.
  const legend = () => make("div", { className: "legend" }, make("p", { className: "quiet" }), ...Array.from({ length: 10 }, (_, label) => {
    const button = make("button", { type: "button" }, make("i"), make("span"));
    button.firstChild.style.background = props.colours[label];
    button.onclick = () => light([...state.labels.keys()].filter(index => state.labels[index] === label),
      () => text("told_class", { name: className(label) }));
    return button;
  }));

  // ---- a checkpoint

  const models = createChoice(find(".models"), model => { picker.leave(); open(model); });
  const picker = createWeights(panel, find(".weights"), name => open(name));
  const roll = createRoll(panel, find(".roll"));
  const run = createRun(panel, find(".run"), { colours: props.colours, className });

  const speakPlots = () => {
    for (const plot of plots) {
      const name = say(`map_${plot.name}`);
      plot.say(name, say("map_label", { name }));
      plot.figure.title = say(`why_${plot.name}`);
      if (state.drawn?.[plot.name]) guess(plot, state.drawn[plot.name]);
    }
  };
  const speak = () => {
    models.build(props.models, name => say(`model_${name}`));
    models.show(state.model);
    picker.speak();
    speakPlots();
    roll.speak();
    run.speak();
    if (!state.info) return;
    tell(find(".about"), say("about", { count: number(state.info.count), maps: plots.length }));
    tell(find(".hint"), say(state.info.data === "fashion" ? "hint_fashion" : "hint_digit"));
    tell(find(".legend p"), say("legend"));
    find(".legend").querySelectorAll("span").forEach((span, label) => { span.textContent = className(label); });
    shown?.();
  };

  const open = async model => {
    state.model = model;
    models.show(model);
    element.classList.add("opening");
    const info = await patient(server.open_maps({ model, language: language() }).catch(() => undefined), 30_000);
    if (state.model !== model) return;
    complain(info ? info.error : say("no_answer"));
    if (!info || info.error) { // the next touch tries again
      element.addEventListener("pointerdown", () => open(model), { once: true });
      return;
    }
    element.classList.remove("opening");
    Object.assign(state, { info, labels: fromBase64(info.labels), sheet: null, drawn: null });
    find(".plots").replaceChildren();
    plots = Object.entries(info.maps).map(([name, places]) => {
      const plot = createPlot(find(".plots"), name, { ...hands, pressed: index => pressed(plot)(index) });
      plot.build(Float32Array.from(new Int16Array(fromBase64(places).buffer), value => value / info.unit), state.labels);
      return plot;
    });
    pad.use(info.data === "fashion" ? "outline" : "line");
    find(".plots").append(legend());
    unlight();
    look(-1);
    speak();
    run.use(info.run, state.labels);
    placeDrawing();
    picker.show(model);
    remember("maps", { model });
    const answer = await server.pictures({ model, language: language() }).catch(() => undefined);
    if (state.model !== model || !answer?.sheet) return;
    const sheet = new Image();
    sheet.src = answer.sheet;
    await sheet.decode();
    if (state.model !== model) return;
    state.sheet = sheet;
    run.picture(sheet, info.columns);
  };

  onLanguage(speak);
  const kept = tabStore.parsed(KEPT);
  if (kept?.length) pad.take(kept);
  const asked = recall("maps").model, linked = props.models.includes(asked);
  if (props.models.length) open(linked ? asked : props.models[0]);
  else {
    complain(say("no_models"));
    find(".story").hidden = find(".run").hidden = true;
  }
  if (!linked && asked) picker.choose(asked);
};
