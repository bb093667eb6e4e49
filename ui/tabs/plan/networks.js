// The four modules of an agent as the page has them: what the server sends (asks.py) -> model, critic and actor.

import { fromBase64 } from "../../parts/page/shared.js";
import { createMlp } from "./mlp.js";

const doubles = text => Float64Array.from(new Float32Array(fromBase64(text).buffer));
export const layersOf = told => told.map(({ weight, bias }) => ({ weight: doubles(weight), bias: doubles(bias) }));

// The world itself in place of a model.
export const trueModel = world => ({
  step: (states, at, action, out, to) => world.step(states, at, action, out, to),
  back: (states, at, action, _, by, slope) => world.stepBack(states, at, action, by, slope),
});

// The learned model:  s' = s + scale * f(places(s), a / bound), inside the bounds of the world.
export const createModel = (world, layers, scale, slots) => {
  const net = createMlp(layers, slots), { numbers, placeNumbers: told, least, most, bound } = world;
  const changed = new Float64Array(numbers);
  const following = (states, at, slot, i) => states[at + i] + scale[i] * net.out[slot * net.high + i];
  return {
    step: (states, at, action, out, to, slot) => {
      world.places(states, at, net.input, slot * net.wide);
      net.input[slot * net.wide + told] = action / bound;
      net.forward(slot);
      for (let i = 0; i < numbers; i++) out[to + i] = Math.max(least[i], Math.min(most[i], following(states, at, slot, i)));
    },
    // after `step` of the same slot; the slope by the state is added, that by the action returned.
    back: (states, at, action, slot, by, slope) => {
      for (let i = 0; i < numbers; i++) {
        const value = following(states, at, slot, i), inside = value >= least[i] && value <= most[i] ? by[i] : 0;
        changed[i] = scale[i] * inside;
        slope[i] += inside;
      }
      const told_ = net.back(slot, changed);
      world.placesBack(states, at, told_, slope);
      return told_[told] / bound;
    },
  };
};

export const createCritic = (world, layers) => {
  const net = createMlp(layers, 1), by = new Float64Array(1);
  return {
    expected: (states, at) => {
      world.features(states, at, net.input, 0);
      net.forward(0);
      return world.scale * net.out[0];
    },
    back: (states, at, slope) => {
      by[0] = world.scale;
      world.featuresBack(states, at, net.back(0, by), slope);
    },
  };
};

export const createActor = (world, layers) => {
  const net = createMlp(layers, 1);
  return {
    net,
    act: (states, at) => {
      world.features(states, at, net.input, 0);
      net.forward(0);
      return world.bound * Math.tanh(net.out[0]);
    },
  };
};

// told: of asks.py; null where nothing was trained.  slots: steps of the longest plan.
export const networksOf = (world, told, slots) => ({
  model: createModel(world, layersOf(told.model), doubles(told.scale), slots),
  critic: createCritic(world, layersOf(told.critic)),
  actor: createActor(world, layersOf(told.actor)),
});

// Milliseconds of an act, which are less than a clock tells.
export const timed = (actor, state) => {
  const from = performance.now();
  for (let turn = 0; turn < 200; turn++) actor.act(state, 0);
  return (performance.now() - from) / 200;
};
