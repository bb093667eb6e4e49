// The axis of energies: where test digits, samples and clothes lie on it, the margin, and the pointer of one's own drawing.

import { asPicture, make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { gradient } from "../../parts/ramp/ramp.js";
import { HIGH, LOW, along } from "./colours.js";

const TICKS = [1, 2, 5, 10, 20, 50, 100, 200];
const FROM = 5, TO = 95; // percent of a kind that its band holds

export const createScale = (place, say) => {
  const [pointer, margin] = ["pointer", "margin"].map(className => make("i", { className }));
  const bar = make("div", { className: "bar" }, margin, pointer), bands = make("div", { className: "bands" });
  const ticks = make("div", { className: "ticks" });
  bar.style.backgroundImage = gradient;
  place.append(bands, bar, ticks);
  const percent = energy => `${100 * along(energy)}%`;
  let told = null;

  const words = () => {
    ticks.replaceChildren(...TICKS.map(value => {
      const node = make("span", {}, number(value));
      node.style.left = percent(value);
      return node;
    }));
    if (!told) return;
    margin.title = say("margin", { value: number(told.margin) });
    bands.replaceChildren(...Object.entries(told.bands).map(([kind, quantiles]) => {
      const node = make("div", { className: `band ${kind}` }, make("i"), make("span", {}, say(`band_${kind}`)));
      const [from, to] = [along(quantiles[FROM]), along(quantiles[TO])];
      Object.assign(node.firstChild.style, { left: `${100 * from}%`, width: `${100 * (to - from)}%` });
      node.lastChild.style[to > 0.6 ? "right" : "left"] = `${100 * (to > 0.6 ? 1.02 - from : to + 0.02)}%`;
      return node;
    }));
    asPicture(place, say("scale", { low: number(LOW), high: number(HIGH) }));
  };
  return {
    words,
    open: found => {
      told = found;
      margin.style.left = percent(found.margin);
      words();
    },
    // Where the pointer stands; null while there is nothing to point at.
    point: energy => {
      pointer.hidden = energy === null;
      if (energy !== null) pointer.style.left = percent(energy);
    },
    // Beside what the energy lies, as a key of the words: "like_test", "between" or "like_strange".
    meaning: energy => {
      const { test, strange } = told?.bands ?? {};
      if (!test) return null;
      return energy <= test[TO] ? "like_test" : strange && energy >= strange[FROM] ? "like_strange" : "between";
    },
  };
};
