// The sliders of what one may choose.

import { make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { KNOBS } from "./settings.js";

// changed(name): after a slider has written into `choices`.
export const createKnobs = ({ say }, root, choices, changed) => {
  const speakers = Object.entries(KNOBS).map(([name, [low, high]]) => {
    const input = make("input", { type: "range", className: name, min: low, max: high, step: 1, value: choices[name] });
    const title = make("span", { className: "name" }), output = make("output");
    root.append(make("label", { className: "field" }, make("span", {}, title, output), input));
    const speak = () => {
      tell(title, say(`knob_${name}`));
      tell(output, number(choices[name]));
      input.ariaValueText = output.textContent;
    };
    input.oninput = () => {
      choices[name] = input.valueAsNumber;
      speak();
      changed(name);
    };
    return speak;
  });
  return { words: () => { for (const speak of speakers) speak(); } };
};
