// Isomap of the roll, beside the page: for the k that is wanted, then for those to which a hand may turn next.

import { graphOf, isomap, LEAST, makeRoll, MOST, nearestOthers, shortcuts } from "./swiss_roll.js";
import { rankCorrelation } from "./tsne.js";

const roll = makeRoll(), nearest = nearestOthers(roll.places), solved = new Set();
const AHEAD = 8; // to either side
let wanted = LEAST, busy = false;

const solve = k => {
  const graph = graphOf(roll.places, nearest, k), map = isomap(roll, graph);
  const order = rankCorrelation(map.filter((_, i) => i % 2 === 0), roll.angles);
  return { k, ends: graph.ends, bridges: graph.bridges, short: shortcuts(graph, roll.angles), map, order: Math.abs(order) };
};

const next = () => {
  const left = Array.from({ length: MOST - LEAST + 1 }, (_, i) => LEAST + i)
    .filter(k => !solved.has(k) && Math.abs(k - wanted) <= AHEAD);
  busy = left.length > 0;
  if (!busy) return;
  const k = left.reduce((best, k) => (Math.abs(k - wanted) < Math.abs(best - wanted) ? k : best));
  solved.add(k);
  postMessage(solve(k));
  setTimeout(next); // between two, the page may say that it wants another
};

onmessage = ({ data }) => {
  wanted = data;
  if (!busy) next();
};
