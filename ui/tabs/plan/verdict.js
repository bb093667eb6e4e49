// What is said of a drive, as the key of a sentence and its numbers.

import { refused } from "./settings.js";
import { docked } from "./truck.js";

const WORSE = 1.15, MORE = 1; // so many times dearer than another drive, and by so much at least, is worse
export const SURE = 30; // steps before it is said

// earlier: [{ horizon, paid }], what planners paid from the same start.
export const verdict = ({ now, paid, planner }, { driver }, earlier) => {
  if (driver !== "planner" || now.steps < SURE) return [`drives_${driver}`, {}];
  const price = paid.planner[now.steps - 1], actor = paid.actor[now.steps - 1], { horizon } = planner.told;
  const worse = other => price > WORSE * other + MORE;
  const [best] = earlier.filter(run => run.horizon !== horizon && run.paid.length >= now.steps)
    .map(run => ({ other: run.horizon, price: run.paid[now.steps - 1] })).sort((one, two) => one.price - two.price);
  if (best && worse(best.price)) return ["worse_than_before", { horizon, paid: price, ...best }];
  if (actor !== undefined && worse(actor)) return ["worse_than_actor", { horizon, paid: price, price: actor }];
  return ["drives_planner", {}];
};

// How it ended.
export const ending = (name, { state, world }) => {
  if (name === "pendulum") return Math.cos(state[0]) > 0.95 && Math.abs(state[1]) < 1.5 ? "upright" : "not_upright";
  if (docked(state, 0)) return "docked";
  if (refused(name, state) === "jackknifed") return "folded";
  if (world.failed(state, 0)) return "left_yard";
  return world.over(state, 0) ? "missed" : "too_long";
};
