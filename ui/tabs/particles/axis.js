// One axis of free energy, measured from the mean of the test digits: a row of ticks for each kind of picture.

import { sharp } from "../../parts/page/canvas.js";
import { asPicture, make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";

const RULES = [-1000, -300, -100, -30, 0, 30, 100, 300, 1000];
const BEND = 30, REACH = 1500; // nats: from where on the axis is logarithmic, and where it ends
const place = nats => 0.5 + Math.asinh(Math.max(-REACH, Math.min(REACH, nats)) / BEND) / Math.asinh(REACH / BEND) / 2;
const LEFT = 92, RIGHT = 12, ROW = 34, HEAD = 24; // pixels

export const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

// rows: [{ name, colour, values }], nats above the digits' mean.  names(name) says it in words.
export const createAxis = (root, say) => {
  const canvas = make("canvas", { className: "axis" });
  root.append(canvas);
  let rows = [], frame = 0, spokenAt = 0;

  const draw = () => {
    frame = 0;
    if (!canvas.clientWidth) return;
    const { context, wide, high, style } = sharp(canvas, HEAD + ROW * rows.length + 4), x = nats => LEFT + place(nats) * (wide - LEFT - RIGHT);
    canvas.style.height = `${high}px`;
    context.font = `12px ${style.fontFamily}`;
    context.textBaseline = "middle";
    context.textAlign = "center";
    for (const nats of RULES) {
      if (wide < 560 && [30, 300].includes(Math.abs(nats))) continue;
      context.fillStyle = style.getPropertyValue("--body-text-color-subdued");
      context.fillText(number(nats, { signDisplay: "exceptZero" }), x(nats), 10);
      context.strokeStyle = style.getPropertyValue("--hairline");
      context.lineWidth = nats ? 1 : 2;
      context.beginPath();
      context.moveTo(x(nats), HEAD - 4);
      context.lineTo(x(nats), high);
      context.stroke();
    }
    rows.forEach(({ name, colour, values }, index) => {
      const middle = HEAD + ROW * (index + 0.5);
      context.textAlign = "left";
      context.fillStyle = style.color;
      context.fillText(say(`axis_${name}`), 0, middle);
      context.strokeStyle = style.getPropertyValue(colour);
      context.globalAlpha = values.length > 1 ? 0.45 : 1;
      context.lineWidth = values.length > 1 ? 2 : 4;
      for (const value of values) {
        context.beginPath();
        context.moveTo(x(value), middle - ROW / 2 + 5);
        context.lineTo(x(value), middle + ROW / 2 - 5);
        context.stroke();
      }
      context.globalAlpha = 1;
    });
    if (performance.now() - spokenAt < 1000) return; // for those who do not see it
    spokenAt = performance.now();
    const told = rows.filter(({ values }) => values.length)
      .map(({ name, values }) => `${say(`axis_${name}`)}: ${number(mean(values), { maximumFractionDigits: 0 })}`);
    asPicture(canvas, `${say("axis")} ${told.join("; ")}`);
  };
  const redraw = () => { frame ||= requestAnimationFrame(draw); };
  new ResizeObserver(redraw).observe(canvas);
  return { canvas, redraw, show: given => { rows = given; redraw(); } };
};
