// What the live panel has in this tab besides: the map of directions of a run, with its pinwheels as they come and go, and a
// slider that widens its pools meanwhile.

import { make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { unpacked } from "../../parts/scatter/points.js";
import { mapOf } from "./cells.js";
import { drawKey, drawMap } from "./sheet_map.js";

export const extend = ({ say }, view, { body, beside, scatter, turn, run }) => {
  if (view !== "map") return {};
  scatter.take = () => {}; // this figure draws them itself
  scatter.canvas.remove();
  const canvas = make("canvas", { className: "directions" }), key = make("canvas", { className: "key-of-directions" });
  const [counted, told, keyed] = [make("p", { className: "counted" }), make("p", { className: "hint" }), make("p", { className: "hint" })];
  canvas.setAttribute("role", "img");
  key.setAttribute("role", "img");
  const name = make("span", { className: "name" }), width = make("output"), slider = make("input", { type: "range", min: 0, max: 2, step: 0.1, value: 0.6 });
  body.append(canvas);
  beside.append(counted, told, make("label", { className: "field" }, make("span", {}, name, width), slider), key, keyed);
  const showWidth = () => {
    const text = number(slider.valueAsNumber, { maximumFractionDigits: 1 });
    tell(width, text);
    slider.ariaValueText = text;
  };
  slider.addEventListener("input", showWidth);
  slider.addEventListener("change", () => turn("pool", slider.valueAsNumber));
  drawKey(key);
  let found = null;
  const words = () => {
    canvas.ariaLabel = say("view_map");
    key.ariaLabel = say("key_of_directions");
    tell(keyed, say("key_of_directions"));
    tell(name, say("knob_pool"));
    const { pool } = run().told?.config ?? {};
    if (pool !== undefined && document.activeElement !== slider) slider.value = pool;
    showWidth();
    if (!found) return;
    const { pinwheels, degrees, chance } = found, one = { maximumFractionDigits: 1 };
    tell(counted, say("counted", { degrees: number(degrees, one), count: number(pinwheels.length) }));
    const few = chance < 20; // too few units prefer any direction
    tell(told, few ? say("no_directions") : say(degrees < 25 ? "ordered" : "by_chance", { chance: number(Math.round(chance)) }));
    Object.assign(canvas.dataset, { pinwheels: pinwheels.length, degrees });
  };
  return {
    take: shown => {
      const { places, count } = unpacked(shown), side = Math.round(Math.sqrt(count));
      found = mapOf(places, side);
      drawMap(canvas, places, side, found.pinwheels);
      words();
    },
    words,
  };
};
