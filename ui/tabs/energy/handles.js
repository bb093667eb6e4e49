// The Gaussians one by one, for a keyboard and for a finger too big for their handles: a button each, a width, add and remove.

import { ARROWS, make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { added, BROAD, freePlace, MOST_GAUSSIANS, moved, NARROW, removed, widened } from "./own.js";

const STEP = 0.05, LEAP = 0.25; // of a middle, by an arrow key, and with Shift
const WIDER = 1.15; // by + and -
const TURNS = { "+": WIDER, "=": WIDER, "-": 1 / WIDER, _: 1 / WIDER };

// chose(index): which one is meant.  lay(gaussians): what they are now.
export const createHandles = ({ say }, { chose, lay }) => {
  const chips = make("div", { className: "chips" }), add = make("button", { type: "button", className: "add" });
  const range = make("input", { type: "range", min: NARROW, max: BROAD, step: 0.01 }), named = make("span"), said = make("output");
  const remove = make("button", { type: "button", className: "remove" });
  const node = make("div", { className: "gaussians" }, chips, add, make("label", { className: "width" }, named, range, said), remove);
  node.setAttribute("role", "group");
  let gaussians = [], at = 0;

  const short = value => number(value, { maximumFractionDigits: 2 });
  const choose = index => { at = index; chose(index); };
  const focus = index => { chips.children[index]?.focus({ preventScroll: true, focusVisible: false }); };
  const without = () => {
    const left = removed(gaussians, at);
    if (left === gaussians) return;
    choose(Math.min(at, left.length - 1));
    lay(left);
    focus(at);
  };
  const chip = index => {
    const button = make("button", { type: "button" }, String(index + 1));
    button.addEventListener("focus", () => choose(index));
    button.addEventListener("click", () => choose(index));
    button.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const arrow = ARROWS[event.key], [x, y, spread] = gaussians[index], step = event.shiftKey ? LEAP : STEP;
      if (arrow) lay(moved(gaussians, index, [x + step * arrow[0], y - step * arrow[1]]));
      else if (TURNS[event.key]) lay(widened(gaussians, index, spread * TURNS[event.key]));
      else if (["Delete", "Backspace"].includes(event.key)) without();
      else return;
      event.preventDefault();
    });
    return button;
  };
  add.addEventListener("click", () => {
    const more = added(gaussians, freePlace(gaussians));
    choose(more.length - 1);
    lay(more);
    focus(at);
  });
  remove.addEventListener("click", without);
  range.addEventListener("input", () => lay(widened(gaussians, at, range.valueAsNumber)));

  // Whatever has changed: them, the one that is meant, or the language.  free: whether they may be changed here.
  const show = (now, chosen, free) => {
    node.hidden = !now || !free;
    if (!now) return;
    gaussians = now;
    at = Math.min(chosen ?? 0, now.length - 1);
    if (chips.children.length > now.length) [...chips.children].slice(now.length).forEach(button => button.remove());
    while (chips.children.length < now.length) chips.append(chip(chips.children.length));
    now.forEach(([x, y, spread], index) => {
      const button = chips.children[index];
      button.setAttribute("aria-pressed", index === at);
      button.setAttribute("aria-label", say("gaussian", { number: index + 1, x: short(x), y: short(y), width: short(spread) }));
    });
    range.value = now[at][2];
    tell(said, short(now[at][2]));
    range.setAttribute("aria-valuetext", short(now[at][2]));
    add.disabled = now.length >= MOST_GAUSSIANS;
    remove.disabled = now.length < 2;
  };
  const speak = () => {
    node.setAttribute("aria-label", say("your_gaussians"));
    add.textContent = say("add_gaussian");
    remove.textContent = say("remove_gaussian");
    named.textContent = say("width_gaussian");
  };
  return { node, show, speak, focus };
};
