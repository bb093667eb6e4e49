// What the live panel has in this tab besides: the slice of picture space on which one sees the landscape being dug.

import { make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { createRelief } from "./relief.js";

const MOST = 100; // margin at the end of the slider; its field takes any

// The grey of a sheet, picture by picture in one row.
const greys = async (address, count) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { naturalWidth: wide, naturalHeight: high } = image, side = wide / count;
  const context = make("canvas", { width: wide, height: high }).getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  return Array.from({ length: count }, (_, index) => {
    const { data } = context.getImageData(index * side, 0, side, high);
    return Uint8Array.from({ length: side * high }, (_, i) => data[4 * i]);
  });
};

export const extend = (panel, view, { beside, body, common, turn, run }) => {
  if (view === "corners") {
    body.closest("figure").hidden = true;
    return {
      take: async shown => {
        common.pictures = await greys(run().address(shown), 3).catch(() => common.pictures);
        common.draw?.();
      },
    };
  }
  if (view !== "slice") return {};
  const canvas = make("canvas", { className: "relief", tabIndex: 0 }), where = make("p", { className: "where" });
  canvas.setAttribute("role", "img");
  body.replaceChildren(canvas);
  const knobs = createKnobs(panel, turn, run);
  beside.append(where, knobs.node);
  const relief = createRelief(canvas, (_, energy) => {
    tell(where, energy === undefined ? "" : panel.say("energy_here", { value: number(energy, { maximumFractionDigits: 1 }) }));
  });
  let energies = null;
  common.draw = () => {
    const { frame, config } = run().told ?? {};
    if (energies && common.pictures) relief.show(energies, common.pictures, frame?.metrics?.margin ?? config?.margin ?? Infinity);
  };
  return {
    take: async shown => {
      const [low, high] = shown.range;
      const found = await greys(run().address(shown), 1).catch(() => null);
      knobs.follow();
      if (!found) return;
      energies = Float32Array.from(found[0], grey => low + grey / 255 * (high - low));
      common.draw();
    },
    words: () => { canvas.setAttribute("aria-label", panel.say("slice_live")); knobs.words(); },
  };
};

// Both knobs of this lesson under the slice that shows what they do: the margin as a slider, pulling away on or off.
const createKnobs = ({ say, props }, turn, run) => {
  const begin = Object.fromEntries(props.offers.families.ebgan.knobs.map(({ name, default: value }) => [name, value]));
  const slider = make("input", { type: "range", min: 0, max: MOST, step: 1 }), value = make("output"), title = make("span");
  const box = make("input", { type: "checkbox" }), named = make("span");
  const node = make("div", { className: "turns" }, make("label", {}, title, slider, value), make("label", {}, box, named));
  const tellValue = () => tell(value, number(slider.valueAsNumber));
  const follow = () => { // the run's own values, unless a hand is on them
    const config = run().told?.config ?? (run().code ? null : begin);
    if (!config) return;
    if (document.activeElement !== slider) slider.value = config.margin;
    box.checked = config.pulling_away > 0;
    slider.disabled = box.disabled = Boolean(run().code) && run().mine === false;
    tellValue();
  };
  slider.addEventListener("input", tellValue);
  slider.addEventListener("change", () => { slider.blur(); turn("margin", slider.valueAsNumber); });
  box.addEventListener("change", () => turn("pulling_away", box.checked ? begin.pulling_away : 0));
  const words = () => {
    tell(title, say("knob_margin"));
    tell(named, say("pull_on"));
    follow();
  };
  return { node, follow, words };
};
