// How far each solver is above the minimum, on a logarithmic axis over the steps.

import { svg } from "../../parts/charts/charts.js";
import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { along, STOPS } from "./patch.js";

const WIDE = 100, HIGH = 40, LOW = -5, TOP = 2; // powers of ten
const LAST = STOPS.length - 1, TICKS = [0, 1, 3, 7, 20, 50, 100];

export const createGaps = place => {
  const lines = { ista: svg("path", { class: "line ista" }), fista: svg("path", { class: "line fista" }) };
  const rules = svg("path", { class: "rules" }), cursor = svg("path", { class: "cursor" });
  const dots = make("div", { className: "dots" }), powers = make("div", { className: "powers" }), ticks = make("div", { className: "ticks" });
  place.append(svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": true }, rules, ...Object.values(lines), cursor), dots, powers, ticks);
  const x = step => WIDE * along(step) / LAST;
  const y = gap => HIGH * (1 - (Math.min(TOP, Math.max(LOW, Math.log10(Math.max(gap, 1e-9)))) - LOW) / (TOP - LOW));
  rules.setAttribute("d", Array.from({ length: TOP - LOW + 1 }, (_, i) => `M0 ${HIGH * i / (TOP - LOW)}H${WIDE}`).join(""));

  const words = () => {
    powers.replaceChildren(...[0, -2, -4].map(power => {
      const node = make("span", {}, number(10 ** power, { maximumFractionDigits: 4 }));
      node.style.top = `${100 * (TOP - power) / (TOP - LOW)}%`;
      return node;
    }));
    ticks.replaceChildren(...TICKS.map(step => {
      const node = make("span", {}, number(step));
      node.style.left = `${x(step)}%`;
      return node;
    }));
  };
  // paths: {ista, fista}: the gap after each step.  points: [[uses, gap], ...] of LISTA.  step: where the slider stands.
  const show = (paths, points, step, depth) => {
    for (const [name, gaps] of Object.entries(paths)) lines[name].setAttribute("d", gaps.map((gap, i) => `${i ? "L" : "M"}${x(i).toFixed(2)} ${y(gap).toFixed(2)}`).join(""));
    dots.replaceChildren(...points.map(([uses, gap]) => {
      const node = make("i", { className: uses === depth ? "on" : "" });
      Object.assign(node.style, { left: `${x(uses)}%`, top: `${100 * y(gap) / HIGH}%` });
      return node;
    }));
    cursor.setAttribute("d", `M${x(step)} 0V${HIGH}`);
  };
  words();
  return { show, words };
};
