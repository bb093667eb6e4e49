// Many small pictures that come as one, laid out with a gap and, under each, a bar for the number that belongs to it.

import { make } from "../page/shared.js";

const WIDTH = 512, GAP = 8; // canvas pixels
const FULL = "#7aa8ff", TRACK = "rgb(255 255 255 / .18)"; // of the bars, on black in either mode

export const createSheet = () => {
  const canvas = make("canvas", { className: "sheet", width: WIDTH, height: WIDTH }), paper = canvas.getContext("2d");
  canvas.setAttribute("role", "img");
  let asked = 0, painted = 0;

  // shown: {columns, size: [width, height] of a picture, values, relative}; source: where the sheet is.
  // Returns whether it is on the canvas: one that was overtaken by a newer is not.
  const paint = async ({ columns, size: [width, height], values = [], relative }, source) => {
    const mine = ++asked, image = new Image();
    image.src = source;
    try { await image.decode(); } catch { return false; }
    if (mine < painted) return false;
    painted = mine;
    const across = Math.round(image.width / width), rows = Math.round(image.height / height), beside = Math.max(across, 1);
    const tile = WIDTH / beside - GAP, high = (tile * height) / width, low = values.length ? GAP : GAP / 2;
    canvas.height = rows * (high + low) + (values.length ? 0 : GAP / 2);
    paper.imageSmoothingEnabled = width > tile;
    canvas.classList.toggle("fine", width > tile);
    const [least, most] = values.length ? [Math.min(...values), Math.max(...values)] : [];
    for (let i = 0; i < across * rows; i++) {
      const [column, row] = [i % across, Math.floor(i / across)];
      const x = column * (tile + GAP) + GAP / 2, y = row * (high + low) + (values.length ? 0 : GAP / 2);
      paper.drawImage(image, column * width, row * height, width, height, x, y, tile, high);
      if (values[i] == null) continue;
      const share = relative ? (values[i] - least) / (most - least || 1) : values[i];
      paper.fillStyle = TRACK;
      paper.fillRect(x, y + high + 1, tile, 4);
      paper.fillStyle = FULL;
      paper.fillRect(x, y + high + 1, tile * Math.min(1, Math.max(0, share)), 4);
    }
    return true;
  };
  const clear = () => { painted = ++asked; paper.clearRect(0, 0, canvas.width, canvas.height); };
  return { canvas, paint, clear };
};
