// What the live panel has in this tab besides: the energies of a run's particles, test digits and noise on one axis.

import { unpacked } from "../../parts/scatter/points.js";
import { createAxis } from "./axis.js";

const KINDS = [["digits", "--good", 2], ["particles", "--second", 0], ["noise", "--body-text-color-subdued", 1]];
const UNIT = 100; // nats, see RBMLearner.preview

export const extend = ({ say }, view, { body, scatter }) => {
  if (view !== "energies") return {};
  scatter.take = () => {}; // this figure draws them itself
  scatter.canvas.remove();
  const axis = createAxis(body, say);
  return {
    take: shown => {
      const { places, labels } = unpacked(shown);
      const values = kind => Array.from(labels).flatMap((label, i) => (label === kind ? [UNIT * places[2 * i]] : []));
      axis.show(KINDS.map(([name, colour, kind]) => ({ name, colour, values: values(kind) })));
    },
    words: axis.redraw,
  };
};
