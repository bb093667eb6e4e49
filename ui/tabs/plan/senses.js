// What is told of a state: by the sensors, with their noise, or by perception from two pictures. It knows no page.

import { createMlp } from "./mlp.js";
import { FASTEST } from "./pendulum.js";
import { drawRod, hide, SIDE } from "./rods.js";

export const NOISES = { pendulum: [0.3, 2], truck: [1, 1, 0.1, 0.1] }; // of each number of a state, at the most noise
export const LOST = 20, FOUND = 5; // degrees

// eye, head: layers of the two networks of genmodels/models/perception.py.
export const createPerception = ({ eye, head }) => {
  const seen = createMlp(eye, 2), reading = createMlp(head, 1);
  return {
    // Two pictures -> angle and speed, in `out`.
    read: (before, now, out) => {
      seen.input.set(before);
      seen.input.set(now, before.length);
      seen.forward(0);
      seen.forward(1);
      reading.input.set(seen.out); // the codes of both, one behind the other
      reading.forward(0);
      const [cosine, sine, speed] = reading.out;
      out[0] = Math.atan2(sine, cosine);
      out[1] = FASTEST * Math.min(1, Math.max(-1, speed));
    },
  };
};

// The last two pictures of one pendulum.
const createEyes = () => {
  const before = new Float64Array(SIDE * SIDE), now = new Float64Array(SIDE * SIDE);
  let pictures = 0;
  return {
    before, now,
    forget: () => { pictures = 0; },
    // again: the same moment once more, under another cover.
    look: (angle, cover, again) => {
      if (!again) before.set(now);
      drawRod(angle, now);
      hide(now, cover);
      if (!again || !pictures) pictures++;
      if (pictures === 1) before.set(now); // there is one picture alone: it is shown twice, so the pendulum seems to stand
    },
  };
};

// choices: { perception: of createPerception, or null where the sensors tell; cover, noise }.  draw(): in [-1, 1).
// who: each thing that is looked at has pictures of its own.
export const createSenses = (world, choices, who, draw) => {
  const eyes = Object.fromEntries(who.map(name => [name, createEyes()]));
  const chance = () => Math.sqrt(-2 * Math.log(1 - (draw() + 1) / 2)) * Math.cos(Math.PI * draw()); // a normal number
  return {
    eyes,
    forget: () => { for (const each of Object.values(eyes)) each.forget(); },
    // A state -> what is told of it, in `out`.
    tell: (name, state, out, again = false) => {
      if (choices.perception) {
        eyes[name].look(state[0], choices.cover, again);
        choices.perception.read(eyes[name].before, eyes[name].now, out);
        return;
      }
      out.set(state);
      if (choices.noise) for (let i = 0; i < out.length; i++) out[i] += choices.noise / 10 * NOISES[world.name][i] * chance();
    },
  };
};

// Degrees between what is told of an angle and what it is.
export const gapOf = (told, true_) => Math.abs(Math.atan2(Math.sin(told - true_), Math.cos(told - true_))) * 180 / Math.PI;

// Says when what is told goes astray, and when it comes back: what lies between the two bounds changes nothing.
export const createWitness = () => {
  let word = "sees";
  return {
    forget: () => { word = "sees"; },
    judge: gap => {
      if (gap > LOST) word = "astray";
      else if (gap < FOUND && word === "astray") word = "back";
      return word;
    },
  };
};
