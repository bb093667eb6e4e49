// One run on the screen: its samples, its knobs, its curves, its past. Two of them stand side by side after a fork.

import { createChart } from "../../parts/charts/charts.js";
import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { createSheet } from "../../parts/sheet/sheet.js";
import { dataTitle } from "./bring.js";
import { createKnobs, knobName, knobValue } from "./knobs.js";
import { createOthers } from "./others.js";
import { sharedSeats } from "./seats.js";
import { OWNER, ROOT } from "./session.js";

const REST = 4000; // milliseconds for which a recorded run stands still at its end
const AGAIN = 2000; // milliseconds until a stream that was refused is asked for again
const CALM = 450; // milliseconds between two drawings of the curves while a run goes on: training may share our cores
const MOST = 1500; // points kept here; then every second one goes, as on the server

// What a view's words depend on; they are written anew when it changes, not with every frame.
const subject = told => JSON.stringify([
  told.family, told.about?.data, told.marks, told.recorded, Object.entries(told.frame?.shown ?? {}).map(([name, shown]) => [name, shown.relative]),
]);

// The last step that its curves reach: an exam, or the turn of a knob, may be newer than the last frame.
export const newest = told => Math.max(1, told?.frame?.step ?? 0, told?.exam?.step ?? 0, told?.marks?.at(-1)?.step ?? 0);

export const classNames = ({ say }, data) => {
  if (data === "celeba") return Array.from({ length: 4 }, (_, i) => say(`celeba_${i}`)); // combinations of two attributes
  return data === "fashion" ? Array.from({ length: 10 }, (_, i) => say(`fashion_${i}`)) : [..."0123456789"];
};

const INSIDE = `
  <div class="pictures">
    <div class="shown">
    <h3 class="which" hidden></h3>
    <div class="grid"></div>
    <p class="key hint"></p>
    <div class="scrub">
      <input type="range" min="0" max="0" value="0" disabled><output></output>
      <button type="button" class="link" hidden></button>
    </div>
    <figure class="real" hidden><img alt=""><figcaption class="hint"></figcaption></figure>
    </div>
    <div class="turned"><div class="knobs"></div><ol class="marks"></ol></div>
  </div>
  <div class="told"><div class="others"></div><div class="charts"><p class="unjudged hint" hidden></p></div></div>`;

// name: which of two it is.  changed(view) after every message; turned(name, value): a person has turned a knob;
// tell(name, value): the server hands the run a word that only its family knows, and answers.  act(name): as if the
// button of that name in the bar were pressed.
export const createView = (panel, place, name, family, { changed, turned, tell, act }) => {
  const { say, props } = panel, node = make("article", { className: "view" });
  node.innerHTML = INSIDE;
  place.append(node);
  const part = selector => node.querySelector(selector);
  part(".which").textContent = name;
  const sheet = createSheet(), scrub = part(".scrub input"), back = part(".scrub button");
  part(".grid").append(sheet.canvas);
  const knobs = createKnobs(panel, part(".knobs"), turned);
  const view = { node, knobs, family, code: null, told: null, end: 1, judged: true };
  const takeSeat = sharedSeats();
  const others = createOthers(panel, part(".others"), shown => address(shown), { tell, act, turn: turned, run: () => view });
  let charts = [], charted = null, first = "samples";
  let columns, exams, grids, frames = [], cursor = -1, source = null, leave = null, retry = null, dirty = false, drawn = 0, said = null, playing = null;

  const address = view.address = shown => (shown.image.startsWith("data:") ? shown.image : `${ROOT}/${view.code}/${shown.image}`);

  // A family's own word of that kind, where it has one.
  const own = (word, family) => [`${word}_${family.replaceAll("-", "_")}`].find(panel.knows);

  // The charts and pictures of a family, as its Show says.
  const setFamily = name => {
    panel.prefer([...props.offers.families[name].words, "live"]); // its own words, then what holds for all: not those of another family
    knobs.setFamily(name);
    if (name === charted) return;
    charted = name;
    const { charts: specs, view: views } = props.offers.families[name];
    for (const chart of charts) chart.node.remove();
    charts = specs.map(spec => createChart(panel, spec, part(".charts")));
    [first] = views;
    others.build(name, views.slice(1));
  };

  const reset = () => {
    [columns, exams, grids, cursor] = [{ step: [] }, { step: [] }, [], -1];
    sheet.clear();
    others.clear();
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

  const nameSheet = step =>
    sheet.canvas.setAttribute("aria-label", say(own("grid", charted ?? view.family) ?? "grid", { step: number(step) }));
  const paint = async (shown, source, step) => {
    if (!await sheet.paint(shown, source)) return;
    nameSheet(step); // before it can be seen
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
    const { told } = view, judged = told?.about?.judged ?? view.judged, bars = told?.frame?.shown ?? {};
    const step = cursor >= 0 ? grids[cursor] : told?.frame?.step ?? 0;
    const examAt = exams.step.findLastIndex(value => value <= step);
    part(".unjudged").hidden = judged || !charts.some(({ spec }) => spec.judged);
    for (const chart of charts) {
      const { spec } = chart, axis = [told?.begin ?? 0, view.end];
      chart.node.hidden = spec.judged && !judged;
      if (chart.node.hidden) continue;
      if (spec.bars === "histogram") {
        const { histogram = null, covered } = examAt >= 0 ? exams.whole[examAt] : {}, names = classNames(panel, told?.about?.data);
        chart.bars(histogram, names, histogram ? say("covered", { covered, classes: histogram.length }) : "–");
      } else if (spec.bars) {
        const { values = null, names = [] } = bars[spec.bars] ?? {};
        chart.amounts(values, names, values ? say(`chart_${spec.name}_now`, { count: values.filter(value => value >= 0.01).length, all: values.length }) : "–");
      } else if (spec.judged) chart.draw(exams, axis, cursor >= 0 ? examAt : -1, told?.marks ?? []);
      else chart.draw(columns, axis, cursor >= 0 ? index(step) : -1, told?.marks ?? []);
    }
    nameSheet(step);
    scrub.max = Math.max(0, grids.length - 1);
    scrub.disabled = grids.length < 2;
    if (cursor < 0) scrub.value = scrub.max;
    scrub.setAttribute("aria-valuetext", say("at_step", { step: number(step) }));
    part(".scrub output").textContent = say("at_step", { step: number(step) });
    back.hidden = cursor < 0;
  };
  const redraw = () => { if (!dirty) { dirty = true; requestAnimationFrame(draw); } };

  const look = () => { // at the grid under the scrubber, or at the newest
    const { frame } = view.told, now = frame.shown[first], step = grids[cursor];
    const then = frames.find(({ frame }) => frame.step === step)?.frame.shown[first]; // of a recording
    if (cursor < 0) paint(now, address(now), frame.step);
    else if (then) paint(then, address(then), step);
    else paint({ ...now, values: [] }, `${ROOT}/${view.code}/grid/${step}`, step);
    redraw();
  };
  scrub.addEventListener("input", () => {
    cursor = scrub.valueAsNumber >= grids.length - 1 ? -1 : scrub.valueAsNumber;
    look();
  });
  view.now = () => { if (cursor >= 0) { cursor = -1; look(); } };
  back.addEventListener("click", () => { view.now(); scrub.focus(); });

  const listMarks = marks => {
    part(".marks").replaceChildren(...marks.slice(-5).reverse().map(mark => make("li", {}, say("mark", {
      step: number(mark.step), name: knobName(panel, view.told.family, mark.name),
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
    setFamily(told.family);
    if (told.history) remember(told.history);
    const { frame, exam } = told;
    if (frame?.shown) {
      append(columns, { step: frame.step, seconds: frame.seconds, ...frame.metrics });
      if (!grids.length || frame.step > grids.at(-1)) grids.push(frame.step);
      if (grids.length > 2 * MOST) grids = grids.filter((_, i) => i % 2 === 0);
      if (cursor < 0 && frame.shown[first]) paint(frame.shown[first], address(frame.shown[first]), frame.step);
      others.take(frame.shown);
    }
    if (exam?.step !== undefined) append(exams, { ...exam, whole: exam });
    part(".real").hidden = !told.about?.real;
    const real = told.about?.real && address({ image: told.about.real });
    if (real && part(".real img").getAttribute("src") !== real) part(".real img").src = real;
    view.end = newest(told);
    if (said !== subject(told)) view.words();
    changed(view);
    if (told.history || told.state !== "running" || performance.now() - drawn > CALM) redraw();
  };

  view.words = (judged = view.judged) => {
    view.judged = judged; // as long as no run says it
    said = view.told && subject(view.told);
    const family = view.told?.family ?? view.family;
    setFamily(family);
    const { values = [], relative } = view.told?.frame?.shown?.[first] ?? {};
    part(".key").textContent = say(own("key", family) ?? (!values.length ? "key_plain" : relative ? "key_relative" : "key_d"));
    part(".real figcaption").textContent = view.told?.about?.data ? say("real", { data: dataTitle(panel, view.told.about.data) }) : "";
    scrub.setAttribute("aria-label", say("scrub"));
    back.textContent = say("back");
    part(".unjudged").textContent = say("unjudged");
    knobs.words();
    others.words();
    for (const chart of charts) chart.words();
    listMarks(view.told?.marks ?? []);
    redraw();
  };

  view.connect = () => {
    if (leave || !view.code) return;
    view.still(); // before the first message: what it brings must not be wiped with the recorded run
    leave = takeSeat(given => {
      view.crowded = !given;
      if (given) return listen();
      hush();
      return changed(view);
    });
  };
  const listen = () => {
    source = new EventSource(`${ROOT}/${view.code}?owner=${OWNER}`);
    source.onmessage = event => {
      const told = JSON.parse(event.data);
      if (told.state === "gone") view.disconnect();
      view.you = told.you ?? view.you;
      view.mine = told.holder === view.you;
      if (told.history) view.past = told.past;
      if ("past" in told && told.past !== view.past) { hush(); listen(); return; }
      if (told.state === "gone") changed(Object.assign(view, { told: { ...view.told, state: "gone" } }));
      else view.take(told);
    };
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) { // a proxy answered for a server that restarts: nobody else retries
        hush();
        retry = setTimeout(listen, AGAIN);
      }
      changed(view, true);
    };
  };
  const hush = () => { clearTimeout(retry); source?.close(); source = null; };
  view.disconnect = () => { hush(); leave?.(); leave = null; };
  view.open = code => {
    view.still();
    if (code !== view.code) { view.disconnect(); reset(); view.told = null; }
    view.code = code;
  };
  // A run that was recorded, again and again, until a real one is opened.
  view.play = recording => {
    const { family, pause } = recording;
    view.still();
    reset();
    view.told = null;
    frames = recording.frames;
    let at = 0;
    const next = () => {
      if (at === 0 && cursor >= 0) { playing = setTimeout(next, REST); return; } // somebody looks back
      if (at === 0) reset();
      const told = frames[at];
      at = (at + 1) % frames.length;
      for (const exam of told.exams ?? []) append(exams, { ...exam, whole: exam });
      node.classList.add("recorded");
      const about = { data: props.offers.families[family].data[0], judged: true };
      view.take({ family, state: "none", recorded: true, marks: [], about, begin: frames[0].frame.step, ...told });
      if (view.plays) playing = setTimeout(next, at ? pause : REST); // whoever was told may have ended it
    };
    next();
  };
  view.still = () => {
    if (!view.plays) return;
    clearTimeout(playing);
    view.told = null;
    frames = [];
    node.classList.remove("recorded");
    reset();
  };
  Object.defineProperty(view, "plays", { get: () => frames.length > 0 });
  view.remove = () => { view.still(); view.disconnect(); node.remove(); };
  reset();
  return view;
};
