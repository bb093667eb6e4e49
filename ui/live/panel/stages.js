// One training step in slow motion: noise, forgeries, opinions, gradients, update, with the numbers of that very step.

import { number } from "../../parts/charts/charts.js";
import { make } from "../../parts/page/shared.js";

const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

// One row of noise as a bar of greys.
const grains = row => {
  const bar = make("i"), greys = row.slice(0, 32).map(value => Math.round(50 + 16 * Math.max(-3, Math.min(3, value))));
  bar.style.background = `linear-gradient(${greys.map(grey => `hsl(0 0% ${grey}%)`).join(",")})`;
  return bar;
};

export const showStages = ({ say, knows }, place, stages, family) => {
  place.hidden = !stages;
  if (!stages) return;
  const critic = family === "wgan-gp";
  const opinions = values => (critic ? values : values.map(value => 1 / (1 + Math.exp(-value))));
  const verdict = value => make("span", {}, critic ? number(value) : value.toFixed(2));
  const picture = source => make("img", { src: source, alt: "" });
  const judged = (source, values) => [
    picture(source), make("p", { className: "verdicts" }, ...opinions(values).map(verdict)),
  ];
  const network = name => stages.networks[name] && make("p", {}, say("stage_network", {
    gradient: number(stages.networks[name].gradient), change: number(100 * stages.networks[name].change),
  }));
  const steps = [
    ["noise", stages.noise && [make("div", { className: "noise" }, ...stages.noise.map(grains))]],
    ["fake", stages.fake && [picture(stages.fake)]],
    ["on_real", stages.on_real && judged(stages.real, stages.on_real)],
    ["on_fake", stages.on_fake && judged(stages.fake, stages.on_fake)],
    ["update_d", stages.on_real && [network(critic ? "critic" : "discriminator")]],
    ["again", stages.on_fake_again && [make("p", {}, say("stage_again_is", { value: number(mean(opinions(stages.on_fake_again))) }))]],
    ["update_g", stages.on_fake_again && [network("generator")]],
  ].filter(([, content]) => content);
  const why = name => say(critic && knows(`stage_${name}_critic`) ? `stage_${name}_critic` : `stage_${name}_why`);
  place.replaceChildren(
    make("h3", {}, say("slow", { step: stages.step.toLocaleString() })),
    make("ol", {}, ...steps.map(([name, content]) => make(
      "li", {}, make("b", {}, say(`stage_${name}`)), ...content.filter(Boolean), make("p", { className: "hint" }, why(name)),
    ))),
  );
};
