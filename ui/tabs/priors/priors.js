// A finished model: under the pointer the decoder paints, ghost pointers paint the same place of the other parts, and a
// drawing's dot falls into a part and can be dragged along it.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { openPanel } from "../../parts/page/page.js";
import { COLOURS, createChoice, fromBase64, make, paint, toBase64 } from "../../parts/page/shared.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createPlane } from "./plane.js";
import { CLASSES, ghosts, shapeOf } from "./shape.js";

const SIDE = 28;

export const start = async context => {
  const panel = await openPanel(context, { words: ["priors"], styles: ["parts/digit_pad/digit_pad", "tabs/priors/priors"] });
  const { element, props, server, say, onLanguage, latest, remember, recall, language } = panel;
  const part = selector => element.querySelector(selector), complaint = part(".complaint");
  const state = { model: props.models.includes(recall("priors").model) ? recall("priors").model : props.models[0], drawn: null };

  const pictures = Array.from({ length: CLASSES }, () => make("canvas", { width: SIDE, height: SIDE }));
  const row = Array.from({ length: CLASSES }, (_, label) => {
    const canvas = make("canvas", { width: SIDE, height: SIDE });
    canvas.style.setProperty("--class", COLOURS[label]);
    return canvas;
  });
  part(".row").replaceChildren(...row);
  let painted = false;
  const picture = (context, index, left, top, side) => {
    if (!painted) return false;
    context.imageSmoothingEnabled = true;
    context.drawImage(pictures[index], left, top, side, side);
    return true;
  };

  const told = answer => { complaint.textContent = answer.error ?? ""; return !answer.error; };
  const look = latest(server.paint, answer => {
    if (!told(answer)) return;
    const bytes = fromBase64(answer.pictures), count = bytes.length / SIDE ** 2;
    for (let index = 0; index < count; index++) {
      paint(pictures[index], bytes, index);
      paint(row[index], bytes, index);
    }
    painted = true;
    plane.redraw();
  });
  const point = at => {
    const { shape } = plane.get();
    if (!at) at = plane.get().dot; // back to one's own drawing
    if (!shape || !at) return plane.set({ ghosts: null });
    const found = ghosts(shape, at);
    plane.set({ ghosts: { ...found, picture } });
    part(".where").textContent = found.label === null ? "" : say("pointed_at", { label: found.label });
    return look({ model: state.model, places: found.places });
  };
  const plane = createPlane(part(".body"), { pointed: (at, held) => {
    if (held && plane.get().dot) plane.set({ dot: at }); // one's own dot is dragged along
    point(at);
  } });

  const place = latest(server.encode, answer => {
    if (!state.drawn || !told(answer)) return;
    plane.set({ dot: answer.place });
    part(".found").textContent = answer.part === null ? say("found_nowhere") : say("found_in", { label: answer.part });
    point(answer.place);
  });
  const pad = createDigitPad(part(".pad"), pixels => {
    state.drawn = pixels;
    if (pixels) return place({ model: state.model, pixels: toBase64(pixels) });
    plane.set({ dot: null, ghosts: null });
    part(".found").textContent = "";
  });
  pad.use("line");

  const open = async name => {
    state.model = name;
    models.show(name);
    remember("priors", { model: name });
    const answer = await server.open_model({ model: name, language: language() }).catch(() => null) ?? { error: say("no_answer") };
    if (!told(answer) || state.model !== name) return;
    plane.set({ shape: shapeOf(unpacked(answer.prior)), ghosts: null, dot: null });
    plane.codes(unpacked(answer.codes));
    point([1.4, 0]);
    if (state.drawn) place({ model: name, pixels: toBase64(state.drawn) });
  };
  const models = createChoice(part(".models"), open);
  onLanguage(() => {
    models.build(props.models, name => say(name.replaceAll("-", "_")));
    models.show(state.model);
    plane.canvas.setAttribute("aria-label", say("plane_finished"));
  });
  if (props.models.length) open(state.model);
  else complaint.textContent = say("no_models");
};
