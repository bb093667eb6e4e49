// One run on the screen: its samples, its knobs, its curves, its past. Two of them stand side by side after a fork.

import { createChart } from "../../parts/charts/charts.js";
import { make } from "../../parts/page/shared.js";
import { dataTitle } from "./bring.js";
import { createKnobs, knobName, knobValue } from "./knobs.js";
import { OWNER, ROOT } from "./session.js";

const CHARTS = [
  { name: "loss", lines: [["d_loss", "d"], ["g_loss", "g"]] },
  { name: "opinion", lines: [["d_x", "d"], ["d_g_z1", "g"], ["d_g_z2", "g dashed"], ["d_accuracy", "other"]], range: [0, 1], halfway: 0.5, without: "wgan-gp" },
  { name: "distance", lines: [["wasserstein", "d"]], only: "wgan-gp" },
  { name: "penalty", lines: [["penalty", "other"]], only: "wgan-gp", log: true },
  { name: "gradient", lines: [["g_gradient", "g"]], log: true },
  { name: "classes", bars: true, judged: true },
  { name: "confidence", lines: [["confidence", "good"]], range: [0, 1], judged: true },
  { name: "frechet", lines: [["frechet", "good"]], log: true, judged: true, floor: "floor" },
  { name: "speed", lines: [["rate", "other"]], floorless: true },
];
// Whether a run has what a chart shows.
const fits = ({ only, without, judged: needed }, family, judged) =>
  (!only || only === family) && without !== family && (!needed || judged);

const FULL = "#7aa8ff", TRACK = "rgb(255 255 255 / .18)"; // of the bars, on black in either mode
const TILE = 56, GAP = 8, SIDE = 8; // canvas pixels of a sample and of the bar under it; samples in a row
const AGAIN = 2000; // milliseconds until a stream that was refused is asked for again
const CALM = 450; // milliseconds between two drawings of the curves while a run goes on: training may share our cores
const MOST = 1500; // points kept here; then every second one goes, as on the server

// A critic's scores, and a relativistic discriminator's, mean something beside each other only.
const keyOf = (family, config) => (family === "wgan-gp" ? "key_critic" : config?.loss === "relativistic" ? "key_relative" : "key_d");

// What a view's words depend on; they are written anew when it changes, not with every frame.
const subject = told => JSON.stringify([told.family, told.about?.data, told.config?.loss, told.marks]);

export const classNames = ({ say }, data) =>
  (data === "fashion" ? Array.from({ length: 10 }, (_, i) => say(`fashion_${i}`)) : [..."0123456789"]);

const INSIDE = `
  <div class="pictures">
    <div class="shown">
    <h3 class="which" hidden></h3>
    <canvas class="grid" role="img"></canvas>
    <p class="key hint"></p>
    <div class="scrub">
      <input type="range" min="0" max="0" value="0" disabled><output></output>
      <button type="button" class="link" hidden></button>
    </div>
    <figure class="real" hidden><img alt=""><figcaption class="hint"></figcaption></figure>
    </div>
    <div class="turned"><div class="knobs"></div><ol class="marks"></ol></div>
  </div>
  <div class="charts"><p class="unjudged hint" hidden></p></div>`;

// name: which of two it is.  changed(view) after every message; turned(name, value): a person has turned a knob.
export const createView = (panel, place, name, family, changed, turned) => {
  const { say } = panel, node = make("article", { className: "view" });
  node.innerHTML = INSIDE;
  place.append(node);
  const part = selector => node.querySelector(selector);
  part(".which").textContent = name;
  const canvas = Object.assign(part(".grid"), { width: SIDE * (TILE + GAP), height: SIDE * (TILE + GAP) }), paper = canvas.getContext("2d"), scrub = part(".scrub input"), back = part(".scrub button");
  const charts = CHARTS.map(spec => createChart(panel, spec, part(".charts")));
  const knobs = createKnobs(panel, part(".knobs"), turned);
  const view = { node, knobs, family, code: null, told: null, end: 1, judged: true };
  let columns, exams, grids, cursor = -1, source = null, retry = null, painted = 0, asked = 0, dirty = false, drawn = 0, said = null;

  const reset = () => {
    [columns, exams, grids, cursor] = [{ step: [] }, { step: [] }, [], -1];
    paper.clearRect(0, 0, canvas.width, canvas.height);
    node.classList.add("empty");
    delete node.dataset.step;
  };

  const append = (table, entry) => {
    const { length } = table.step;
    if (length && entry.step <= table.step.at(-1)) return;
    for (const key of new Set([...Object.keys(table), ...Object.keys(entry)])) {
      (table[key] ??= Array(length).fill(null)).push(entry[key] ?? null);
    }
    if (table.step.length > MOST) for (const key in table) table[key] = table[key].filter((_, i) => i % 2 === 0);
  };

  const paint = async (address, scores, step) => {
    const mine = ++asked, sheet = new Image();
    sheet.src = address;
    try { await sheet.decode(); } catch { return; }
    if (mine < painted) return; // a newer one is on the screen already
    painted = mine;
    const tile = sheet.width / SIDE;
    const low = scores && Math.min(...scores), high = scores && Math.max(...scores);
    const relative = keyOf(view.told?.family, view.told?.config) !== "key_d";
    paper.imageSmoothingEnabled = tile > TILE;
    canvas.classList.toggle("fine", tile > TILE);
    paper.clearRect(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [column, row] = [i % SIDE, Math.floor(i / SIDE)], x = column * (TILE + GAP) + GAP / 2, y = row * (TILE + GAP);
      paper.drawImage(sheet, column * tile, row * tile, tile, tile, x, y, TILE, TILE);
      if (!scores) continue;
      const share = relative ? (scores[i] - low) / (high - low || 1) : scores[i];
      paper.fillStyle = TRACK;
      paper.fillRect(x, y + TILE + 1, TILE, 4);
      paper.fillStyle = FULL;
      paper.fillRect(x, y + TILE + 1, TILE * share, 4);
    }
    node.classList.remove("empty");
    node.dataset.step = step;
  };

  const index = step => { // the last point that is not newer
    let i = columns.step.length - 1;
    while (i > 0 && columns.step[i] > step) i--;
    return i;
  };

  const draw = () => {
    dirty = false;
    drawn = performance.now();
    const { told } = view, family = told?.family ?? view.family, judged = told?.about?.judged ?? view.judged;
    const step = cursor >= 0 ? grids[cursor] : told?.frame?.step ?? 0;
    const examAt = exams.step.findLastIndex(value => value <= step);
    part(".unjudged").hidden = judged;
    for (const chart of charts) {
      chart.node.hidden = !fits(chart.spec, family, judged);
      if (chart.node.hidden) continue;
      if (chart.spec.bars) {
        const { histogram = null, covered } = examAt >= 0 ? exams.whole[examAt] : {};
        chart.bars(histogram, classNames(panel, told?.about?.data), histogram ? say("covered", { covered, classes: histogram.length }) : "–");
      }
      else if (chart.spec.judged) chart.draw(exams, [told?.begin ?? 0, view.end], cursor >= 0 ? examAt : -1, told?.marks ?? []);
      else chart.draw(columns, [told?.begin ?? 0, view.end], cursor >= 0 ? index(step) : -1, told?.marks ?? []);
    }
    canvas.setAttribute("aria-label", say("grid", { step }));
    scrub.max = Math.max(0, grids.length - 1);
    scrub.disabled = grids.length < 2;
    if (cursor < 0) scrub.value = scrub.max;
    scrub.setAttribute("aria-valuetext", say("at_step", { step: step.toLocaleString() }));
    part(".scrub output").textContent = say("at_step", { step: step.toLocaleString() });
    back.hidden = cursor < 0;
  };
  const redraw = () => { if (!dirty) { dirty = true; requestAnimationFrame(draw); } };

  const look = () => { // at the grid under the scrubber, or at the newest
    const { frame } = view.told;
    if (cursor < 0) paint(frame.grid, frame.scores, frame.step);
    else paint(`${ROOT}/${view.code}/grid/${grids[cursor]}`, null, grids[cursor]);
    redraw();
  };
  scrub.addEventListener("input", () => {
    cursor = scrub.valueAsNumber >= grids.length - 1 ? -1 : scrub.valueAsNumber;
    look();
  });
  back.addEventListener("click", () => { cursor = -1; look(); scrub.focus(); });

  const listMarks = marks => {
    part(".marks").replaceChildren(...marks.slice(-5).reverse().map(mark => make("li", {}, say("mark", {
      step: mark.step.toLocaleString(), name: knobName(panel, view.told.family, mark.name),
      before: knobValue(panel, mark.before), value: knobValue(panel, mark.value),
    }))));
  };

  const remember = history => {
    reset();
    const { points } = history;
    columns = { step: [], ...points };
    for (const exam of history.exams) append(exams, { ...exam, whole: exam });
    grids = [...history.grids];
  };

  view.take = told => {
    view.told = told;
    if (told.history) remember(told.history);
    const { frame, exam } = told;
    if (frame?.grid) {
      append(columns, { step: frame.step, seconds: frame.seconds, ...frame.metrics });
      if (!grids.length || frame.step > grids.at(-1)) grids.push(frame.step);
      if (grids.length > 2 * MOST) grids = grids.filter((_, i) => i % 2 === 0);
      if (cursor < 0) paint(frame.grid, frame.scores, frame.step);
    }
    if (exam?.step !== undefined) append(exams, { ...exam, whole: exam });
    part(".real").hidden = !told.about?.real;
    if (told.about?.real) part(".real img").src = told.about.real;
    view.end = Math.max(1, frame?.step ?? 0);
    if (said !== subject(told)) view.words();
    changed(view);
    if (told.history || told.state !== "running" || performance.now() - drawn > CALM) redraw();
  };

  view.words = (judged = view.judged) => {
    view.judged = judged; // as long as no run says it
    said = view.told && subject(view.told);
    const family = view.told?.family ?? view.family;
    part(".key").textContent = say(keyOf(family, view.told?.config));
    part(".real figcaption").textContent = view.told?.about?.data ? say("real", { data: dataTitle(panel, view.told.about.data) }) : "";
    scrub.setAttribute("aria-label", say("scrub"));
    back.textContent = say("back");
    part(".unjudged").textContent = say("unjudged");
    knobs.setFamily(family);
    knobs.words();
    for (const chart of charts) chart.words();
    listMarks(view.told?.marks ?? []);
    redraw();
  };

  view.connect = () => {
    if (source || !view.code) return;
    source = new EventSource(`${ROOT}/${view.code}?owner=${OWNER}`);
    source.onmessage = event => {
      const told = JSON.parse(event.data);
      if (told.state === "gone") view.disconnect();
      view.you = told.you ?? view.you;
      view.mine = told.holder === view.you;
      if (told.history) view.past = told.past;
      if ("past" in told && told.past !== view.past) { view.disconnect(); view.connect(); return; }
      if (told.state === "gone") changed(Object.assign(view, { told: { ...view.told, state: "gone" } }));
      else view.take(told);
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) { // a proxy answered for a server that restarts: nobody else retries
        view.disconnect();
        retry = setTimeout(view.connect, AGAIN);
      }
      changed(view, true);
    };
  };
  view.disconnect = () => { clearTimeout(retry); source?.close(); source = null; };
  view.open = code => {
    if (code !== view.code) { view.disconnect(); reset(); view.told = null; }
    view.code = code;
    view.connect();
  };
  view.remove = () => { view.disconnect(); node.remove(); };
  reset();
  return view;
};
