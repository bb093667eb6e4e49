// The ten nearest test pictures to one that is drawn, brought or taken: by a finished embedding, and beside by pixels.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { patient } from "../../parts/page/asking.js";
import { readPicture } from "../../parts/page/brought.js";
import { openPanel } from "../../parts/page/page.js";
import { createChoice, fromBase64, make, paint, strokesOf, tell, toBase64, wipe } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { createWeights } from "../../parts/weights/weights.js";

const TILE = 28, KEPT = "ring-near", KINDS = ["embedding", "pixels"];
const CARRIED = 60_000; // milliseconds that a photograph may take on its way
const STYLES = ["parts/weights/weights", "parts/digit_pad/digit_pad", "tabs/ring/near"];
// here and not in near.html: that is part of the page, which everybody fetches
const INSIDE = `
  <h2 data-word="near"></h2>
  <p class="hint" data-word="near_why"></p>
  <div class="bar">
    <div class="models segments" role="radiogroup" data-label="models"></div>
    <p class="trouble" role="alert"></p>
  </div>
  <div class="weights"></div>
  <div class="desk">
    <div class="draw">
      <div class="pad">
        <canvas tabindex="0" role="application" data-label="pad"></canvas>
        <p class="hint" data-word="draw_here"></p>
        <div class="tools">
          <button type="button" data-do="undo" data-word="undo" disabled></button>
          <button type="button" data-do="clear" data-word="clear" disabled></button>
        </div>
      </div>
      <div class="sources">
        <button type="button" class="bring" data-word="bring"></button>
        <button type="button" class="one" data-word="take_one"></button>
        <input type="file" accept="image/*" hidden>
      </div>
      <figure class="seen"><canvas width="28" height="28" role="img" data-label="seen"></canvas><figcaption data-word="seen"></figcaption></figure>
    </div>
    <div class="rows">
      <section><h3 data-word="by_embedding"></h3><p class="verdict embedding" role="status"></p><div class="ten embedding"></div></section>
      <section><h3 data-word="by_pixels"></h3><p class="verdict pixels"></p><div class="ten pixels"></div></section>
      <table><caption data-word="probes"></caption><thead></thead><tbody></tbody></table>
      <p class="hint" data-word="probes_why"></p>
    </div>
  </div>`;

export const start = async context => {
  const panel = await openPanel(context, { words: ["ring_near", "fashion", "weights"], styles: STYLES });
  const { element, props, server, language, say, onLanguage, latest } = panel;
  element.querySelector(".near").innerHTML = INSIDE;
  const find = selector => element.querySelector(selector);
  // info: what the server says of the model; image: its pictures; asked: {pixels}, {picture} or {row}; told: its neighbours
  const state = { model: props.models[0], info: null, image: null, asked: null, told: null };

  const complain = sentence => tell(find(".trouble"), sentence ?? "");
  const className = label => (state.info?.data === "fashion" ? say(`fashion_${label}`) : String(label));
  const percent = share => number(share, { style: "percent", maximumFractionDigits: 1 });

  const ask = latest(data => patient(server.nearest(data), CARRIED), (answer, data) => {
    if (data.model !== state.model || data.turn !== turn) return;
    complain(answer.error);
    if (answer.error) return; // what was found before stays
    state.told = answer;
    show();
  });
  let turn = 0; // of questions: an answer to what is no longer asked is dropped
  const wanted = asked => {
    state.asked = asked;
    turn++;
    if (asked && state.info) ask({ ...asked, model: state.model, turn });
  };

  // ---- what is found

  const own = () => (state.asked && "row" in state.asked ? state.info.labels[state.asked.row] : null);
  const show = () => {
    paint(find(".seen canvas"), fromBase64(state.told.seen));
    for (const kind of KINDS) {
      const found = state.told[kind], counts = new Map();
      for (const [row] of found) counts.set(state.info.labels[row], (counts.get(state.info.labels[row]) ?? 0) + 1);
      const [most, count] = [...counts].sort((a, b) => b[1] - a[1])[0], label = own() ?? most;
      tell(find(`.verdict.${kind}`), say(own() === null ? "mostly" : "of_its_class", { name: className(label), count: own() === null ? count : counts.get(label) ?? 0, all: found.length }));
      find(`.ten.${kind}`).replaceChildren(...found.map(([row, cosine]) => {
        const canvas = make("canvas", { width: TILE, height: TILE }), { columns } = state.info;
        if (state.image) canvas.getContext("2d").drawImage(state.image, (row % columns) * TILE, Math.floor(row / columns) * TILE, TILE, TILE, 0, 0, TILE, TILE);
        const name = className(state.info.labels[row]), near = number(cosine, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
        return make("button", { type: "button", title: say("go_on_from", { name }), onclick: () => { pad.clear(); wanted({ row }); } }, canvas, name, make("small", {}, near));
      }));
    }
  };
  const forget = () => {
    state.told = null;
    wipe(find(".seen canvas"));
    for (const kind of KINDS) { find(`.ten.${kind}`).replaceChildren(); tell(find(`.verdict.${kind}`), ""); }
  };
  const showTable = () => {
    const scores = state.info?.scores ?? {}, names = ["pixels", ...props.models].filter(name => scores[name]);
    find("table").hidden = !names.length;
    find("thead").replaceChildren(make("tr", {}, make("th"), ...names.map(name => make("th", { scope: "col" }, say(`model_${name}`)))));
    find("tbody").replaceChildren(...["knn_accuracy", "linear_accuracy", "linear_accuracy_100"].map(probe => make(
      "tr", {}, make("th", { scope: "row" }, say(`probe_${probe}`)),
      ...names.map(name => make("td", {}, Number.isFinite(scores[name][probe]) ? percent(scores[name][probe]) : "–")),
    )));
  };

  // ---- what is asked

  const keep = tabStore.soon(KEPT, () => pad.strokes());
  const pad = createDigitPad(find(".pad"), pixels => {
    keep();
    if (pixels) wanted({ pixels: toBase64(pixels) });
    else if (state.asked && "pixels" in state.asked) { wanted(null); forget(); }
  });
  pad.use("outline");
  const bring = async file => {
    if (!file) return;
    try {
      const picture = await readPicture(file);
      pad.clear();
      wanted({ picture, language: language() });
    } catch (key) { complain(say(typeof key === "string" ? key : "no_answer")); }
  };
  const files = find("input[type=file]");
  find(".bring").onclick = () => files.click();
  files.onchange = () => { bring(files.files[0]); files.value = ""; };
  find(".draw").addEventListener("dragover", event => event.preventDefault());
  find(".draw").addEventListener("drop", event => { event.preventDefault(); bring(event.dataTransfer.files[0]); });
  find(".one").onclick = () => {
    if (!state.info) return;
    pad.clear();
    wanted({ row: Math.floor(Math.random() * state.info.labels.length) });
  };

  const open = async name => {
    state.model = name;
    choice.show(name);
    picker.show(name);
    const info = await patient(server.test_pictures({ model: name, language: language() }), CARRIED).catch(() => undefined) ?? { error: say("no_answer") };
    if (state.model !== name) return;
    complain(info.error);
    if (info.error) return;
    const image = new Image();
    image.src = info.sheet;
    await image.decode();
    if (state.model !== name) return;
    Object.assign(state, { info, image });
    element.dataset.opened = name;
    showTable();
    wanted(state.asked ?? { row: 0 });
  };
  const choice = createChoice(find(".models"), name => { picker.leave(); open(name); });
  const picker = createWeights(panel, find(".weights"), open);
  onLanguage(() => {
    choice.build(props.models, name => say(`model_${name}`));
    choice.show(state.model);
    picker.speak();
    showTable();
    if (state.told) show();
  });
  const strokes = strokesOf(tabStore.parsed(KEPT));
  if (!state.model) {
    complain(say("no_models"));
    find(".desk").hidden = true;
  } else {
    if (strokes.length) pad.take(strokes);
    await open(state.model);
  }
};
