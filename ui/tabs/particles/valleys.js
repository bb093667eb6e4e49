// What the live panel has in this tab besides: the energies of a run's particles, test digits and noise on one axis,
// and a word where its steps are too large.

import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createAxis } from "./axis.js";

const KINDS = [["digits", "--good", 2], ["particles", "--second", 0], ["noise", "--body-text-color-subdued", 1]];
const UNIT = 100; // nats, see RBMLearner.preview
// Of RBMLearner.overshoot, at a step size beyond what a run begins with: after 200 steps on MNIST it is 0.3 at a step size
// of 0.05, 2.6 at 0.2, 7 at 0.3; on Fashion-MNIST 5, 52 and 60.
const TOO_FAR = 3.7, FINE = 0.05;

// Whether the steps are too large, and what to do, as fields of a sentence; null where they are not.
export const tooFast = ({ overshoot }, rate) => (overshoot >= TOO_FAR && rate > FINE
  ? { times: number(overshoot, { maximumSignificantDigits: 2 }), rate: number(Math.max(FINE, rate / 4), { maximumSignificantDigits: 1 }) } : null);

export const extend = ({ say }, view, { body, scatter, run }) => {
  if (view !== "energies") return {};
  scatter.take = () => {}; // this figure draws them itself
  scatter.canvas.remove();
  const axis = createAxis(body, say), alarm = make("p", { className: "alarm", hidden: true });
  alarm.setAttribute("role", "alert");
  body.append(alarm);
  let rate = null;
  const warn = () => {
    const { frame, config } = run().told ?? {}, metrics = frame?.metrics ?? {};
    // a frame of a paused run has no numbers; what was said of another step size no longer holds
    if (metrics.overshoot === undefined && frame?.step && config?.learning_rate === rate) return;
    const found = tooFast(metrics, rate = config?.learning_rate);
    alarm.hidden = !found;
    alarm.textContent = found ? say("too_fast", found) : "";
  };
  return {
    take: shown => {
      warn();
      const { places, labels } = unpacked(shown);
      const values = kind => Array.from(labels).flatMap((label, i) => (label === kind ? [UNIT * places[2 * i]] : []));
      axis.show(KINDS.map(([name, colour, kind]) => ({ name, colour, values: values(kind) })));
    },
    words: () => { axis.redraw(); warn(); },
  };
};
