// What a learner shows beside its first pictures: more sheets, points of a plane, a field; each drawn by its kind.

import { make } from "../../parts/page/shared.js";
import { createScatter } from "../../parts/scatter/scatter.js";
import { createSheet } from "../../parts/sheet/sheet.js";

// address(shown): where the picture of what is shown can be had.
// A show's script may add to a figure: extend(panel, name, { beside, body, scatter, common, tell, act, turn, run }) returns what it hears of:
// take(shown) each value, chosen(index, points) what is pointed at, words() another language. scatter: where points are
// drawn.  common: what the figures of one view have in common, empty at first.  turn(knob, value) turns a knob, of the run or of the next one.  run() is the view, with its code, whether it is
// mine, and what was told last.
export const createOthers = (panel, place, address, { tell, act, turn, run }) => {
  const { say, knows, props } = panel;
  const common = {};
  let family = null, figures = new Map();

  // A figure is made when its first value comes: only then is its kind known.
  const figure = (name, kind) => {
    const title = make("b"), hint = make("p", { className: "hint" }), body = make("div", { className: "body" }), beside = make("div", { className: "beside" });
    const node = make("figure", { className: `other ${name} ${kind}` }, make("figcaption", {}, title), make("div", { className: "pair" }, body, beside), hint);
    const words = () => {
      const named = [`view_${name}_${family.replaceAll("-", "_")}`, `view_${name}`].find(knows);
      title.textContent = named ? say(named) : name;
      hint.textContent = named && knows(`${named}_why`) ? say(`${named}_why`) : "";
      body.firstElementChild?.setAttribute("aria-label", title.textContent);
    };
    const extended = { take: () => {}, chosen: () => {}, words: () => {} };
    let take, scatter = null, last = null;
    if (kind === "points") {
      scatter = createScatter(body, (index, points) => extended.chosen(index, points));
      take = shown => scatter.take(shown);
    } else if (kind === "field") {
      const image = make("img", { alt: "", className: "field" });
      body.append(image);
      take = shown => { image.src = address(shown); };
    } else if (kind === "bars" || kind === "weights") {
      take = () => {}; // a chart draws them, or the script
    } else {
      const sheet = createSheet();
      body.append(sheet.canvas);
      take = shown => sheet.paint(shown, address(shown));
    }
    const { script } = props.offers.families[family];
    if (script) import(new URL(`../../${script}`, import.meta.url)).then(({ extend }) => {
      Object.assign(extended, extend(panel, name, { beside, body, scatter, common, tell, act, turn, run }));
      extended.words?.();
      if (last) extended.take(last); // what came before the script
    });
    words();
    return { node, take: shown => { last = shown; take(shown); extended.take(shown); }, words: () => { words(); extended.words?.(); } };
  };

  return {
    build: (name, views) => {
      family = name;
      figures = new Map(views.map(view => [view, null]));
      place.replaceChildren();
    },
    take: shown => {
      for (const name of figures.keys()) {
        if (!shown[name]) continue;
        if (!figures.get(name)) {
          figures.set(name, figure(name, shown[name].kind));
          place.append(figures.get(name).node);
        }
        figures.get(name).take(shown[name]);
      }
    },
    clear: () => { for (const name of figures.keys()) figures.set(name, null); place.replaceChildren(); },
    words: () => { for (const each of figures.values()) each?.words(); },
  };
};
