// The linear autoencoder: its filters and its code are turned against each other, and the picture stays as it is.

import { createChoice, fromBase64, make, paint, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { createLinear } from "./turned.js";

// ask() -> the server's answer; bytes() -> the picture that is looked at.
export const createLinearView = ({ say }, root, ask, bytes) => {
  const find = selector => root.querySelector(selector);
  const slider = find(".angle input"), state = { basis: "trained", angle: 0 };
  let linear = null, cells = [], asked = false;
  root.hidden = false;

  const floats = text => new Float32Array(fromBase64(text).buffer);
  const load = async () => {
    asked = true;
    const told = await ask().catch(() => undefined);
    if (!told || told.error) { asked = false; return; }
    linear = createLinear({
      latents: told.latents,
      ...Object.fromEntries(["mean", "encoder", "decoder", "turn", "back"].map(name => [name, floats(told[name])])),
    });
    cells = Array.from({ length: linear.latents }, () => {
      const canvas = make("canvas", { className: "picture", width: 28, height: 28 }), bar = make("i"), value = make("span");
      find(".numbers").append(make("figure", {}, canvas, make("div", { className: "track" }, bar), value));
      return { canvas, bar, value };
    });
    show();
  };

  const show = () => {
    if (!linear) return;
    const { filters, code, picture } = linear.look(bytes(), state.basis, state.angle * Math.PI / 180);
    paint(find(".flat"), picture);
    const longest = Math.max(...code.map(Math.abs), 1e-6);
    cells.forEach(({ canvas, bar, value }, i) => {
      const most = filters[i].reduce((found, each) => Math.max(found, Math.abs(each)), 1e-9);
      paint(canvas, Uint8ClampedArray.from(filters[i], each => 127.5 * (1 + each / most)));
      const share = code[i] / longest;
      Object.assign(bar.style, { left: `${50 + Math.min(0, share) * 50}%`, width: `${Math.abs(share) * 50}%` });
      tell(value, number(code[i], { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
    });
    tell(find(".angle output"), `${number(state.angle)}°`);
  };
  slider.addEventListener("input", () => { state.angle = slider.valueAsNumber; show(); });
  const basis = createChoice(find(".basis"), value => {
    Object.assign(state, { basis: value, angle: 0 });
    slider.value = 0;
    show();
  });
  new IntersectionObserver(entries => { if (entries.at(-1).isIntersecting && !asked) load(); }, { rootMargin: "200px" }).observe(root);

  return {
    show,
    speak: () => {
      basis.build(["trained", "components"], value => say(`basis_${value}`));
      basis.show(state.basis);
      show();
    },
  };
};
