// An actor that begins with random weights and learns what a planner finds: pairs of a state and an action out of its plans are
// gathered while the planner drives, and a regression brings the one to the other. Adam, in the page.

import { createActor } from "./networks.js";

const KEPT = 3000, BATCH = 32; // pairs that are remembered, and those of one step
const RATE = 3e-3, FIRST = 0.9, SECOND = 0.999, TINY = 1e-8; // of Adam

// trained: the actor that learned before, which is as wide.  draw(): a random number in [-1, 1).
export const createStudent = (world, trained, draw) => {
  const layers = trained.net.layers.map(({ weight, bias }) => {
    const bound = 1 / Math.sqrt(weight.length / bias.length); // as PyTorch begins a linear layer
    return { weight: Float64Array.from(weight, () => bound * draw()), bias: Float64Array.from(bias, () => bound * draw()) };
  });
  const actor = createActor(world, layers), { net } = actor, { numbers, bound } = world;
  const each = layers.flatMap(({ weight, bias }) => [weight, bias]);
  const slopes = layers.map(({ weight, bias }) => ({ weight: new Float64Array(weight.length), bias: new Float64Array(bias.length) }));
  const flat = slopes.flatMap(({ weight, bias }) => [weight, bias]);
  const [first, second] = [0, 1].map(() => each.map(values => new Float64Array(values.length)));
  const states = new Float64Array(KEPT * numbers), actions = new Float64Array(KEPT), by = new Float64Array(1);
  const told = { pairs: 0, steps: 0 };

  // One more pair: the state at this place of a path, and what is done there.
  const take = (path, at, action) => {
    const row = told.pairs++ % KEPT;
    for (let i = 0; i < numbers; i++) states[row * numbers + i] = path[at + i];
    actions[row] = action;
  };

  // One step on a few of the pairs -> the mean square of what is still wrong, in shares of the bound.
  const learn = () => {
    const there = Math.min(told.pairs, KEPT), turn = ++told.steps;
    for (const values of flat) values.fill(0);
    let wrong = 0;
    for (let pair = 0; pair < BATCH; pair++) {
      const row = Math.floor((draw() + 1) / 2 * there), off = (actor.act(states, row * numbers) - actions[row]) / bound;
      wrong += off * off / BATCH;
      by[0] = 2 * off * (1 - Math.tanh(net.out[0]) ** 2) / BATCH;
      net.back(0, by, slopes);
    }
    const firstLeft = 1 - FIRST ** turn, secondLeft = 1 - SECOND ** turn;
    for (let part = 0; part < each.length; part++) {
      const [values, slope, one, two] = [each[part], flat[part], first[part], second[part]];
      for (let i = 0; i < values.length; i++) {
        one[i] = FIRST * one[i] + (1 - FIRST) * slope[i];
        two[i] = SECOND * two[i] + (1 - SECOND) * slope[i] * slope[i];
        values[i] -= RATE * (one[i] / firstLeft) / (Math.sqrt(two[i] / secondLeft) + TINY);
      }
    }
    return wrong;
  };
  return { actor, layers, slopes, told, take, learn };
};
