// MoCo's queue as a belt: some of its keys, newest first, tinted by age, each with a bar of how fresh it still is.

import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";

const SHOWN = 52, GAP = 8, BAR = 6, ROW = 12; // canvas pixels, and keys in a row
const NEW = [122, 168, 255], OLD = [180, 83, 9]; // of the rims
const TRACK = "rgb(255 255 255 / .18)", FULL = "#4ade80", PAPER = "#0f172a";

// run(): whose picture it is, as view.js has it.
export const createBelt = ({ say }, { body, run }) => {
  const canvas = make("canvas", { width: ROW * (SHOWN + GAP) + GAP, height: 0, className: "belt" });
  canvas.setAttribute("role", "img");
  const ends = make("p", { className: "hint" }), oldest = make("p", { className: "stale" });
  body.replaceChildren(canvas, ends, oldest);
  let values = [], asked = 0;

  const paint = async ({ size: [width, height], columns }, source) => {
    const mine = ++asked, image = new Image();
    image.src = source;
    try { await image.decode(); } catch { return; }
    if (mine !== asked) return; // a newer one is on its way
    const ink = canvas.getContext("2d"), all = values.length;
    canvas.height = Math.ceil(all / ROW) * (SHOWN + BAR + 2 * GAP) + GAP;
    ink.fillStyle = PAPER;
    ink.fillRect(0, 0, canvas.width, canvas.height);
    ink.imageSmoothingEnabled = false;
    values.forEach((value, i) => {
      const x = GAP + (i % ROW) * (SHOWN + GAP), y = GAP + Math.floor(i / ROW) * (SHOWN + BAR + 2 * GAP), age = i / Math.max(all - 1, 1);
      ink.fillStyle = `rgb(${NEW.map((from, k) => Math.round(from + age * (OLD[k] - from))).join(" ")})`;
      ink.fillRect(x - 3, y - 3, SHOWN + 6, SHOWN + 6);
      ink.drawImage(image, (i % columns) * width, Math.floor(i / columns) * height, width, height, x, y, SHOWN, SHOWN);
      ink.fillStyle = TRACK;
      ink.fillRect(x, y + SHOWN + 5, SHOWN, BAR);
      ink.fillStyle = FULL;
      ink.fillRect(x, y + SHOWN + 5, SHOWN * (value ?? 0), BAR);
    });
  };
  const words = () => {
    ends.textContent = say("belt_ends");
    const last = values.slice(-Math.ceil(values.length / 3)), mean = last.reduce((sum, value) => sum + (value ?? 0), 0) / (last.length || 1);
    oldest.textContent = last.length ? say("belt_fresh", { cosine: number(mean, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) }) : "";
    canvas.dataset.fresh = mean.toFixed(3);
    canvas.setAttribute("aria-label", `${say("view_belt")}. ${oldest.textContent}`);
  };
  return { take: shown => { values = shown.values; words(); paint(shown, run().address(shown)); }, words };
};
