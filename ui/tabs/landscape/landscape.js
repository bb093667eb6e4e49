// One's own drawing in the landscape of an EBGAN: its energy and its reconstruction while one draws, a slice of picture
// space around it, and the way down from there.

import { createDigitPad } from "../../parts/digit_pad/digit_pad.js";
import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { createRow, fromBase64, paint, tell, toBase64 } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { createRelief } from "./relief.js";
import { createScale } from "./scale.js";
import { restored } from "./slice.js";

const KEPT = "landscape"; // the strokes and the two digits, as this tab of the browser remembers them
const PIXELS = 784, FRAME = 40; // milliseconds for a picture on its way down
const EXAMPLE = 5, BEGIN = [3, 8]; // digits: in place of a drawing, and at the other corners

export const start = async context => {
  const panel = await openPanel(context, {
    words: ["landscape"], styles: ["parts/digit_pad/digit_pad", "tabs/landscape/landscape"],
  });
  const { element, props, server, say, onLanguage, latest, language } = panel;
  const find = selector => element.querySelector(selector), [model] = props.models;
  const state = { others: BEGIN, digits: null, margin: null, fallen: null, energy: null };
  let falling = 0;

  const keep = tabStore.soon(KEPT, () => ({ strokes: pad.strokes(), others: state.others }));
  const restore = () => {
    const { strokes, others } = restored(tabStore.parsed(KEPT), BEGIN);
    state.others = others;
    if (strokes.length) pad.take(strokes);
  };

  // ---- the picture that is looked at: what has fallen, or is drawn, or stands in for a drawing

  const digit = index => state.digits?.subarray(index * PIXELS, (index + 1) * PIXELS);
  const picture = () => state.fallen ?? pad.pixels() ?? digit(EXAMPLE);

  const told = answer => { tell(find(".complaint"), answer.error ?? ""); return !answer.error; };
  const askLook = latest(data => patient(server.look(data)), (answer, data) => {
    if (!told(answer)) return;
    const seen = fromBase64(data.picture), rebuilt = fromBase64(answer.rebuilt);
    paint(find(".seen"), seen);
    paint(find(".rebuilt"), rebuilt);
    paint(find(".error"), seen.map((value, i) => Math.min(255, 1.5 * Math.abs(value - rebuilt[i]))));
    state.energy = answer.energy;
    speakEnergy();
  });
  const askSurvey = latest(data => patient(server.survey(data)), (answer, data) => {
    if (answer.error) return;
    const energies = new Float32Array(fromBase64(answer.energies).buffer);
    relief.show(energies, [...data.others, data.picture].map(fromBase64), state.margin);
  });
  const short = energy => number(energy, { maximumFractionDigits: energy < 10 ? 1 : 0 });
  const speakEnergy = () => {
    const { energy } = state;
    scale.point(energy);
    if (energy === null) return;
    const value = short(energy), meaning = scale.meaning(energy);
    tell(find(".energy"), [say("energy", { value }), meaning && say(meaning)].filter(Boolean).join(" "));
  };
  const show = () => {
    const now = picture();
    if (!now || !model) return;
    const data = { model, picture: toBase64(now) };
    askLook(data);
    if (state.digits?.length) askSurvey({ ...data, others: state.others.map(index => toBase64(digit(index))) });
    rise();
  };
  const rise = () => {
    find(".fallen").hidden = !state.fallen;
    find(".back").disabled = !state.fallen;
    if (state.fallen) paint(find(".fallen"), state.fallen);
  };

  // ---- drawing, and the way down

  const begin = () => { // the drawing itself is looked at again
    falling++;
    state.fallen = null;
    relief.leave();
  };
  const pad = createDigitPad(find(".pad"), () => {
    begin();
    keep();
    show();
  });
  pad.use("line");

  const descend = async () => {
    const turn = ++falling;
    relief.leave();
    if (!pad.pixels() && !state.fallen) return tell(find(".complaint"), say("nothing_drawn"));
    const data = { model, picture: toBase64(picture()), language: language() };
    const answer = await patient(server.descend(data)).catch(() => undefined) ?? { error: say("no_answer") };
    if (turn !== falling || !told(answer)) return;
    const frames = fromBase64(answer.frames), count = frames.length / PIXELS, began = performance.now();
    const next = () => {
      if (turn !== falling) return;
      const at = Math.min(count - 1, Math.floor((performance.now() - began) / FRAME));
      state.fallen = frames.slice(at * PIXELS, (at + 1) * PIXELS);
      show();
      if (at < count - 1) requestAnimationFrame(next);
    };
    next();
  };
  find(".descend").onclick = descend;
  find(".back").onclick = () => { begin(); show(); find(".descend").focus(); };

  // ---- the scale and the slice

  const scale = createScale(find(".scale"), say);
  const relief = createRelief(find(".relief"), (mixture, energy) => {
    if (mixture) paint(find(".seen"), mixture);
    tell(find(".where"), mixture ? say("pointed_at", { value: short(energy) }) : "");
    if (!mixture) return state.energy !== null && show();
    return mixture.some(Boolean) && askLook({ model, picture: toBase64(mixture) });
  });
  const speakDigits = () => {
    if (!state.digits?.length) return;
    const digits = createRow(find(".digits"), 10, index => say("digit", { digit: index }), choose);
    digits.paint(state.digits);
    mark();
  };
  const mark = () => {
    find(".digits").querySelectorAll("button").forEach((button, index) => { button.ariaPressed = state.others.includes(index); });
  };
  const choose = index => { // it takes the place of the one that was chosen first
    if (state.others.includes(index)) return;
    state.others = [state.others[1], index];
    mark();
    keep();
    show();
  };

  const open = async () => {
    const answer = await patient(server.open_model({ model, language: language() })).catch(() => undefined) ?? { error: say("no_answer") };
    if (!told(answer)) return;
    state.digits = fromBase64(answer.digits);
    state.margin = answer.margin;
    scale.open(answer);
    speakDigits();
    show();
  };
  onLanguage(() => {
    scale.words();
    speakDigits();
    speakEnergy();
    find(".relief").setAttribute("aria-label", say("slice_label"));
    if (!model) tell(find(".complaint"), say("no_models"));
  });
  restore();
  if (model) open();
};
