// The four modules as a row of lights, and what each driver takes and pays.

import { make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { DRIVERS } from "./drive.js";

export const MODULES = ["perception", "model", "critic", "actor"];

export const createLights = ({ say }, root) => {
  const lights = Object.fromEntries(MODULES.map(name => {
    const title = make("b"), what = make("span");
    const node = make("div", { className: "module" }, title, what);
    node.dataset.name = name;
    root.append(node);
    return [name, { node, title, what }];
  }));
  return {
    show: on => { for (const [name, { node }] of Object.entries(lights)) node.classList.toggle("on", on.includes(name)); },
    words: () => {
      for (const [name, { title, what }] of Object.entries(lights)) {
        tell(title, say(`module_${name}`));
        tell(what, say(`does_${name}`));
      }
    },
  };
};

const LEGEND = ["planner", "fan", "actor", "happened", "imagined", "told"];
// Of the lines in the picture.
export const createLegend = ({ say }, root) => ({
  // tells: whether something else may be told of the state than what it is.
  show: tells => root.classList.toggle("tells", tells),
  words: () => root.replaceChildren(...LEGEND.map(name => make("span", {}, make("i", { className: name }), say(`legend_${name}`)))),
});

export const createTable = ({ say }, root) => {
  const rows = Object.fromEntries(DRIVERS.map(name => {
    const title = make("th", { scope: "row" }), takes = make("td"), paid = make("td");
    const row = make("tr", { className: name }, title, takes, paid);
    root.append(row);
    return [name, { row, title, takes, paid }];
  }));
  return {
    // took: milliseconds a step by driver.  paid: by driver, after each step.
    show: ({ driver, took, paid, steps }) => {
      for (const [name, row] of Object.entries(rows)) {
        row.row.classList.toggle("drives", name === driver);
        const time = took[name], price = paid[name][Math.min(steps, paid[name].length) - 1];
        tell(row.takes, time === undefined ? "–" : say("milliseconds", { time: number(time, { maximumSignificantDigits: 2 }) }));
        tell(row.paid, price === undefined ? "–" : number(price, { maximumFractionDigits: 1, minimumFractionDigits: 1 }));
        row.row.dataset.paid = price ?? "";
      }
    },
    words: () => { for (const [name, { title }] of Object.entries(rows)) tell(title, say(`driver_${name}`)); },
  };
};
