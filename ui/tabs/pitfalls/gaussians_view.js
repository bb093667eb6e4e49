// Two bells, the fakes under one of them, and where three losses send each fake; beside it what two distances say.

import { tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { fresh } from "./canvas.js";
import { density, jensenShannon, meanMove, MOVES, quantiles } from "./gaussians.js";

const FIRST = 2, FAKES = 21, LEFT = -4, RIGHT = 11.5, LONGEST = 8;
const SCALE = 0.35; // of a step of size one, in units of x
const GRID = "rgb(203 213 225 / .18)", DATA = "#4ade80", FAKE = "#fb923c", INK = "#cbd5e1", OTHER = "#93a4ff";

export const createGaussians = ({ say }, root) => {
  const find = selector => root.querySelector(selector);
  const bells = find(".bells"), distances = find(".distances"), slider = find(".apart"), fakes = quantiles(FAKES);
  const divergence = Array.from({ length: LONGEST * 10 + 1 }, (_, i) => [i / 10, jensenShannon(i / 10)]);
  let frame = 0;
  slider.value = FIRST;

  const drawBells = apart => {
    const [context, wide, high] = fresh(bells), x = value => wide * (value - LEFT) / (RIGHT - LEFT), floor = high * 0.42;
    for (const [mean, colour] of [[0, DATA], [apart, FAKE]]) {
      context.beginPath();
      for (let value = LEFT; value <= RIGHT; value += 0.05) context.lineTo(x(value), floor - density(value, mean) * high * 0.85);
      Object.assign(context, { strokeStyle: colour, lineWidth: wide / 400 });
      context.stroke();
      context.globalAlpha = 0.15;
      context.fillStyle = colour;
      context.fill();
      context.globalAlpha = 1;
    }
    Object.assign(context, { textAlign: "left", textBaseline: "middle" });
    Object.keys(MOVES).forEach((kind, row) => {
      const line = high * (0.55 + 0.17 * row);
      context.fillStyle = INK;
      context.fillText(say(`move_${kind}`), wide * 0.015, line - high * 0.055);
      Object.assign(context, { strokeStyle: GRID, lineWidth: wide / 900 });
      context.beginPath();
      context.moveTo(0, line);
      context.lineTo(wide, line);
      context.stroke();
      Object.assign(context, { strokeStyle: FAKE, fillStyle: FAKE, lineWidth: wide / 450 });
      for (const fake of fakes) {
        const from = x(apart + fake), move = MOVES[kind](apart + fake, apart) * SCALE / (RIGHT - LEFT) * wide;
        context.beginPath();
        context.arc(from, line, wide / 320, 0, 2 * Math.PI);
        context.fill();
        context.beginPath();
        context.moveTo(from, line);
        context.lineTo(from + move, line);
        context.stroke();
        if (move > -wide / 200) continue;
        context.beginPath();
        context.moveTo(from + move - wide / 220, line);
        context.lineTo(from + move + wide / 260, line - wide / 260);
        context.lineTo(from + move + wide / 260, line + wide / 260);
        context.fill();
      }
    });
  };

  const drawDistances = apart => {
    const [context, wide, high] = fresh(distances), x = value => wide * (0.06 + 0.88 * value / LONGEST), y = share => high * (0.92 - 0.76 * share);
    Object.assign(context, { strokeStyle: GRID, lineWidth: wide / 400 });
    context.strokeRect(x(0), y(1), x(LONGEST) - x(0), y(0) - y(1));
    const curves = [
      ["jensen_shannon", FAKE, divergence.map(([at, value]) => [at, value / Math.LN2])],
      ["wasserstein", OTHER, [[0, 0], [LONGEST, 1]]],
    ];
    curves.forEach(([name, colour, points], row) => {
      Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: wide / 150, textBaseline: "top", textAlign: "left" });
      context.beginPath();
      for (const [at, share] of points) context.lineTo(x(at), y(share));
      context.stroke();
      const share = row ? apart / LONGEST : jensenShannon(apart) / Math.LN2;
      context.beginPath();
      context.arc(x(apart), y(share), wide / 45, 0, 2 * Math.PI);
      context.fill();
      context.fillText(say(name), x(0), high * 0.015 + row * 18 * devicePixelRatio);
    });
  };

  const draw = () => {
    frame = 0;
    const apart = Number(slider.value);
    drawBells(apart);
    drawDistances(apart);
    tell(find("output"), number(apart, { maximumFractionDigits: 2 }));
    const said = Object.fromEntries(Object.keys(MOVES).map(kind => [
      kind.replace("-", "_"), number(Math.abs(meanMove(kind, apart)), { maximumSignificantDigits: 2 }),
    ]));
    tell(find(".verdict"), say(apart < 0.2 ? "same" : apart < 4 ? "moved" : "vanished", said));
  };
  const redraw = () => { frame ||= requestAnimationFrame(draw); };
  slider.addEventListener("input", redraw);
  new ResizeObserver(redraw).observe(bells);
  return { words: redraw };
};
