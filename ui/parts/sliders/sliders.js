// One slider for each latent dimension, the busiest first. On the same axis stand the prior (where 68 % of all codes
// lie) and, for a drawing, its posterior: mean and one sigma to either side.

import { make, tell } from "../page/shared.js";

const REACH = 4; // standard deviations to either side of 0
const SHOWN = 16; // sliders before the fold
export const COLLAPSED = 0.01; // nats: below it the decoder has stopped listening

// moved(dimension, value): a hand has turned one.
export const createSliders = ({ say }, root, moved) => {
  const nats = value => value.toFixed(value < 1 ? 2 : 1);
  let rows = [];

  const row = (dimension, kl) => {
    const node = make("label", { className: "dimension" });
    node.innerHTML = '<span class="name">z<sub></sub></span>'
      + '<span class="track"><i class="prior"></i><i class="posterior" hidden></i>'
      + '<input type="range" class="fine"></span><output></output><span class="worth"></span>';
    const input = node.querySelector("input"), worth = node.querySelector(".worth");
    Object.assign(input, { min: -REACH, max: REACH, step: 0.01 });
    node.querySelector("sub").textContent = dimension + 1;
    worth.textContent = kl === null ? "" : nats(kl);
    worth.style.setProperty("--share", kl === null ? 0 : Math.min(1, kl / 4));
    input.oninput = () => moved(dimension, Number(input.value));
    input.ondblclick = () => moved(dimension, 0);
    rows[dimension] = { input, output: node.querySelector("output"), cloud: node.querySelector(".posterior") };
    return node;
  };

  const fold = (title, nodes) => (
    make("details", {}, make("summary", {}, title), make("div", { className: "dimensions" }, ...nodes)));

  const build = (latents, kl) => {
    rows = [];
    const order = [...Array(latents).keys()];
    if (kl && latents > 2) order.sort((one, other) => kl[other] - kl[one]);
    const idle = order.filter(dimension => kl && kl[dimension] < COLLAPSED);
    const busy = order.filter(dimension => !idle.includes(dimension));
    const nodes = list => list.map(dimension => row(dimension, kl ? kl[dimension] : null));
    root.replaceChildren(make("div", { className: "dimensions" }, ...nodes(busy.slice(0, SHOWN))));
    const rest = busy.slice(SHOWN);
    if (rest.length) {
      const title = say(kl ? "more" : "more_plain", { count: rest.length, nats: kl && nats(kl[rest[0]]) });
      root.append(fold(title, nodes(rest)));
    }
    if (idle.length) root.append(fold(say("collapsed", { count: idle.length }), nodes(idle)));
  };

  const show = latent => rows.forEach(({ input, output }, dimension) => {
    input.value = latent[dimension];
    tell(output, latent[dimension].toFixed(2).replace("-", "\u2212"));
  });

  const posterior = cloud => rows.forEach((row, dimension) => {
    row.cloud.hidden = !cloud;
    if (!cloud) return;
    row.cloud.style.setProperty("--mean", share(cloud.mean[dimension]));
    row.cloud.style.setProperty("--sigma", cloud.sigma[dimension] / (2 * REACH));
  });
  const share = value => (value + REACH) / (2 * REACH);

  return { build, show, posterior };
};
