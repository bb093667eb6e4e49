// The game: atoms that one switches on by hand, each with the amount that costs least, against the best code of all.

import { ARROWS, asPicture, clamp, followPointer, make, paint, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { toBytes } from "./patch.js";
import { createWall } from "./wall.js";

const PICTURES = ["yours", "left", "fista"];

// pictures: of the atoms, in so many columns; size: of a patch.
export const createGame = ({ say }, root, solver, { pictures, columns, size }) => {
  const find = selector => root.querySelector(selector);
  const canvas = find(".wall"), wall = createWall(canvas, pictures, columns);
  const chosen = new Set(), shown = {}, names = {};
  let at = null, revealed = false, task = null;
  for (const name of PICTURES) {
    shown[name] = make("canvas", { width: size, height: size });
    names[name] = make("figcaption");
    find(".three").append(make("figure", {}, shown[name], names[name]));
  }

  const redraw = () => {
    const { signal, sparsity, best, code: bestCode } = task;
    const code = solver.among(signal, sparsity, chosen), rebuilt = solver.rebuild(code);
    const used = revealed ? bestCode : code, most = Math.max(1e-9, ...used.map(Math.abs), ...bestCode.map(Math.abs));
    wall.show(used, most, { chosen, at });
    paint(shown.yours, toBytes(rebuilt));
    paint(shown.left, toBytes(signal.map((value, d) => value - rebuilt[d])));
    paint(shown.fista, toBytes(solver.rebuild(bestCode)));
    shown.fista.parentNode.style.visibility = revealed ? "" : "hidden";
    const energy = solver.energy(signal, code, sparsity), zero = solver.energy(signal, code.map(() => 0), sparsity);
    const share = zero - best > 1e-9 ? clamp((zero - energy) / (zero - best), 0, 1) : 1;
    find(".meter i").style.width = `${100 * share}%`;
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }, count = values => number(values.filter(Boolean).length);
    const lines = [
      say("score_yours", { energy: number(energy, digits), count: count(code) }),
      say("score_fista", { energy: number(best, digits), count: count(bestCode) }),
      zero - best > 1e-9 ? say("score_share", { share: number(share, { style: "percent", maximumFractionDigits: 1 }), zero: number(zero, digits) }) : say("score_nothing"),
    ];
    const dear = [...chosen].filter(atom => !code[atom]).length;
    if (dear) lines.push(say("score_dear", { count: number(dear) }));
    tell(find(".score"), lines.join(" "));
    root.dataset.chosen = chosen.size;
  };
  const turn = atom => {
    if (atom === null || !task) return;
    chosen[chosen.has(atom) ? "delete" : "add"](atom);
    reveal(false);
  };
  const reveal = now => {
    revealed = now;
    find(".reveal").ariaPressed = now;
    if (task) redraw();
  };
  find(".reveal").onclick = () => reveal(!revealed);
  find(".clear").onclick = () => { chosen.clear(); reveal(false); };
  let down = null;
  followPointer(canvas, {
    down: (_, point) => { down = wall.under(point); },
    move: () => {},
    up: event => {
      if (event.type === "pointerup" && down !== null) { at = null; turn(down); }
      down = null;
    },
  });
  canvas.addEventListener("keydown", event => {
    if (event.key === " " || event.key === "Enter") turn(at ?? 0);
    else if (event.key in ARROWS) {
      const [right, below] = ARROWS[event.key];
      at = at === null ? 0 : clamp(at + right + below * columns, 0, solver.atoms - 1);
      redraw();
    } else return;
    event.preventDefault();
  });
  canvas.addEventListener("blur", () => { at = null; if (task) redraw(); });

  return {
    words: () => {
      for (const name of PICTURES) {
        names[name].textContent = say(`picture_${name}`);
        asPicture(shown[name], say(`picture_${name}`));
      }
    },
    // next: { signal, sparsity, best: the least energy, code: its code }
    show: next => { task = next; redraw(); },
  };
};
