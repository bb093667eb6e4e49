// The pendulum of genmodels/data/pendulum.py, with the slope of each of its rules. A state is (angle, speed), the angle 0
// upright and unwrapped.
//
// All rules read a state at a place of an array. Those called ...Back add to `slope`, which is by the state, what `by`
// times the rule's own slope is; stepBack and costBack return the slope by the action.

export const GRAVITY = 10, SECONDS = 0.05, FASTEST = 8, TORQUE = 2;

export const wrapped = angle => {
  const turn = (angle + Math.PI) % (2 * Math.PI);
  return (turn < 0 ? turn + 2 * Math.PI : turn) - Math.PI;
};

// wind: a push that the model does not know, as a torque.
const step = (states, at, action, out, to, wind = 0) => {
  const torque = Math.min(TORQUE, Math.max(-TORQUE, action)) + wind;
  const speed = states[at + 1] + (1.5 * GRAVITY * Math.sin(states[at]) + 3 * torque) * SECONDS;
  out[to + 1] = Math.min(FASTEST, Math.max(-FASTEST, speed));
  out[to] = states[at] + out[to + 1] * SECONDS;
};
const stepBack = (states, at, action, by, slope) => {
  const speed = states[at + 1] + (1.5 * GRAVITY * Math.sin(states[at]) + 3 * action) * SECONDS;
  const fast = Math.abs(speed) > FASTEST ? 0 : by[1] + SECONDS * by[0];
  slope[0] += by[0] + 1.5 * GRAVITY * SECONDS * Math.cos(states[at]) * fast;
  slope[1] += fast;
  return 3 * SECONDS * fast;
};

const cost = (states, at, action) => wrapped(states[at]) ** 2 + 0.1 * states[at + 1] ** 2 + 1e-3 * action * action;
const costBack = (states, at, action, by, slope) => {
  slope[0] += 2 * by * wrapped(states[at]);
  slope[1] += 0.2 * by * states[at + 1];
  return 2e-3 * by * action;
};

const features = (states, at, out, to) => {
  out[to] = Math.cos(states[at]);
  out[to + 1] = Math.sin(states[at]);
  out[to + 2] = states[at + 1] / FASTEST;
};
const featuresBack = (states, at, by, slope) => {
  slope[0] += Math.cos(states[at]) * by[1] - Math.sin(states[at]) * by[0];
  slope[1] += by[2] / FASTEST;
};

// How far apart two states are at this place of two paths: of the tips of two rods 1 long.
const apart = (one, other, at) => 2 * Math.abs(Math.sin((one[at] - other[at]) / 2));

export const PENDULUM = {
  name: "pendulum", numbers: 2, bound: TORQUE, length: 200, scale: 30, ends: false, least: [-Infinity, -FASTEST], most: [Infinity, FASTEST],
  step, stepBack, cost, costBack, features, featuresBack, places: features, placesBack: featuresBack, placeNumbers: 3,
  over: () => false, failed: () => false, final: () => 0, finalBack: () => {}, apart,
};
