// Three small machines that learn the same pictures of nine pixels beside each other, in the page alone: by the exact
// gradient, by particles that go on (PCD), and by pictures that begin at the data (CD). All 512 pictures are in view.

import { openPanel } from "../../parts/page/page.js";
import { ARROWS, clamp, createChoice, make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { drawBars, drawCourse, drawIcon, ordered, places } from "./bars.js";
import { judged, keptOr, MOST, PRESETS, RANGES } from "./lessons.js";
import { createTriplets, divergence, KINDS, PIXELS, variation } from "./nine.js";

const KEPT = "particles-nine"; // in the tab's store
const BUDGET = 8; // milliseconds of a frame for learning
const EACH = 20, SHARE = 0.02; // steps between two points of the curves, at least, and as a share of those before
const SEED = 1;

export const start = async context => {
  const panel = await openPanel(context, { words: ["particles"], styles: ["tabs/particles/twin"] });
  const { element, say, onLanguage } = panel, part = selector => element.querySelector(selector);
  const settings = keptOr(tabStore.parsed(KEPT));
  let twins = null, row = null, steps = 0, due = 0, going = false, frame = 0, seen = false, pointed = null, course = {}, contrast = {}, painted = 0, shares = {};

  const keep = () => tabStore.set(KEPT, JSON.stringify(settings));
  const percent = share => number(share, { style: "percent", maximumSignificantDigits: share < 0.001 ? 1 : 2 });

  // ---- learning

  const begin = () => {
    twins = createTriplets({ states: settings.states, hidden: settings.hidden, seed: SEED });
    row = ordered(settings.states);
    steps = 0;
    pointed = null;
    contrast = {};
    course = Object.fromEntries(KINDS.map(kind => [kind, []]));
    mark();
    show();
  };
  const learn = () => {
    contrast = twins.step(settings.rate, settings.sweeps);
    if (++steps >= due) mark();
  };
  const mark = () => {
    due = Math.ceil(steps + Math.max(EACH, SHARE * steps));
    for (const kind of KINDS) course[kind].push([steps, divergence(twins.data, twins.machines[kind].shares())]);
  };
  const beat = () => {
    frame = 0;
    if (!going || !seen) return;
    const until = performance.now() + BUDGET;
    do learn(); while (performance.now() < until);
    show();
    frame = requestAnimationFrame(beat);
  };
  const play = on => {
    going = on;
    if (going) frame ||= requestAnimationFrame(beat);
    speakTools();
  };
  new IntersectionObserver(entries => {
    seen = entries.at(-1).isIntersecting;
    if (seen) play(going);
  }).observe(element);

  // ---- what is shown

  const charts = Object.fromEntries(KINDS.map(kind => {
    const canvas = make("canvas", { className: "row", tabIndex: 0 }), title = make("b"), far = make("span", { className: "far" });
    canvas.setAttribute("role", "img");
    part(".charts").insertBefore(make("figure", { className: `bars ${kind}` }, make("figcaption", {}, title, far), canvas), part(".pointed"));
    const point = event => {
      const box = canvas.getBoundingClientRect(), at = event.clientX - box.left;
      look(Math.max(0, places(row.groups, box.width).findLastIndex(begins => begins <= at)));
    };
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("pointermove", event => { if (event.pointerType === "mouse" || event.pressure) point(event); });
    canvas.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") look(null); });
    canvas.addEventListener("keydown", event => {
      const [right] = ARROWS[event.key] ?? [0];
      if (!right) return;
      event.preventDefault();
      look(clamp((pointed ?? -1) + right, 0, row.order.length - 1));
    });
    return [kind, { canvas, title, far }];
  }));
  const look = place => {
    if (place === pointed) return;
    pointed = place === null ? null : Math.min(place, row.order.length - 1);
    if (!going) show();
  };
  const show = () => {
    shares = Object.fromEntries(KINDS.map(kind => [kind, twins.machines[kind].shares()]));
    const most = Math.max(...twins.data, ...KINDS.map(kind => Math.max(...shares[kind])));
    const found = {};
    for (const kind of KINDS) {
      const nats = divergence(twins.data, shares[kind]), away = variation(twins.data, shares[kind]);
      found[kind] = nats;
      drawBars(charts[kind].canvas, { row, data: twins.data, shares: shares[kind], contrast: kind === "exact" ? null : contrast[kind], most, pointed }, `--${kind}`, say);
      tell(charts[kind].far, say("nine_far", { nats: number(nats, { maximumFractionDigits: 2, minimumFractionDigits: 2 }), share: percent(away) }));
      element.dataset[kind] = nats;
    }
    element.dataset.steps = steps;
    tell(part(".at"), say("nine_at", { steps: number(steps) }));
    drawCourse(part(".course canvas"), KINDS.map(kind => ({ colour: `--${kind}`, values: course[kind] })), Math.max(1, ...KINDS.flatMap(kind => course[kind].map(([, nats]) => nats))));
    tell(part(".verdict"), say(`nine_${judged(found, steps)}`));
    const icon = part(".pointed canvas");
    icon.hidden = pointed === null;
    if (pointed === null) return tell(part(".pointed span"), say("nine_point"));
    const state = row.order[pointed];
    drawIcon(icon.getContext("2d"), state, 0, 0, icon.width);
    return tell(part(".pointed span"), say("nine_pointed", Object.fromEntries([["data", twins.data], ...KINDS.map(kind => [kind, shares[kind]])]
      .map(([name, all]) => [name, percent(all[state])]))));
  };

  // ---- the data

  const complain = key => tell(part(".complaint"), key ? say(key, { most: number(MOST) }) : "");
  const take = states => {
    settings.states = states;
    keep();
    complain("");
    speakData();
    begin();
  };
  const presets = createChoice(part(".presets"), name => take([...PRESETS[name]]));
  const speakData = () => {
    const same = Object.keys(PRESETS).find(name => String([...PRESETS[name]].sort()) === String([...settings.states].sort()));
    presets.show(same ?? "");
    part(".patterns").replaceChildren(...settings.states.map((state, index) => {
      const canvas = make("canvas", { width: 24, height: 24 }), title = say("nine_remove");
      drawIcon(canvas.getContext("2d"), state, 0, 0, 24);
      return make("button", { type: "button", title, ariaLabel: `${title} ${number(index + 1)}`, onclick: () => remove(index) }, canvas);
    }));
  };
  const remove = index => {
    if (settings.states.length === 1) return complain("nine_last");
    return take(settings.states.filter((_, at) => at !== index));
  };
  const cells = Array.from({ length: PIXELS }, (_, i) => {
    const button = make("button", { type: "button", ariaPressed: false });
    button.onclick = () => { painted ^= 1 << i; button.ariaPressed = Boolean((painted >> i) & 1); };
    return button;
  });
  part(".grid").replaceChildren(...cells);
  part("[data-do=add]").onclick = () => {
    if (settings.states.includes(painted)) return complain("nine_there");
    if (settings.states.length >= MOST) return complain("nine_full");
    return take([...settings.states, painted]);
  };

  // ---- knobs and buttons

  const knobs = Object.keys(RANGES).map(name => {
    const input = part(`input.${name}`), output = input.closest("label").querySelector("output"), { values, anew } = RANGES[name];
    Object.assign(input, { min: 0, max: values.length - 1, step: 1, value: values.indexOf(settings[name]) });
    const speak = () => {
      tell(output, number(settings[name]));
      input.setAttribute("aria-valuetext", number(settings[name]));
    };
    input.oninput = () => {
      settings[name] = values[input.valueAsNumber];
      keep();
      speak();
      speakTitles();
      if (anew) begin();
    };
    return { input, speak };
  });
  part("[data-do=play]").onclick = () => play(!going);
  part("[data-do=step]").onclick = () => { play(false); learn(); show(); };
  part("[data-do=again]").onclick = begin;

  // ---- words

  const speakTools = () => tell(part("[data-do=play]"), say(going ? "pause" : "nine_play"));
  const speakTitles = () => {
    for (const kind of KINDS) {
      const title = say(`nine_title_${kind}`, { sweeps: number(settings.sweeps) });
      tell(charts[kind].title, title);
      charts[kind].canvas.setAttribute("aria-label", say("nine_row", { title }));
    }
  };
  begin();
  onLanguage(() => {
    presets.build(Object.keys(PRESETS), name => say(`nine_data_${name}`));
    speakData();
    speakTools();
    speakTitles();
    cells.forEach((cell, i) => { cell.ariaLabel = say("nine_pixel", { row: number(Math.floor(i / 3) + 1), column: number(i % 3 + 1) }); });
    for (const { speak } of knobs) speak();
    complain("");
    show();
  });
  new ResizeObserver(show).observe(part(".charts"));
};
