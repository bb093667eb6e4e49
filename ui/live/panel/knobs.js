// The knobs of a family: one row each. Before a start they make its configuration; while it runs, the live ones turn it.

import { rounded } from "../../parts/charts/charts.js";
import { make } from "../../parts/page/shared.js";

const RATES = { least: -6, most: 0 }; // powers of ten that a learning rate's slider spans; the field takes any number

const SEED = { name: "seed", kind: "int", live: false }; // no knob of a family, but chosen in the same way

export const knobName = ({ say, knows }, family, name) => {
  const special = `knob_${family.replaceAll("-", "_")}_${name}`;
  return say(knows(special) ? special : `knob_${name}`);
};
export const knobValue = ({ say, knows }, value) => (typeof value === "number" ? rounded(value)
  : typeof value === "boolean" ? say(value ? "yes" : "no")
  : knows(`value_${value}`) ? say(`value_${value}`) : String(value));

// turned(name, value) is called when a person has chosen a value.
export const createKnobs = (panel, place, turned) => {
  const { props, say } = panel;
  let family = null, rows = {};

  const row = knob => {
    const id = `live-${knob.name}-${Math.random().toString(36).slice(2, 7)}`;
    const choices = knob.kind === "bool" ? [true, false] : knob.choices;
    const logarithmic = knob.kind === "float" && knob.name.endsWith("rate");
    const label = make("label", { htmlFor: id });
    const field = choices
      ? make("select", { id }, ...choices.map((_, i) => new Option("", i)))
      : make("input", { type: "text", inputMode: "decimal", id, autocomplete: "off", size: 6 });
    const slider = logarithmic && !choices
      ? make("input", { type: "range", tabIndex: -1, ariaHidden: true, min: RATES.least, max: RATES.most, step: 0.05 }) : null;
    const node = make("div", { className: `knob ${knob.kind}` }, label, ...(slider ? [slider] : []), field);
    // what is no number stays as it was typed, and the server says what it should be
    const shown = value => String(typeof value !== "number" || knob.kind === "int" ? value : Number(value.toPrecision(3)));
    const show = value => {
      if (document.activeElement === field && !choices) return;
      field.value = choices ? choices.indexOf(value) : shown(value);
      if (slider && document.activeElement !== slider) slider.value = value > 0 ? Math.log10(value) : RATES.least;
    };
    field.addEventListener("change", () => {
      const text = field.value.trim();
      const value = Number(knob.kind === "float" ? text.replace(",", ".") : text); // 0,001 as much of the world writes it
      turned(knob.name, choices ? choices[field.value] : text === "" || Number.isNaN(value) ? text : value);
    });
    slider?.addEventListener("input", () => { field.value = shown(10 ** slider.value); });
    slider?.addEventListener("change", () => { slider.blur(); turned(knob.name, Number(field.value)); });
    const words = () => {
      label.textContent = knobName(panel, family, knob.name);
      node.title = say(`knob_${knob.name}_why`);
      if (choices) [...field.options].forEach((option, i) => { option.textContent = knobValue(panel, choices[i]); });
    };
    place.append(node);
    return { knob, node, field, slider, show, words };
  };

  const setFamily = name => {
    if (name === family) return;
    family = name;
    panel.prefer([...props.offers.families[name].words, "live"]);
    place.replaceChildren();
    rows = Object.fromEntries([...props.offers.families[name].knobs, SEED].map(knob => [knob.name, row(knob)]));
    for (const each of Object.values(rows)) each.words();
  };

  // free: nothing runs, so that every knob may be turned; mine: whether this page may turn any.
  const show = (config, free, mine) => {
    for (const { knob, node, field, slider, show } of Object.values(rows)) {
      if (knob.name in config) show(config[knob.name]);
      const open = mine && (free || knob.live);
      field.disabled = !open;
      if (slider) slider.disabled = !open;
      node.classList.toggle("fixed", !open);
    }
    rows.clip?.node.toggleAttribute("hidden", config.lipschitz !== "clipping");
    rows.penalty_weight?.node.toggleAttribute("hidden", config.lipschitz === "clipping");
  };

  return { setFamily, show, words: () => Object.values(rows).forEach(each => each.words()) };
};
