// What one may choose in the Plan tab, and what the address may say of it.

import { PENDULUM, wrapped } from "./pendulum.js";
import { SIDE as PIXELS } from "./rods.js";
import { arrived, jackknifed, offYard, SIDE, TRUCK } from "./truck.js";
import { DRIVERS, LONGEST, MOST } from "./drive.js";

export const RULES = { pendulum: PENDULUM, truck: TRUCK };
export const WORLDS = ["pendulum", "truck"], MODELS = ["learned", "true"], SEES = ["sensors", "pixels"];
// low and high of each slider; wind and noise in tenths of what WINDS, and NOISES of senses.js, say is a strong one.
export const KNOBS = { horizon: [1, LONGEST], restarts: [1, MOST], iterations: [1, 40], wind: [-10, 10], noise: [0, 10] };
export const WINDS = { pendulum: 1, truck: 0.1 };
export const BEGIN = { horizon: 20, restarts: 8, iterations: 10, wind: 0, noise: 0, model: "learned", sees: "sensors", cover: null, driver: "planner", critic: true };
export const STARTS = { pendulum: [Math.PI, 0], truck: [26, 5, 0.5, 0.2] };
const FARTHEST = 1000;

// Why nothing can be driven from there, as the key of a sentence; null where it can.
export const refused = (name, state) => {
  if (name === "pendulum") return null;
  return jackknifed(state, 0) ? "jackknifed" : offYard(state, 0) || arrived(state, 0) ? "off_yard" : null;
};

// Where an episode begins by chance.  draw(): a random number in [-1, 1).
export const somewhere = (name, draw) => {
  if (name === "pendulum") return [Math.PI * draw(), draw()];
  for (;;) {
    const cab = Math.PI * draw(), found = [25 + 15 * draw(), SIDE * draw(), cab, cab + Math.PI / 4 * draw()];
    if (!refused(name, found)) return found;
  }
};

// "left,top,wide,high" in pixels -> what of that lies on the picture; null where nothing does.
const coverOf = told => {
  const numbers = (told ?? "").split(",").map(Number);
  if (!told || numbers.length !== 4 || !numbers.every(Number.isInteger)) return null;
  const [left, top] = numbers.slice(0, 2).map(value => Math.max(0, value));
  const [wide, high] = [Math.min(PIXELS - left, numbers[2]), Math.min(PIXELS - top, numbers[3])];
  return wide > 0 && high > 0 ? { left, top, wide, high } : null;
};

// asked: what the address says, all of it text -> { choices, world, start, names: of checkpoints, complaints: [[key,
// fields]] }. What is not one of ours is left out, and what is said of it is a sentence.
export const readAddress = asked => {
  const choices = { ...BEGIN }, complaints = [];
  for (const [name, [low, high]] of Object.entries(KNOBS)) {
    const value = asked[name] === undefined || asked[name] === "" ? NaN : Number(asked[name]);
    if (!Number.isFinite(value)) continue;
    choices[name] = Math.min(high, Math.max(low, Math.round(value)));
    if (value < low || value > high) complaints.push([`beyond_${name}`, { low, high, value: choices[name] }]);
  }
  const world = WORLDS.find(name => asked.world === name) ?? WORLDS.find(name => asked.model === `world-${name}`) ?? WORLDS[0];
  const imagines = asked.imagines ?? asked.model; // older links say "model" of this; it is a checkpoint's name now
  if (MODELS.includes(imagines)) choices.model = imagines;
  if (DRIVERS.includes(asked.driver)) choices.driver = asked.driver;
  if (SEES.includes(asked.sees)) choices.sees = asked.sees;
  else if (asked.sees) complaints.push(["no_such_sense", {}]);
  if (world === "truck" && choices.sees === "pixels") {
    choices.sees = SEES[0];
    complaints.push(["no_pixels_of_truck", {}]);
  }
  choices.cover = coverOf(asked.cover);
  choices.critic = asked.critic !== "0";
  let start = STARTS[world];
  const given = (asked.at ?? "").split(",").map(Number);
  if (asked.at && given.length === start.length && given.every(value => Math.abs(value) <= FARTHEST)) {
    const why = refused(world, given);
    if (why) complaints.push([why, {}]);
    else start = world === "pendulum" ? [wrapped(given[0]), Math.min(8, Math.max(-8, given[1]))] : given;
  }
  const names = [asked.model, asked.eyes].filter(name => name && !MODELS.includes(name));
  return { choices, world, start, names, complaints };
};
