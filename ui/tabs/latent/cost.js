// What a drawing costs, below its pad: the two terms of its bound in nats or, where there is no prior, its squared error.

import { number } from "../../parts/page/spoken.js";

export const createCost = ({ say }, root) => {
  const part = selector => root.querySelector(selector);
  // drawing: {reconstruction, kl} or {squared_error}; null while nothing is known.  info: of the model.
  return (drawing, info) => {
    root.hidden = !drawing;
    if (!drawing) return;
    for (const selector of [".bar-of-two", ".legend"]) part(selector).hidden = info.plain;
    if (info.plain) {
      const error = value => number(value, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
      part(".sum").textContent = say("bound_plain", { error: error(drawing.squared_error) });
      part(".usual").textContent = info.usual ? say("usual_plain", { error: error(info.usual) }) : "";
      return;
    }
    const total = drawing.reconstruction + drawing.kl, nats = value => value.toFixed(1);
    part(".sum").textContent = say("bound", { total: nats(total) });
    for (const term of ["reconstruction", "kl"]) {
      const bar = part(`.${term}`);
      bar.style.flexGrow = Math.max(drawing[term], total / 8);
      bar.textContent = nats(drawing[term]);
    }
    part(".usual").textContent = info.usual ? say("usual", { total: nats(info.usual) }) : "";
  };
};
