// The sample grid: controls on one side, the judged pictures on the other; every turn of a control asks again.

import { openPanel } from "../../parts/page/page.js";
import { make } from "../../parts/page/shared.js";
import { createWeights } from "../../parts/weights/weights.js";
import { createAttributes } from "./attributes.js";

const TILE = 28;

const percent = share => `${Math.floor(100 * share + 1e-4)}%`; // 0.9 arrives as 0.89999998
const figure = () => (
  make("figure", {}, make("canvas", { width: TILE, height: TILE, role: "img", ariaLabel: "…" }), make("figcaption")));

export const start = async context => {
  const panel = await openPanel(context, {
    words: ["classes", "fashion", "weights"], styles: ["parts/weights/weights", "tabs/classes/classes"],
  });
  const { element, props, server, say, onLanguage, latest, remember, recall } = panel;
  const form = element.querySelector("form.controls");
  const chips = element.querySelector(".chips");
  const rows = element.querySelector(".rows"), layout = element.querySelector(".columns");
  const ends = element.querySelector(".ends");
  const complaint = element.querySelector(".complaint");
  const results = element.querySelector(".results"), narrow = matchMedia("(max-width: 760px)");
  const reach = () => { results.tabIndex = narrow.matches ? 0 : -1; }; // there they scroll, for the keyboard, too
  narrow.addEventListener("change", reach);
  reach();

  const state = { model: props.models[0], classes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] };
  const faces = createAttributes(panel, element.querySelector(".faces"), values => { state.attributes = values; change(); });
  let answer = null;  // what is on the screen
  let asked = null;   // and what it answers

  const clothes = new Set(props.models.filter(name => name.endsWith("fashion"))); // models whose classes have names
  const nameOf = (value, model = state.model) => (clothes.has(model) ? say(`fashion_${value}`) : String(value));
  const mixing = () => form.mixing.value === "1";

  // ---- pictures

  const judged = (index, row) => {
    if (!answer.said) return { kind: "", words: "" };
    const said = answer.said[index];
    const agrees = asked.mix === undefined ? said === asked.classes[row] : asked.classes.includes(said);
    const confidence = percent(answer.confidence[index]);
    const bare = agrees && asked.mix === undefined;
    return {
      kind: agrees ? "agrees" : "differs",
      words: bare ? `✓ ${confidence}` : `${nameOf(said, asked.model)} ${confidence}`,
      label: say("picture_label", { said: nameOf(said, asked.model), confidence }),
    };
  };

  const layOut = (count, columns) => {
    rows.style.setProperty("--count", columns);
    if (rows.childElementCount === count && rows.querySelectorAll("figure").length === count * columns) return;
    const cells = () => make("div", { className: "cells" }, ...Array.from({ length: columns }, figure));
    rows.replaceChildren(...Array.from({ length: count }, () => make("div", { className: "row" }, make("b"), cells())));
  };

  const describe = () => {
    if (!answer) return;
    const { milliseconds, elapsed } = answer, each = milliseconds / (answer.rows * answer.columns);
    element.querySelector(".speed").textContent =
      say("speed", { each: each.toFixed(2), model: milliseconds.toFixed(0), total: elapsed.toFixed(0) });
    [...rows.children].forEach((row, r) => {
      row.firstChild.textContent = asked.mix === undefined ? nameOf(asked.classes[r], asked.model) : "";
      row.querySelectorAll("figure").forEach((figure, c) => {
        const { kind, words, label } = judged(r * answer.columns + c, r);
        figure.className = kind;
        figure.title = label ?? "";
        figure.firstChild.setAttribute("aria-label", label ?? row.firstChild.textContent);
        figure.lastChild.textContent = words;
      });
    });
    rows.classList.toggle("mixed", asked.mix !== undefined);
    rows.style.setProperty("--label", clothes.has(asked.model) ? "5rem" : "1rem");
    summarise();
  };

  const summarise = () => {
    const score = element.querySelector(".score");
    const total = answer.rows * answer.columns;
    element.querySelector(".legend").textContent = answer.said ? say(asked.mix === undefined ? "legend" : "legend_mixed") : "";
    if (!answer.said) {
      score.textContent = say("no_judge");
    } else if (asked.mix === undefined) {
      score.textContent = say("agreement", { right: Math.round(answer.accuracy * total), total, share: percent(answer.accuracy) });
    } else {
      const counts = asked.classes.map(value => answer.said.filter(said => said === value).length);
      const parts = asked.classes.map((value, i) => say("seen_as", { name: nameOf(value, asked.model), count: counts[i] }));
      const others = total - counts[0] - counts[1];
      score.textContent = [...parts, ...(others ? [say("seen_as_other", { count: others })] : [])].join(" · ");
    }
  };

  let decoded = 0, painted = 0;
  const paint = async () => {
    const mine = ++decoded, sheet = new Image(), { columns } = answer;
    sheet.src = answer.sheet;
    await sheet.decode();
    if (mine < painted) return;
    painted = mine;
    rows.querySelectorAll("canvas").forEach((canvas, index) => {
      const left = (index % columns) * TILE, top = Math.floor(index / columns) * TILE;
      canvas.getContext("2d").drawImage(sheet, left, top, TILE, TILE, 0, 0, TILE, TILE);
    });
  };

  const ask = latest(server.sample, (found, question, elapsed) => {
    complaint.textContent = found.error ?? "";
    if (found.error) return;
    layout.classList.toggle("by-attributes", Boolean(found.names));
    element.querySelector(".faces").hidden = !found.names;
    if (found.names) {
      answer = null;
      faces.take(found, state.attributes);
      return;
    }
    [answer, asked] = [{ ...found, elapsed }, question];
    layOut(found.rows, found.columns);
    describe();
    paint();
  });

  // ---- controls

  const question = () => ({
    model: state.model,
    classes: state.classes,
    count: form.count.valueAsNumber,
    seed: form.seed.valueAsNumber,
    truncation: form.truncation.valueAsNumber,
    ...(mixing() && { mix: form.mix.valueAsNumber }),
    ...(state.attributes && { attributes: state.attributes }),
  });

  const refresh = () => {
    const mixed = mixing();
    if (mixed && state.classes.length !== 2) state.classes = [...new Set([...state.classes, 8, 3])].slice(0, 2);
    [...chips.children].forEach((chip, value) => chip.setAttribute("aria-pressed", state.classes.includes(value)));
    element.querySelector("[data-part=all]").hidden = mixed;
    ends.hidden = !mixed;
    [ends.firstElementChild.textContent, ends.lastElementChild.textContent] = mixed ? state.classes.map(v => nameOf(v)) : ["", ""];
    form.count.previousElementSibling.lastChild.textContent = form.count.value;
    form.truncation.previousElementSibling.lastChild.textContent = form.truncation.valueAsNumber.toFixed(2);
    form.mix.setAttribute("aria-valuetext", percent(form.mix.valueAsNumber));
  };

  const change = () => {
    refresh();
    if (!form.seed.checkValidity() || form.seed.value === "") { complaint.textContent = say("bad_seed"); return; }
    if (!state.classes.length && !layout.classList.contains("by-attributes")) { complaint.textContent = say("choose"); return; }
    ask(question());
    const { classes, attributes, ...rest } = question();
    remember("classes", { ...rest, classes: classes.join(), ...(attributes && { attributes: attributes.join() }) });
  };

  const toggle = value => {
    const chosen = state.classes.includes(value);
    if (mixing()) state.classes = chosen ? state.classes : [state.classes[1], value];
    else if (chosen) state.classes = state.classes.filter(other => other !== value);
    else state.classes = [...state.classes, value].sort((a, b) => a - b);
    change();
  };

  chips.replaceChildren(...Array.from({ length: 10 }, (_, value) => (
    make("button", { type: "button", onclick: () => toggle(value) }))));

  const models = element.querySelector("[data-part=models]");
  models.hidden = props.models.length < 2;
  models.querySelector(".segments").replaceChildren(...props.models.map(name => (
    make("label", {}, make("input", { type: "radio", name: "model", value: name }), make("span")))));

  const picker = createWeights(panel, element.querySelector(".weights"), name => open(name));
  const mark = () => { for (const input of models.querySelectorAll("input")) input.checked = input.value === state.model; };
  const tell = async name => {
    const facts = await picker.show(name);
    if (facts?.data !== "fashion" || clothes.has(name) || name !== state.model) return;
    clothes.add(name);
    speak();
  };
  const open = name => {
    state.model = name;
    state.attributes = null;
    mark();
    change();
    speak();
    tell(name);
  };
  form.addEventListener("input", event => {
    if (event.target.name === "model") { picker.leave(); open(event.target.value); } else change();
  });
  form.addEventListener("submit", event => event.preventDefault());
  element.querySelector("[data-part=all]").addEventListener("click", () => {
    state.classes = state.classes.length === 10 ? [] : [...Array(10).keys()];
    change();
  });
  element.querySelector("[data-part=reseed]").addEventListener("click", () => {
    form.seed.value = Math.floor(Math.random() * 10000);
    change();
  });

  // ---- start

  const restore = () => {
    const link = recall("classes");
    if (props.models.includes(link.model)) state.model = link.model;
    const classes = (link.classes ?? "").split(",").filter(word => /^[0-9]$/.test(word)).map(Number);
    if (classes.length) state.classes = [...new Set(classes)];
    const attributes = link.attributes?.split(",").map(Number) ?? [];
    if (attributes.length && attributes.every(value => value >= 0 && value <= 1)) state.attributes = attributes;
    for (const name of ["count", "seed", "truncation", "mix"]) if (link[name] !== undefined) form[name].value = link[name];
    if (!form.seed.value || !form.seed.checkValidity()) form.seed.value = 0;
    if (link.mix !== undefined) form.mixing.value = "1";
    mark();
    return link.model;
  };

  const speak = () => {
    [...chips.children].forEach((chip, value) => { chip.textContent = nameOf(value); });
    models.querySelectorAll("span").forEach((span, i) => { span.textContent = say(props.models[i].replaceAll("-", "_")); });
    picker.speak();
    refresh();
    describe();
    faces.speak();
  };

  const linked = restore();
  onLanguage(speak);
  layOut(mixing() ? 1 : state.classes.length, form.count.valueAsNumber);
  ask(question());
  tell(state.model);
  if (linked && linked !== state.model) picker.choose(linked);
};
