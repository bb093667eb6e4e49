// Model predictive control by backpropagation, as genmodels/blocks/planning.py does it: plans are imagined step by step, the
// costs are added up, and the slope of the sum bends the actions, by Adam inside their bound. No array is made while it runs.

const FIRST = 0.9, SECOND = 0.999, TINY = 1e-8; // of Adam

// world: pendulum.js or truck.js.  most: { horizon, restarts }, for which there is room.
export const createPlanner = (world, most) => {
  const { numbers, bound } = world, all = most.restarts * most.horizon;
  const states = new Float64Array(most.restarts * (most.horizon + 1) * numbers), actions = new Float64Array(all);
  const slopes = new Float64Array(all), first = new Float64Array(all), second = new Float64Array(all);
  const costs = new Float64Array(most.restarts), best = new Float64Array(most.horizon), path = new Float64Array((most.horizon + 1) * numbers);
  const by = new Float64Array(numbers), before = new Float64Array(numbers);
  const told = { horizon: 0, restarts: 0, cost: Infinity, begun: 0, which: 0, iterations: 0 };
  let model = null, critic = null;

  // One plan from its first state on: its cost, and the slopes of that by its actions. What is over stands still.
  const unroll = restart => {
    const { horizon } = told, begin = restart * (horizon + 1) * numbers, own = restart * horizon;
    let total = 0, lived = 0, ended = false;
    for (let step = 0, at = begin; step < horizon; step++, at += numbers) {
      if (ended) {
        for (let i = 0; i < numbers; i++) states[at + numbers + i] = states[at + i];
        continue;
      }
      const action = actions[own + step];
      total += world.cost(states, at, action);
      model.step(states, at, action, states, at + numbers, step);
      lived = step + 1;
      if (world.ends && world.over(states, at + numbers)) {
        ended = true;
        total += world.final(states, at + numbers);
      }
    }
    const last = begin + lived * numbers;
    if (!ended && critic) total += critic.expected(states, last);
    costs[restart] = total;

    slopes.fill(0, own, own + horizon);
    by.fill(0);
    if (ended) world.finalBack(states, last, 1, by);
    else if (critic) critic.back(states, last, by);
    for (let step = lived - 1, at = last - numbers; step >= 0; step--, at -= numbers) {
      before.fill(0);
      const action = actions[own + step];
      slopes[own + step] = model.back(states, at, action, step, by, before) + world.costBack(states, at, action, 1, before);
      by.set(before);
    }
  };

  const look = () => {
    const { restarts, horizon } = told;
    for (let restart = 0; restart < restarts; restart++) unroll(restart);
    told.which = 0;
    for (let restart = 1; restart < restarts; restart++) if (costs[restart] < costs[told.which]) told.which = restart;
    if (costs[told.which] >= told.cost) return;
    told.cost = costs[told.which];
    const own = told.which * horizon, begin = told.which * (horizon + 1) * numbers;
    for (let step = 0; step < horizon; step++) best[step] = actions[own + step];
    for (let i = 0; i < (horizon + 1) * numbers; i++) path[i] = states[begin + i];
  };

  // warm: the first plan; what it lacks is 0.  proposal: the second one's, or null.  draw(): the others, in [-1, 1].
  // by: { model, critic or null }.
  const begin = (state, { horizon, restarts, warm, proposal, draw }, modules) => {
    ({ model, critic } = modules);
    Object.assign(told, { horizon, restarts, cost: Infinity, iterations: 0 });
    first.fill(0);
    second.fill(0);
    for (let restart = 0; restart < restarts; restart++) {
      for (let i = 0; i < numbers; i++) states[restart * (horizon + 1) * numbers + i] = state[i];
      for (let step = 0; step < horizon; step++) {
        actions[restart * horizon + step] = !restart ? warm?.[step] ?? 0 : restart === 1 && proposal ? proposal[step] : bound * draw();
      }
    }
    look();
    told.begun = costs[0];
  };

  // One step of Adam for each plan.  rate: in shares of the bound.
  const bend = (rate = 0.1) => {
    const count = told.horizon * told.restarts, turn = ++told.iterations;
    const firstLeft = 1 - FIRST ** turn, secondLeft = 1 - SECOND ** turn;
    for (let i = 0; i < count; i++) {
      first[i] = FIRST * first[i] + (1 - FIRST) * slopes[i];
      second[i] = SECOND * second[i] + (1 - SECOND) * slopes[i] * slopes[i];
      const next = actions[i] - rate * bound * (first[i] / firstLeft) / (Math.sqrt(second[i] / secondLeft) + TINY);
      actions[i] = Math.min(bound, Math.max(-bound, next));
    }
    look();
  };

  // What is left of the best plan after one step, and a last action of 0.
  const later = into => {
    for (let step = 0; step < told.horizon; step++) into[step] = step + 1 < told.horizon ? best[step + 1] : 0;
    return into.fill(0, told.horizon);
  };
  return { told, states, actions, costs, slopes, best, path, begin, bend, later };
};
