// One's own drawing in the same hand as each of the ten digits: z of the drawing, and every y in turn. Until there is one,
// the mean of all hands: z = 0.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { createChoice, fromBase64, make, paint, tell, toBase64 } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { createWeights } from "../../parts/weights/weights.js";

const STYLES = ["parts/weights/weights", "parts/digit_pad/digit_pad", "tabs/few_labels/hands"];

export const start = async context => {
  const panel = await openPanel(context, { words: ["few_labels", "weights"], styles: STYLES });
  const { element, props, server, say, onLanguage, latest } = panel;
  const find = selector => element.querySelector(selector);
  let model = props.models[0], shares = null;

  const figures = Array.from({ length: 10 }, (_, label) => {
    const canvas = make("canvas", { width: 28, height: 28, role: "img" });
    const figure = make("figure", {}, canvas, make("figcaption", {}, `${label}`), make("i"));
    return figure;
  });
  find(".ten").replaceChildren(...figures);

  const describe = () => {
    const most = shares ? shares.indexOf(Math.max(...shares)) : -1;
    for (const [label, figure] of figures.entries()) {
      const share = shares ? number(shares[label], { style: "percent" }) : "";
      figure.classList.toggle("most", label === most);
      figure.style.setProperty("--share", shares?.[label] ?? 0);
      tell(figure.querySelector("figcaption"), shares ? `${label} · ${share}` : `${label}`);
      figure.firstChild.setAttribute("aria-label", say(shares ? "hand_of" : "mean_hand_of", { label }));
    }
    tell(find(".whose"), pad.pixels() ? "" : say("mean_hand"));
  };
  const ask = latest(data => patient(server.analogies(data)), (answer, data) => {
    if (Boolean(data.pixels) !== Boolean(pad.pixels()) || data.model !== model) return;
    tell(find(".trouble"), answer.error ?? "");
    if (answer.error) return;
    const pictures = fromBase64(answer.pictures);
    shares = answer.shares ?? null;
    for (const [label, figure] of figures.entries()) paint(figure.firstChild, pictures, label);
    describe();
  });
  const change = pixels => {
    if (model) ask(pixels ? { model, pixels: toBase64(pixels) } : { model });
  };
  const pad = createDigitPad(find(".pad"), change);

  const choose = name => {
    model = name;
    choice.show(name);
    picker.show(name);
    change(pad.pixels());
  };
  const choice = createChoice(find(".models"), name => { picker.leave(); choose(name); });
  const picker = createWeights(panel, find(".weights"), choose);
  onLanguage(() => {
    choice.build(props.models, name => say(`model_${name}`));
    choice.show(model);
    picker.speak();
    describe();
  });
  if (model) {
    picker.show(model);
    change(pad.pixels());
  } else {
    tell(find(".trouble"), say("no_models"));
    find(".desk").hidden = true;
  }
};
