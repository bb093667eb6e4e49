// A drive through the true world, step by step: who drives it, what was imagined, what happened, and what it cost. It knows
// no page.

import { trueModel } from "./networks.js";
import { createPlanner } from "./planner.js";
import { createSenses } from "./senses.js";

export const LONGEST = 60, MOST = 8; // steps ahead, and plans
export const BEHIND = 20; // steps between what was imagined and now
export const DRIVERS = ["planner", "actor", "nobody"];

// Mulberry32: the same numbers in [-1, 1) after the same seed, so that a drive can be driven again.
export const seeded = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
};

// networks: of networks.js, or null where nothing was trained.
// choices: { horizon, restarts, iterations, model: "learned" or "true", critic: whether it sees beyond the horizon, driver,
// push: the wind, which no model knows; and what senses.js asks for }
// Planner and actor know of a state what is told of it, `told`; the world goes on from the state itself.
export const createDrive = (world, networks, choices) => {
  const { numbers, bound } = world, planner = createPlanner(world, { horizon: LONGEST, restarts: MOST });
  const state = new Float64Array(numbers), told = new Float64Array(numbers), toldShadow = new Float64Array(numbers), start = new Float64Array(numbers), warm = new Float64Array(LONGEST);
  const past = new Float64Array((BEHIND + 1) * numbers), done = new Float64Array(BEHIND), imagined = new Float64Array((BEHIND + 1) * numbers);
  const ghost = new Float64Array((LONGEST + 1) * numbers);
  const shadows = { actor: new Float64Array(numbers), nobody: new Float64Array(numbers) };
  const paid = Object.fromEntries(DRIVERS.map(name => [name, []])); // what each has paid from this start, after each step
  const now = { steps: 0, kept: 0, ended: false, action: 0, planned: false, gap: 0, perceived: 0 };
  const exact = trueModel(world);
  const model = () => (choices.model === "learned" && networks ? networks.model : exact);
  const modules = () => ({ model: model(), critic: choices.critic && networks ? networks.critic : null });
  let draw = seeded(1), noise = seeded(3);
  const senses = createSenses(world, choices, ["own", "shadow"], () => noise());

  // again: the same moment once more, after a choice.
  const perceive = (again = false) => {
    if (!again) now.perceived++;
    senses.tell("own", state, told, again);
  };
  // A plan that is not bent yet, of the state as it is now; of the planner only where it drives.
  const look = () => {
    if (choices.driver === "planner") planner.begin(told, { horizon: choices.horizon, restarts: choices.restarts, warm, draw }, modules());
    now.planned = true;
    if (networks) expect(networks.actor, ghost);
  };
  // The single path that an actor expects of itself.
  const expect = (actor, path) => {
    path.set(told);
    let ended = false;
    for (let step = 0, at = 0; step < choices.horizon; step++, at += numbers) {
      ended ||= world.ends && world.over(path, at);
      if (ended) path.copyWithin(at + numbers, at, at + numbers);
      else model().step(path, at, actor.act(path, at), path, at + numbers, step);
    }
  };
  // What the model would have seen so many steps ago, had it known the actions: the difference to what happened is its error.
  const imagine = () => {
    imagined.set(past.subarray(0, numbers));
    for (let step = 0, at = 0; step < now.kept; step++, at += numbers) model().step(imagined, at, done[step], imagined, at + numbers, 0);
  };
  const remember = action => {
    if (now.kept === BEHIND) {
      past.copyWithin(0, numbers);
      done.copyWithin(0, 1);
      now.kept--;
    }
    done[now.kept++] = action;
    past.set(state, now.kept * numbers);
  };

  // What each driver pays, the two that need no plan also where they do not drive.
  const pay = (name, from, action) => {
    const before = paid[name].at(-1) ?? 0;
    if (world.ends && world.over(from, 0)) return paid[name].push(before);
    const price = world.cost(from, 0, action);
    world.step(from, 0, action, from, 0, choices.push);
    return paid[name].push(before + price + (world.ends && world.over(from, 0) ? world.final(from, 0) : 0));
  };
  const act = driver => (driver === "planner" ? planner.best[0] : driver === "actor" && networks ? networks.actor.act(told, 0) : 0);

  // One step in the world, of the plan as it is.
  const step = () => {
    if (now.ended) return;
    const { driver } = choices;
    now.action = act(driver);
    if (driver === "planner") planner.later(warm);
    else warm.fill(0);
    for (const name of ["actor", "nobody"]) {
      if (name === driver || (name === "actor" && !networks)) continue;
      if (name === "actor") senses.tell("shadow", shadows.actor, toldShadow);
      pay(name, shadows[name], name === "actor" ? networks.actor.act(toldShadow, 0) : 0);
    }
    paid[driver].length = now.steps;
    pay(driver, state, now.action);
    now.steps++;
    remember(now.action);
    imagine();
    now.gap = world.apart(imagined, past, now.kept * numbers);
    now.planned = false;
    now.ended = now.steps >= world.length || (world.ends && world.over(state, 0));
    perceive();
  };

  // An episode from here.  same: it is the start of the one before, so that what a planner paid then is kept beside.
  const begin = (from, same = false) => {
    draw = seeded(1);
    noise = seeded(3);
    start.set(from);
    state.set(from);
    for (const shadow of Object.values(shadows)) shadow.set(from);
    for (const name of DRIVERS) if (!same || name !== "planner" || choices.driver === "planner") paid[name].length = 0;
    warm.fill(0);
    past.set(from);
    Object.assign(now, { steps: 0, kept: 0, ended: false, action: 0, planned: false, gap: 0, perceived: 0 });
    imagined.set(from);
    senses.forget();
    perceive();
  };
  // With no picture from before.
  const lookAnew = () => {
    senses.forget();
    perceive(true);
  };
  // A hand holds it there.
  const hold = next => {
    state.set(next);
    now.kept = 0;
    lookAnew();
  };
  return {
    world, planner, state, told, start, now, paid, past, imagined, ghost, eyes: senses.eyes.own, begin, hold, lookAnew, perceive,
    look, step, expect, bound,
  };
};
