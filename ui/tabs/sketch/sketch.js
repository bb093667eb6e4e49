// The Sketch tab: a drawing, and what pix2pix makes of it while it is drawn.

import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { createChoice, make, tell } from "../../parts/page/shared.js";
import { createWeights, REPOSITORY } from "../../parts/weights/weights.js";
import { canvasOf, createInk } from "./ink.js";
import { createInside } from "./inside.js";
import { createMemory, memorised, readPicture, readStrokes, savePicture, saveStrokes } from "./keep.js";
import { createLine, packed, told } from "./line.js";
import { createPad } from "./pad.js";
import { createPens } from "./pens.js";
import { SIZES } from "./strokes.js";

const CARRIED = 60_000; // milliseconds that a photograph may take over a slow link

const short = name => name.replace("pix2pix-", "").replace(/^.*\/|@.*$/g, "");

export const start = async context => {
  const panel = await openPanel(context, {
    words: ["sketch", "weights"], styles: ["parts/weights/weights", "tabs/sketch/sketch"],
  });
  const { element, props, server, language, say, onLanguage, latest, remember, recall } = panel;
  const find = selector => element.querySelector(selector);
  const state = { model: null, kind: "lines", picture: false, source: null, examples: {}, times: null };
  const known = Object.fromEntries(props.models.map(model => [model.name, model])); // and those that come from the Hub
  const complain = sentence => tell(find(".trouble"), sentence ?? "");

  const ink = createInk(find(".sheet"), props.colours);
  const inside = createInside(panel, element, () => look());
  const request = createLine(panel, ink, () => pad.empty() ? null : { model: state.model, ...inside.settings() }, {
    complain,
    painted: (image, answer, took) => {
      find(".picture").getContext("2d").drawImage(image, 0, 0);
      showPainted(true);
      state.times = { server: answer.milliseconds.toFixed(0), all: took.toFixed(0) };
      tellTimes();
      inside.show(answer);
    },
  });
  // What is on the right belongs to this drawing: only then is it seen, and to be had.
  const showPainted = painted => {
    find(".made").classList.toggle("painted", painted);
    for (const name of ["picture", "both"]) find(`[data-save=${name}]`).disabled = !painted;
  };
  const tellTimes = () => tell(find(".speed"), state.times ? say("speed", state.times) : "");

  // Asks for all that is open.
  const look = () => {
    request();
    inside.rest(async () => pad.empty() ? { pixels: null } : { model: state.model, pixels: packed(ink.values()), hints: told(ink.dabs()) });
  };

  // After every change of the drawing.
  const drawn = () => {
    const empty = pad.empty(), can = pad.can();
    find(".pad").classList.toggle("drawn", !empty);
    for (const [name, possible] of Object.entries(can)) find(`[data-do=${name}]`).disabled = !possible;
    for (const name of ["sketch", "strokes"]) find(`[data-save=${name}]`).disabled = empty;
    if (find(".blend input").value > 0) layOver();
    find(".threshold").hidden = !state.source || pad.strokes()[0] !== state.traced;
    if (state.full) { // no longer, or this change would not have been
      state.full = false;
      complain();
    }
    if (empty) {
      complain();
      showPainted(false);
      inside.wipe();
    } else {
      look();
    }
    memorise();
  };
  const memorise = createMemory(() => pad.all());
  const pad = createPad(find(".pad"), ink, { changed: drawn, full: () => { state.full = true; complain(say("pad_full")); } });
  const pens = createPens(panel, find(".pens"), colour => {
    Object.assign(pad.tool, { name: "dab", pen: colour });
    markTools();
  });
  let laid = 0;
  const layOver = () => {
    laid ||= requestAnimationFrame(() => { laid = 0; find(".over").getContext("2d").drawImage(ink.picture(), 0, 0); });
  };

  // ---- tools ----
  const markTools = () => {
    for (const button of element.querySelectorAll("[data-tool]")) button.ariaPressed = button.dataset.tool === pad.tool.name;
    for (const button of find(".sizes").children) button.ariaPressed = Number(button.value) === pad.tool.size[state.kind];
    pens.mark(pad.tool.name === "dab" ? pad.tool.pen : null);
    [...find(".palette").children].forEach((button, label) => { button.ariaPressed = label === pad.tool.colour; });
  };
  for (const button of element.querySelectorAll("[data-tool]")) {
    button.onclick = () => { pad.tool.name = button.dataset.tool; markTools(); };
  }
  const buildTools = () => {
    find("[data-tool=rectangle]").hidden = find(".palette").hidden = state.kind !== "labels";
    find(".sizes").replaceChildren(...SIZES[state.kind].map(size => {
      const dot = make("i"), title = say("size_of", { size });
      dot.style.setProperty("--size", size);
      const take = () => { pad.tool.size[state.kind] = size; markTools(); };
      return make("button", { type: "button", value: size, title, ariaLabel: title, onclick: take }, dot);
    }));
    find(".palette").replaceChildren(...props.labels.map((label, index) => {
      const patch = make("i");
      patch.style.background = props.colours[index];
      const take = () => {
        pad.tool.colour = index;
        if (pad.tool.name === "eraser") pad.tool.name = "rectangle";
        markTools();
      };
      const title = say(`label_${label}_why`);
      return make("button", { type: "button", title, onclick: take }, patch, make("span", {}, say(`label_${label}`)));
    }));
    markTools();
  };

  // ---- drawings that are there already ----
  const buildExamples = () => {
    find(".examples .row").replaceChildren(...Object.entries(state.examples).map(([name, strokes]) => {
      const canvas = canvasOf(Math.round(56 * devicePixelRatio)), title = say(`drawing_${name}`);
      createInk(canvas, props.colours).show(strokes, state.kind);
      const take = () => pad.replace(strokes);
      return make("button", { type: "button", className: "tile", title, ariaLabel: title, onclick: take }, canvas);
    }));
  };
  let last = null;
  const surprise = () => {
    const others = Object.values(state.examples).filter(strokes => strokes !== last);
    if (others.length) pad.replace(last = others[Math.floor(Math.random() * others.length)]);
  };

  // ---- a picture that becomes a sketch ----
  const askOutline = latest(data => patient(server.outline(data), CARRIED), (answer, data) => {
    const { again } = data, old = state.traced;
    if (again && !pad.strokes().includes(old)) return; // cleared or replaced since
    complain(answer.error);
    if (answer.error || data.model !== state.model) return;
    const stroke = { tool: "picture", size: 1, colour: 0, points: [], data: answer.data };
    Object.assign(state, { source: answer.source, traced: stroke });
    if (again) pad.retrace(old, stroke); else pad.replace([stroke]);
  }, 1);
  const threshold = find(".threshold input");
  const outline = (picture, again) => askOutline({ model: state.model, picture, threshold: Number(threshold.value), again });
  threshold.oninput = () => outline(state.source, true);
  const bring = async file => {
    if (!file) return;
    try { outline(await readPicture(file), false); } catch (key) { complain(say(key)); }
  };
  const open = async file => {
    if (!file) return;
    try {
      const { kind, strokes } = await readStrokes(file, props.labels.length);
      const model = kind === state.kind ? state.model : props.models.find(other => other.kind === kind)?.name;
      if (!model) throw "open_no_model";
      if (model !== state.model) choose(model);
      complain();
      pad.replace(strokes);
    } catch (key) { complain(say(typeof key === "string" ? key : "open_stroke")); }
  };
  for (const [input, act] of [[".files", bring], ["input.strokes", open]]) {
    find(input).onchange = event => { act(event.target.files[0]); event.target.value = ""; };
  }
  find(".pad").addEventListener("dragover", event => event.preventDefault());
  const receive = file => { if (file?.name.endsWith(".json")) open(file); else bring(file); };
  find(".pad").addEventListener("drop", event => {
    event.preventDefault();
    receive(event.dataTransfer.files[0]);
  });
  // Wherever the focus is, but for a field: there a picture's text may be meant.
  document.addEventListener("paste", event => {
    const [file] = event.clipboardData.files;
    if (!file || !element.getClientRects().length || event.target.closest?.("[type=text]")) return;
    event.preventDefault();
    receive(file);
  });

  const actions = {
    undo: () => pad.undo(),
    redo: () => pad.redo(),
    clear: () => pad.clear(),
    surprise,
    upload: () => find(".files").click(),
    open: () => find("input.strokes").click(),
    "keep-trace": () => { state.source = null; find(".threshold").hidden = true; },
    link: async event => {
      const address = `${location.origin}${location.pathname}?tab=sketch&model=${encodeURIComponent(state.model)}`;
      try { await navigator.clipboard.writeText(address); tell(event.target, say("copied")); } catch { prompt(say("link"), address); }
      setTimeout(() => tell(event.target, say("link")), 1500);
    },
  };
  for (const [name, action] of Object.entries(actions)) find(`[data-do=${name}]`).onclick = action;
  const saves = {
    picture: name => savePicture(name, find(".picture")),
    sketch: name => savePicture(`${name}-sketch`, ink.picture()),
    both: name => savePicture(`${name}-both`, ink.picture(), find(".picture")),
    strokes: name => saveStrokes(`${name}-sketch`, state.kind, pad.strokes()),
  };
  for (const button of element.querySelectorAll("[data-save]")) button.onclick = () => saves[button.dataset.save](short(state.model));
  find(".blend input").oninput = event => {
    const over = find(".over");
    over.hidden = !(event.target.value > 0);
    over.style.opacity = event.target.value;
    if (!over.hidden) layOver();
  };

  // ---- models and words ----
  const models = createChoice(find(".models"), name => { picker.leave(); choose(name); });
  const speak = () => {
    models.build(props.models.map(model => model.name), name => say(`model_${short(name)}`));
    models.show(state.model);
    picker.speak();
    if (!state.model) return;
    const { like } = known[state.model];
    tell(find(".about"), like ? say(`about_${like}`) : say("about_other"));
    tell(find(".pad .hint"), say(`hint_${like ?? (state.kind === "labels" ? "facades" : "other")}`));
    tell(find("[data-do=upload]"), say(state.kind === "labels" ? "upload_map" : "upload"));
    buildTools();
    pens.speak();
    buildExamples();
    tellTimes();
    inside.speak();
  };
  let choices = 0;
  const picker = createWeights(panel, find(".weights"), async name => {
    if (known[name]) return choose(name);
    const choice = ++choices, answer = await described(name);
    if (choice !== choices) return null; // another was chosen since
    if (answer?.error ?? !answer) return complain(answer?.error ?? say("no_answer"));
    known[name] = answer;
    return choose(name);
  });
  const described = name => server.examples({ model: name, language: language() }).catch(() => undefined);
  const choose = async name => {
    choices++;
    const { kind, ink: inked, hints } = known[name];
    if ((kind !== state.kind && pad.tool.name === "rectangle") || (!hints && pad.tool.name === "dab")) pad.tool.name = "brush";
    if (kind === "labels" && pad.tool.name === "brush") pad.tool.name = "rectangle";
    Object.assign(state, { model: name, kind, examples: {}, source: null, times: null });
    element.classList.toggle("map", kind === "labels");
    find(".pens").hidden = !hints;
    inside.use(inked);
    inside.wipe();
    showPainted(false);
    speak();
    pad.use(kind, hints);
    remember("sketch", { model: name });
    picker.show(name);
    const answer = known[name].examples ? known[name] : await described(name);
    if (!answer || answer.error || state.model !== name) return;
    known[name] = answer;
    // the operator's own upload in the place of ours: on other data, or built in another way
    if (answer.kind !== kind || answer.ink !== inked || answer.hints !== hints) { choose(name); return; }
    state.examples = answer.examples;
    buildExamples();
  };

  for (const [kind, strokes] of Object.entries(memorised(props.labels.length))) pad.recall(kind, strokes);
  onLanguage(speak);
  const asked = recall("sketch").model;
  choose(asked in known ? asked : props.models[0].name);
  if (REPOSITORY.test(asked)) picker.choose(asked);
  else if (asked && asked !== state.model) complain(say("no_such_model", { model: asked.slice(0, 40) }));
};
