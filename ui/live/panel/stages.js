// One training step in slow motion, stage by stage, with the numbers of that very step.

import { rounded } from "../../parts/charts/charts.js";
import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";

// address(shown): where the picture of what is shown can be had.
export const showStages = ({ say, knows }, place, told, family, address) => {
  place.hidden = !told;
  if (!told) return;
  const own = family.replaceAll("-", "_");
  const verdict = (value, relative) => make("span", {}, relative ? rounded(value) : value.toFixed(2));
  const words = (name, ending = "") =>
    [`stage_${name}_${own}${ending}`, `stage_${name}${ending}`, `stage_update${ending}`].find(knows);
  const item = ({ name, shown, values }) => make(
    "li", { className: name }, make("b", {}, say(words(name), { name: name.replace("update_", "") })),
    ...(shown ? [make("img", { src: address(shown), alt: "", className: shown.kind })] : []),
    ...(shown?.values?.length ? [make("p", { className: "verdicts" }, ...shown.values.map(value => verdict(value, shown.relative)))] : []),
    ...("gradient" in values ? [make("p", {}, say("stage_network", {
      gradient: rounded(values.gradient), change: rounded(100 * values.change),
    }))] : []),
    ...("mean" in values && !shown ? [make("p", {}, say("stage_again_is", { value: rounded(values.mean) }))] : []),
    make("p", { className: "hint" }, say(words(name, "_why"))),
  );
  place.replaceChildren(
    make("h3", {}, say("slow", { step: number(told.step) })), make("ol", {}, ...told.stages.map(item)),
  );
};
