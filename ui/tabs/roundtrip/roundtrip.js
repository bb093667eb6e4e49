// The Round trip tab: a picture, what the model makes of it, and what it makes of that; while one draws.

import { patient } from "../../parts/page/asking.js";
import { readPicture } from "../../parts/page/brought.js";
import { openPanel } from "../../parts/page/page.js";
import { createChoice, loaded, make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { createWeights, REPOSITORY } from "../../parts/weights/weights.js";
import { createLens } from "./lens.js";
import { createPad, SIDE } from "./pad.js";

const COLOURS = {
  black: "#000000", white: "#ffffff", yellow: "#fcea2b", orange: "#f1b31c", red: "#ea5a47", green: "#5c9e31", blue: "#92d3f5", brown: "#a57939",
};
const SIZES = [2, 5, 10]; // pixels
const KINDS = ["a", "b"];
const CARRIED = 60_000; // milliseconds that a photograph may take over a slow link
const AGAIN = 1500; // milliseconds until the next try when nobody answers
const KEPT = "roundtrip"; // what this tab of the browser remembers
const EACH = 2; // pictures of one trip in a sheet: its middle and its return

// The bytes of each of the pictures side by side.
const cut = (image, count) => {
  const canvas = make("canvas", { width: count * SIDE, height: SIDE }), screen = canvas.getContext("2d", { willReadFrequently: true });
  screen.drawImage(image, 0, 0);
  return Array.from({ length: count }, (_, index) => screen.getImageData(index * SIDE, 0, SIDE, SIDE).data);
};
const canvasOf = bytes => {
  const canvas = make("canvas", { width: SIDE, height: SIDE });
  canvas.getContext("2d").putImageData(new ImageData(bytes, SIDE, SIDE), 0, 0);
  return canvas;
};

export const start = async context => {
  const panel = await openPanel(context, {
    words: ["roundtrip", "weights"], styles: ["parts/weights/weights", "tabs/roundtrip/roundtrip"],
  });
  const { element, props, server, language, say, onLanguage, latest, remember, recall } = panel;
  const find = selector => element.querySelector(selector), all = selector => [...element.querySelectorAll(selector)];
  const known = Object.fromEntries(props.models.map(model => [model.name, model.data])); // name -> data
  const asked = recall("roundtrip");
  const state = { model: null, kind: KINDS.includes(asked.kind) ? asked.kind : "a", trips: null, answered: false };
  const complain = sentence => tell(find(".complaint"), sentence ?? "");

  const lenses = all("canvas.middle").map(createLens), backs = all("canvas.back").map(createLens);
  const dust = find("input.dust");
  const grey = find(".grey input");
  const touched = {
    grey: () => grey.checked && !grey.parentNode.hidden,
    any: () => Number(dust.value) > 0 || touched.grey(),
  };
  let retry = null;
  const request = () => {
    clearTimeout(retry);
    if (pad.empty()) { wipe(); return; }
    ask({ model: state.model, kind: state.kind, dust: Number(dust.value), grey: touched.grey(), note: {} });
  };
  // The pad is read when a question leaves, not when the pen moved: what waits in line is never an old drawing.
  const ask = latest(
    ({ note, ...data }) => {
      if (pad.empty()) return { wiped: true };
      return patient(server.trip({ ...data, picture: pad.picture() }));
    },
    async (answer, data) => {
      if (answer.wiped) return;
      complain(answer.error);
      if (answer.lost) retry = setTimeout(request, AGAIN);
      if (answer.error) return;
      const image = await loaded(answer.sheet);
      if (pad.empty() || data.model !== state.model || data.kind !== state.kind) return;
      const parts = cut(image, EACH * answer.trips.length);
      answer.trips.forEach((_, index) => {
        lenses[index].show(parts[EACH * index]);
        backs[index].show(parts[EACH * index + 1]);
      });
      find(".free").hidden = answer.trips.length < 2;
      state.trips = answer.trips;
      element.dataset.off = answer.trips[0].off;
      element.dataset.dust = data.dust;
      tellOff();
    },
  );
  const wipe = () => {
    for (const each of [...lenses, ...backs]) each.wipe();
    state.trips = null;
    delete element.dataset.off;
    tellOff();
  };
  const one = value => number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const tellOff = () => all(".off").forEach((node, index) => {
    const trip = state.trips?.[index];
    tell(node, !trip ? "" : say(touched.any() ? "off_touched" : "off", { off: one(trip.off), clean: one(trip.clean) }));
  });
  const tellDust = () => tell(find(".turn-on output"), Number(dust.value) ? say("dust_value", { dust: dust.value }) : say("dust_none"));

  const pad = createPad(find(".pad"), find(".cursor"), () => {
    for (const name of ["undo", "clear"]) find(`[data-do=${name}]`).disabled = pad.empty();
    request();
    keep();
  });
  const keep = tabStore.soon(KEPT, () => ({ data: known[state.model], kind: state.kind, marks: pad.kept() }));
  dust.oninput = () => { tellDust(); request(); };
  grey.onchange = request;
  const lens = createChoice(find(".lens"), value => { for (const each of lenses) each.all(value === "all"); });

  // ---- tools
  const markTools = () => {
    for (const button of find(".palette").children) button.ariaPressed = button.value === pad.tool.colour;
    for (const button of find(".sizes").children) button.ariaPressed = Number(button.value) === pad.tool.size;
  };
  const buildTools = () => {
    const button = (value, title, patch, take) => make("button", { type: "button", value, title, ariaLabel: title, onclick: () => { take(); markTools(); } }, patch);
    find(".palette").replaceChildren(...Object.entries(COLOURS).map(([name, colour]) => {
      const patch = make("i");
      patch.style.background = colour;
      return button(colour, say(`colour_${name}`), patch, () => { pad.tool.colour = colour; });
    }));
    find(".sizes").replaceChildren(...SIZES.map(size => {
      const dot = make("i");
      dot.style.width = `${2 + 1.5 * size}px`;
      return button(size, say("size_of", { size }), dot, () => { pad.tool.size = size; });
    }));
    markTools();
  };
  find("[data-do=undo]").onclick = pad.undo;
  find("[data-do=clear]").onclick = pad.clear;

  // ---- pictures that are there already, and those that people bring
  const fetchPicks = async () => {
    const { model, kind } = state;
    const answer = await server.picks({ model, kind, language: language() }).catch(() => undefined);
    if (model !== state.model || kind !== state.kind) return;
    if (answer?.error ?? !answer) { complain(answer?.error ?? say("no_answer")); return; }
    const parts = answer.count ? cut(await loaded(answer.sheet), answer.count).map(canvasOf) : [];
    if (model !== state.model || kind !== state.kind) return;
    find(".picks").replaceChildren(...parts.map((picture, index) => {
      const title = say("pick", { number: index + 1 });
      return make("button", { type: "button", title, ariaLabel: title, onclick: () => pad.lay(picture) }, picture);
    }));
    if (pad.empty() && parts.length && !state.answered) pad.lay(parts[0]);
    state.answered = true;
  };
  const bring = async file => {
    if (!file) return;
    let answer;
    try { answer = await patient(server.brought({ picture: await readPicture(file), language: language() }), CARRIED); } catch (key) {
      complain(say(typeof key === "string" ? key : "no_answer"));
      return;
    }
    complain(answer ? answer.error : say("no_answer"));
    if (answer?.picture) pad.lay(canvasOf(cut(await loaded(answer.picture), 1)[0]));
  };
  const files = find("input[type=file]");
  find("[data-do=upload]").onclick = () => files.click();
  files.onchange = () => { bring(files.files[0]); files.value = ""; };
  find(".frame").addEventListener("dragover", event => event.preventDefault());
  find(".frame").addEventListener("drop", event => { event.preventDefault(); bring(event.dataTransfer.files[0]); });

  // ---- models and words
  const side = kind => {
    const word = `side_${(known[state.model] ?? "").replace(/\W/g, "_")}_${kind}`;
    return panel.knows(word) ? say(word) : say(`side_${kind}`);
  };
  const models = createChoice(find(".models"), name => { picker.leave(); choose(name); });
  const kinds = createChoice(find(".kinds"), kind => {
    state.kind = kind;
    state.answered = false;
    pad.clear();
    speak();
    remember("roundtrip", { model: state.model, kind });
    fetchPicks();
  });
  const speak = () => {
    models.build(props.models.map(model => model.name), name => say(`model_${name}`));
    find(".models").hidden = props.models.length < 2;
    models.show(state.model);
    kinds.build(KINDS, kind => say("way", { there: side(kind), middle: side(kind === "a" ? "b" : "a") }));
    kinds.show(state.kind);
    lens.build(["point", "all"], value => say(`lens_${value}`));
    lens.show("point");
    for (const each of lenses) each.all(false);
    const [here, there] = state.kind === "a" ? ["a", "b"] : ["b", "a"];
    tell(find(".start figcaption b"), say("start_is", { kind: side(here) }));
    all(".way figcaption b").forEach((node, index) => tell(node, say(index % 2 ? "back_is" : "middle_is", { kind: side(index % 2 ? here : there) })));
    for (const node of all(".grey")) node.hidden = known[state.model] !== "emoji-lines" || state.kind !== "a"; // lines have none
    buildTools();
    tellDust();
    tellOff();
    picker.speak();
  };
  const picker = createWeights(panel, find(".weights"), name => choose(name));
  const choose = async name => {
    const before = known[state.model];
    state.model = name;
    remember("roundtrip", { model: name, kind: state.kind });
    speak();
    const facts = picker.show(name);
    if (!(name in known)) {
      known[name] = (await facts)?.data;
      if (state.model !== name) return;
      speak();
    }
    if (known[name] !== before) { state.answered = false; pad.clear(); }
    fetchPicks();
    request();
  };
  onLanguage(speak);
  choose(asked.model in known ? asked.model : props.models[0].name);
  const kept = tabStore.parsed(KEPT);
  if (kept?.marks?.length && kept.data === known[state.model] && kept.kind === state.kind) {
    state.answered = true; // the pad is not for a pick to fill
    pad.take(kept.marks);
  }
  if (REPOSITORY.test(asked.model)) picker.choose(asked.model);
};
