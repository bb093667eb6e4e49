// Beside the fuzzy balls: the two forces on the one that is pointed at, in numbers, and what its width costs.

import { rounded } from "../../../../parts/charts/charts.js";
import { make } from "../../../../parts/page/shared.js";

const WIDTH = 320, HEIGHT = 150, MOST = 3; // canvas pixels; the largest variance, and the largest cost in nats

export const cost = variance => (variance - Math.log(variance) - 1) / 2;

// The penalty's curve over the variance, with a dot for each axis of the ball.
const drawPenalty = (canvas, variances) => {
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  const x = variance => (variance / MOST) * WIDTH, y = nats => HEIGHT - 12 - (Math.min(nats, MOST) / MOST) * (HEIGHT - 24);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  context.strokeStyle = style.getPropertyValue("--hairline");
  context.beginPath();
  context.moveTo(0, y(0));
  context.lineTo(WIDTH, y(0));
  context.moveTo(x(1), 0);
  context.lineTo(x(1), HEIGHT);
  context.stroke();
  context.strokeStyle = style.getPropertyValue("--second");
  context.lineWidth = 2;
  context.beginPath();
  for (let variance = 0.005; variance <= MOST; variance += 0.01) context.lineTo(x(variance), y(cost(variance)));
  context.stroke();
  context.fillStyle = style.color;
  for (const variance of variances) {
    context.beginPath();
    context.arc(x(Math.min(variance, MOST)), y(cost(Math.max(variance, 1e-9))), 5, 0, 2 * Math.PI);
    context.fill();
  }
  context.font = "12px system-ui";
  context.fillText("v = 1", x(1) + 4, 12);
};

export const extend = ({ say }, view, { beside }) => {
  if (view !== "posteriors") return {};
  const [push, pull, title, why] = [make("p", { className: "first" }), make("p", { className: "second" }), make("b"), make("p", { className: "hint" })];
  const canvas = make("canvas", { width: WIDTH, height: HEIGHT, className: "penalty" });
  canvas.setAttribute("aria-hidden", "true");
  beside.append(push, pull, title, canvas, why);
  let at = null;

  const speak = () => {
    title.textContent = say("penalty");
    why.textContent = say("penalty_why");
    const strength = start => rounded(Math.hypot(...at.forces.slice(start, start + 2)));
    push.textContent = at ? say("pull_reconstruction", { value: strength(0) }) : say("pull_none");
    pull.textContent = at ? say("pull_kl", { value: strength(2) }) : "";
    drawPenalty(canvas, at ? at.variances : []);
  };
  return {
    words: speak,
    chosen: (index, points) => {
      at = index < 0 || !points.forces ? null : {
        forces: points.forces.slice(4 * index, 4 * index + 4),
        variances: [...points.spreads.slice(2 * index, 2 * index + 2)].map(sigma => sigma * sigma),
      };
      speak();
    },
  };
};
