// Reinforcement learning beside a world model: what an episode gets, over the steps that were taken in the world.

import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { asPicture, make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { opened } from "./draw.js";

const INSIDE = `
  <h3 data-word="rival"></h3>
  <p class="intro" data-word="rival_intro"></p>
  <p class="complaint" role="alert"></p>
  <figure>
    <canvas></canvas>
    <figcaption class="hint" data-word="rival_why"></figcaption>
  </figure>
  <table><thead><tr><th scope="col" data-word="rival_way"></th><th scope="col" data-word="rival_steps"></th><th scope="col" data-word="rival_return"></th></tr></thead><tbody></tbody></table>`;
const LEFT = 44, BELOW = 22, TOP = 8, RIGHT = 16; // pixels around the curve
const TOGETHER = 10; // episodes of which the mean is drawn
const WAYS = ["planner", "policy", "rival", "optimum"];

// Costs, that is returns without their sign, by their logarithm: the best lie close together.
export const scaleOf = costs => {
  const [low, high] = [Math.log(Math.min(...costs) * 0.9), Math.log(Math.max(...costs) * 1.1)];
  return cost => (Math.log(cost) - low) / (high - low); // 0 at the top
};
export const smoothed = (curve, count = TOGETHER) => curve.slice(count - 1).map(([steps], last) =>
  [steps, curve.slice(last, last + count).reduce((sum, [, gained]) => sum + gained / count, 0)]);

const draw = (canvas, told) => {
  if (!canvas.clientWidth) return;
  const { context, wide, high, colour } = opened(canvas);
  const ends = WAYS.map(name => told[name]).filter(value => value !== null), line = smoothed(told.curve);
  const share = scaleOf([...ends, ...line.map(([, gained]) => gained)].map(gained => -gained));
  const last = Math.max(told.steps ?? 0, told.given) * 1.02;
  const x = steps => LEFT + steps / last * (wide - LEFT - RIGHT), y = gained => TOP + share(-gained) * (high - TOP - BELOW);
  context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
  const rule = gained => context.fillRect(LEFT, y(gained), wide - LEFT - RIGHT, 0.75);
  for (const gained of [-150, -300, -600, -1200]) {
    context.fillStyle = colour("hairline");
    rule(gained);
    context.fillStyle = colour("body-text-color-subdued");
    context.textAlign = "right";
    context.fillText(number(gained), LEFT - 6, y(gained) + 4);
  }
  context.textAlign = "center";
  for (let steps = 0; steps <= last; steps += 10_000) context.fillText(number(steps), Math.max(x(steps), LEFT), high - 6);
  const dot = (name, steps, gained, size) => {
    context.fillStyle = colour(name);
    context.beginPath();
    context.arc(x(steps), y(gained), size, 0, 7);
    context.fill();
  };
  context.globalAlpha = 0.35;
  for (const [steps, gained] of told.curve) if (share(-gained) >= 0) dot("rival", steps, gained, 2); // easy starts lie higher
  context.globalAlpha = 1;
  Object.assign(context, { strokeStyle: colour("rival"), lineWidth: 2, lineJoin: "round" });
  context.beginPath();
  for (const [steps, gained] of line) context.lineTo(x(steps), y(gained));
  context.stroke();
  if (told.optimum !== null) {
    context.strokeStyle = colour("optimum");
    context.setLineDash([5, 5]);
    context.beginPath();
    context.moveTo(LEFT, y(told.optimum));
    context.lineTo(wide - RIGHT, y(told.optimum));
    context.stroke();
  }
  if (told.policy !== null) dot("policy", told.given, told.policy, 7);
  if (told.planner !== null) dot("planner", told.given, told.planner, 4); // nearly the same place
  if (told.rival !== null && told.steps) dot("rival", told.steps, told.rival, 6);
};

export const start = async context => {
  context.element.querySelector(".inside").innerHTML = INSIDE; // before its words are said: the answer comes later
  const panel = await openPanel(context, { words: ["plan"], styles: ["tabs/plan/rival"] });
  const { element, props, server, say, onLanguage, language } = panel, find = selector => element.querySelector(selector);
  const told = await patient(server.rival({ model: props.model, world: props.world, language: language() }));
  const canvas = find("canvas");
  if (!told || told.error) {
    find("figure").hidden = find("table").hidden = true;
    onLanguage(() => tell(find(".complaint"), told?.error ?? say("no_answer")));
    return;
  }
  const taken = { planner: told.given, policy: told.given, rival: told.steps };
  onLanguage(() => {
    asPicture(canvas, say("rival_curve"));
    find("tbody").replaceChildren(...WAYS.filter(name => told[name] !== null).map(name => make("tr", { className: name },
      make("th", { scope: "row" }, say(`way_${name}`)),
      make("td", {}, taken[name] ? number(taken[name]) : "–"),
      make("td", {}, number(told[name], { maximumFractionDigits: 1, minimumFractionDigits: 1 })))));
    draw(canvas, told);
  });
  new ResizeObserver(() => draw(canvas, told)).observe(canvas);
  element.dataset.drawn = told.curve.length;
};
