// The way from A to B: a strip of pictures, and a slider that walks along it.

import { clamp, createChoice, createRow } from "../../parts/page/shared.js";

export const STEPS = 11;

// Along the straight line, or along the arc that keeps its distance from 0 in even steps (spherical interpolation).
export const along = (a, b, t, arc) => {
  const norm = z => Math.hypot(...z) || 1e-9;
  const cosine = clamp(a.reduce((sum, value, i) => sum + value * b[i], 0) / (norm(a) * norm(b)), -1, 1);
  const angle = Math.acos(cosine);
  const straight = !arc || angle < 1e-3 || angle > Math.PI - 1e-3;
  const portion = part => straight ? part : Math.sin(part * angle) / Math.sin(angle);
  const [one, other] = [portion(1 - t), portion(t)];
  return a.map((value, i) => one * value + other * b[i]);
};

export const createBetween = ({ say }, root, { walked, turned }) => {
  const walk = root.querySelector(".walk");
  const ways = createChoice(root.querySelector(".way"), way => turned(way === "arc"));
  const at = index => index / (STEPS - 1);
  const go = t => { walk.value = t; strip.mark(Math.round(t * (STEPS - 1))); walked(t); };
  let strip = null;

  walk.oninput = () => go(Number(walk.value));

  return {
    speak: arc => {
      const title = index => index === 0 ? "A" : index === STEPS - 1 ? "B" : `${at(index).toFixed(1)}`;
      strip = createRow(root.querySelector(".row"), STEPS, title, index => go(at(index)));
      ways.build(["line", "arc"], way => say(way));
      ways.show(arc ? "arc" : "line");
      root.querySelector(".key").textContent = say(arc ? "arc_why" : "line_why");
    },
    paint: bytes => strip.paint(bytes),
    leave: () => strip.mark(null),
  };
};
