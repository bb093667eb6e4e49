// Beside the pictures of a linear autoencoder: PCA's plane, and the decoder's plane that turns into it.

import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { drawPlanes } from "./two_planes.js";

const WIDTH = 420, HEIGHT = 260; // canvas pixels

export const extend = ({ say }, view, { body }) => {
  if (view !== "angles") return {};
  const canvas = make("canvas", { className: "planes", width: WIDTH, height: HEIGHT });
  canvas.setAttribute("role", "img");
  body.append(canvas);
  let largest = null;
  const draw = () => {
    if (largest === null) return;
    canvas.setAttribute("aria-label", say("planes", { degrees: number(largest, { maximumFractionDigits: 1 }) }));
    drawPlanes(canvas, largest, [say("plane_pca"), say("plane_decoder")]);
  };
  return {
    take: ({ values }) => { largest = values.at(-1); draw(); },
    words: draw,
  };
};
