// The Latent space tab: one point z, moved by sliders, map, strip and drawing; whatever moves it, its picture follows.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { createMap } from "../../parts/map/map.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { clamp, createChoice, make, paint, tell, toBase64, wipe } from "../../parts/page/shared.js";
import { COLLAPSED, createSliders } from "../../parts/sliders/sliders.js";
import { createWeights } from "../../parts/weights/weights.js";
import { createAnswering } from "./answering.js";
import { along, createBetween } from "./between.js";
import { createCost } from "./cost.js";
import { createLabels, PIXELS } from "./labels.js";

const FROM = 0, TO = 7; // classes of the first A and B
const STYLES = [
  "parts/weights/weights", "parts/digit_pad/digit_pad", "parts/sliders/sliders", "parts/map/map", "tabs/latent/latent",
];

const ten = Array.from({ length: 10 }, (_, label) => label);
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()); // Box-Muller

export const start = async context => {
  const panel = await openPanel(context, { words: ["latent", "fashion", "weights"], styles: STYLES });
  const { element, props, server, language, say, onLanguage, latest, remember, recall } = panel;
  const find = selector => element.querySelector(selector);
  const state = {
    model: null, // the checkpoint's name
    info: null, // what the server says of it: latents, kl, examples, map ...
    z: [], weights: [], // where we are; for a conditional model the weight of each class
    source: "zero", // what put z there, as the caption's key and fields
    peeking: false, // whether the large picture is that of the point under the pointer instead
    follows: false, // whether z is the drawing's posterior mean and moves with it
    drawing: null, // its posterior: mean, sigma
    cost: null, // the newest drawing's of which it is known
    label: null, // the class the reader says the drawing has; null: the one that explains it best
    a: null, b: null, arc: false,
  };

  const complain = sentence => tell(find(".trouble"), sentence ?? "");
  const usable = (answer, data) => {
    complain(answer.error);
    return !answer.error && data.model === state.model;
  };

  // Two lines, so that a drawing never waits behind a glance at the map; their questions are numbered together, so that in
  // the large picture an old answer never replaces a newer one of either.
  let asked = 0, shown = 0;
  const show = (pictures, { number, model, latent, weights }) => {
    if (number < shown) return;
    shown = number;
    paint(find(".big"), pictures);
    if (!state.info.classes) return;
    if (pictures.length > PIXELS) labels.paint(pictures, number);
    else askLabels({ number, model, latent, weights }); // the page is quicker with the one picture
  };
  const answering = createAnswering(server, element), showCost = createCost(panel, find(".bound"));
  const askDecode = latest(data => patient(answering.decode(data)), (answer, data) => {
    if (usable(answer, data)) show(answer.pictures, data);
  });
  const askLabels = latest(data => patient(answering.labels(data)), ({ error, pictures }, { model, number }) => {
    if (!error && model === state.model) labels.paint(pictures, number);
  });
  const heed = (answer, data) => {
    if (state.follows) show(answer.pictures, { ...data, latent: answer.mean, weights: one(answer.label) });
    read(answer, data); // after the picture, which is what the hand waits for
  };
  const askEncode = latest(data => patient(answering.encode(data)), (answer, data) => { if (usable(answer, data)) heed(answer, data); });
  const askCost = latest(data => patient(answering.cost(data)), (found, data) => {
    if (!usable(found, data) || !state.drawing) return;
    const paid = { ...data.drawing, ...found };
    if (found.mean && state.drawing === data.drawing) heed(paid, data); // with another label
    else pay(paid);
  });
  const askBetween = latest(data => patient(answering.interpolate(data)), (answer, data) => {
    if (usable(answer, data)) between.paint(answer.pictures);
  });

  const decode = (z = state.z) => askDecode({ number: ++asked, model: state.model, latent: z, weights: state.weights });
  const encode = () => {
    const pixels = pad.pixels();
    if (!pixels) return;
    paint(find(".seen"), pixels);
    askEncode({ number: ++asked, model: state.model, pixels: toBase64(pixels), label: state.label });
  };
  const interpolate = () => {
    if (!state.a) return;
    askBetween({ model: state.model, a: state.a, b: state.b, arc: state.arc });
    map.ends(state.a.latent, state.b.latent);
  };

  // Moves z and shows it everywhere; `source` says by whose hand.
  const move = (z, source, { weights = state.weights, follows = false } = {}) => {
    Object.assign(state, { z, weights, source, follows });
    sliders.show(z);
    if (state.info.map) map.show(z);
    if (state.info.classes) markLabels();
    if (source[0] !== "between") between.leave();
    tellSource();
    keep();
  };
  const go = (...move_) => { state.peeking = false; move(...move_); decode(); };

  // The encoder's answer about the drawing.
  const read = (answer, data) => {
    if (!pad.pixels()) return; // wiped while the question was under way
    state.drawing = answer;
    paint(find(".again"), answer.pictures);
    showPosterior();
    tellCost();
    if (state.info.plain || "reconstruction" in answer) pay(answer);
    else askCost({ ...data, drawing: answer });
    if (state.info.classes) given.show(state.label ?? "auto");
    if (state.follows) move(answer.mean, ["drawing"], { weights: one(answer.label), follows: true });
  };
  const pay = drawing => { state.cost = drawing; tellCost(); };
  const showPosterior = () => {
    sliders.posterior(state.drawing);
    if (state.info.map) map.posterior(state.drawing);
    find("[data-do=mean]").disabled = !state.drawing;
    find("[data-do=sample]").disabled = !state.drawing || state.info?.plain; // a code that is one point does not vary
  };
  const one = label => ten.slice(0, state.info.classes).map(other => Number(other === label)); // [] without labels

  // A, B or the way between them is another now, and z no longer a point on it.
  const leaveWay = () => {
    if (state.source[0] !== "between") return;
    state.source = ["hand"];
    between.leave();
    tellSource();
  };
  const keepAs = end => { state[end] = { latent: state.z, weights: state.weights }; leaveWay(); interpolate(); };
  const actions = {
    random: () => go(state.z.map(normal), ["prior"]),
    zero: () => go(state.z.map(() => 0), ["zero"]),
    mean: () => { state.follows = true; encode(); },
    sample: () => go(state.drawing.mean.map((mean, i) => mean + state.drawing.sigma[i] * normal()), ["sampled"]),
    a: () => keepAs("a"),
    b: () => keepAs("b"),
  };
  for (const [name, action] of Object.entries(actions)) find(`.result [data-do=${name}]`).onclick = action;

  const className = label => state.info.data === "fashion" ? say(`fashion_${label}`) : String(label);
  const moved = z => go(z, ["hand"]);
  const sliders = createSliders(panel, find(".sliders"), (dimension, value) => moved(state.z.with(dimension, value)));
  const peeked = z => {
    state.peeking = Boolean(z);
    tellSource();
    decode(z ?? state.z);
  };
  const map = createMap(panel, find(".flat"), { colours: props.colours, moved, peeked, className });
  const between = createBetween(panel, find(".between"), {
    walked: t => {
      const mix = (key, arc) => along(state.a[key], state.b[key], t, arc);
      go(mix("latent", state.arc), ["between", { percent: Math.round(100 * t) }], { weights: mix("weights", false) });
    },
    turned: arc => { state.arc = arc; between.speak(arc); leaveWay(); interpolate(); },
  });
  const pad = createDigitPad(find(".pad"), pixels => {
    if (pixels) {
      state.follows = true;
      encode();
      return;
    }
    for (const name of [".seen", ".again"]) wipe(find(name));
    Object.assign(state, { drawing: null, cost: null, follows: false });
    showPosterior();
    tellCost();
  });

  // A test picture of the class: another one at each press.
  let turn = 0;
  const pick = label => {
    const examples = state.info.examples[label];
    return examples[turn++ % examples.length];
  };
  const jump = label => go(pick(label), ["test", { label }], { weights: one(label) });
  const chips = () => Array.from({ length: 10 }, (_, label) => {
    const chip = make("button", { type: "button" }, className(label));
    chip.style.setProperty("--class", props.colours[label]);
    chip.onclick = () => jump(label);
    chip.onpointerenter = chip.onfocus = () => map.single(label);
    chip.onpointerleave = chip.onblur = () => map.single(null);
    return chip;
  });

  const models = createChoice(find(".models"), name => { picker.leave(); open(name); });
  let arriving = {}; // what the link says, for the weights that it names
  const picker = createWeights(panel, find(".weights"), name => { open(name, name.startsWith(arriving.model) ? arriving : {}); arriving = {}; });
  const given = createChoice(find(".given .segments"), label => {
    state.label = label === "auto" ? null : label;
    encode();
  });
  let labels = null;
  const markLabels = () => labels.mark(state.weights.indexOf(1));

  // Where there is no prior, some things are said otherwise.
  const sayHere = (word, fields) => say(state.info?.plain && panel.knows(`${word}_plain`) ? `${word}_plain` : word, fields);
  const tellSource = () => {
    const [key, fields = {}] = state.peeking ? ["peek"] : state.source;
    tell(find(".source"), sayHere(`from_${key}`, { ...fields, name: className(fields.label) }));
  };
  const tellCost = () => {
    find(".pair").hidden = !state.drawing;
    showCost(state.drawing && state.cost, state.info);
  };

  // All words that depend on the model or on what is shown.
  const speak = () => {
    models.build(props.models, name => say(`model_${name}`));
    models.show(state.model);
    between.speak(state.arc);
    map.speak();
    picker.speak();
    if (!state.info) return;
    const { latents, kl, classes, data, examples, plain } = state.info;
    const busy = kl?.filter(value => value >= COLLAPSED).length;
    find(".about").textContent = say(plain ? "about_free" : kl ? "about" : "about_plain", { latents, busy });
    for (const word of ["key_prior", "key_posterior"]) find(`[data-word=${word}]`).textContent = sayHere(word);
    find("[data-word=key_kl]").hidden = plain;
    find("[data-do=random]").title = sayHere("random_why");
    find(".hint").textContent = say(data === "fashion" ? "hint_fashion" : "hint_digit");
    find(".jump").hidden = !examples;
    find(".jump span").textContent = say(data === "fashion" ? "jump_fashion" : "jump_digit");
    find(".jump .chips").replaceChildren(...chips());
    sliders.build(latents, kl);
    sliders.show(state.z);
    if (state.info.map) map.build(state.info.map);
    if (classes) {
      given.build(["auto", ...ten], label => label === "auto" ? say("auto") : className(label));
      given.show(state.label ?? "auto");
      const choose = label => go(state.z, ["label", { label }], { weights: one(label) });
      labels = createLabels(find(".labels .row"), classes, className, choose);
    }
    showPosterior();
    tellSource();
    tellCost();
  };

  // Where to begin with a model: at the link's point, at the drawing, or at a test picture.
  const begin = start => {
    const { latents, classes, examples } = state.info;
    const zero = Array(latents).fill(0), label = clamp(Math.round(start.label ?? FROM) || 0, 0, 9);
    const example = class_ => ({ latent: examples ? examples[class_][0] : zero.map(normal), weights: one(class_) });
    Object.assign(state, { z: zero, a: example(FROM), b: example(TO), drawing: null, cost: null, label: null, peeking: false });
    const asked = start.z?.split(",").map(Number);
    const linked = asked?.length === latents && asked.every(value => Math.abs(value) <= 10);
    speak();
    const first = examples ? [state.a.latent, ["test", { label: FROM }]] : [zero, ["zero"]];
    const mix = start.weights?.split(",").map(Number), mixed = mix?.length === classes && mix.every(value => value >= 0 && value <= 1);
    move(...(linked ? [asked, ["link"]] : first), { weights: mixed ? mix : one(label) });
    decode();
    interpolate();
    if (pad.pixels()) { state.follows = !linked; encode(); }
  };

  const open = async (model, start = {}) => {
    state.model = model;
    answering.open(model);
    models.show(model);
    element.classList.add("opening");
    const info = await patient(server.open_model({ model, language: language() }).catch(() => undefined));
    if (state.model !== model) return;
    complain(info ? info.error : say("no_answer"));
    if (!info || info.error) { // the next touch tries again
      element.addEventListener("pointerdown", () => open(model, start), { once: true });
      return;
    }
    state.info = info;
    element.classList.remove("opening");
    find(".flat").hidden = !info.map;
    find(".swatches").hidden = Boolean(info.map);
    for (const part of [".given", ".labels"]) find(part).hidden = !info.classes;
    pad.use(info.data === "fashion" ? "outline" : "line");
    begin(start);
    picker.show(model);
  };

  // The address of what is shown: for a conditional model with the label or, between two of them, the weight of each.
  const keep = () => {
    const listed = values => values.map(value => +value.toFixed(2)).join(), label = state.weights.indexOf(1);
    const condition = !state.info.classes ? {} : label < 0 ? { weights: listed(state.weights) } : { label };
    remember("latent", { model: state.model, z: listed(state.z), ...condition });
  };

  onLanguage(() => {
    speak();
    if (!state.info) return;
    if (state.info.classes) markLabels();
    decode(); // the rows were made anew
    interpolate();
  });
  const start = recall("latent"), linked = props.models.includes(start.model);
  if (props.models.length) open(linked ? start.model : props.models[0], linked ? start : {});
  else {
    complain(say("no_models"));
    for (const part of [".story", ".between"]) find(part).hidden = true;
  }
  if (!linked && start.model) { arriving = start; picker.choose(start.model); }
};
