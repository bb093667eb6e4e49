// The truck of genmodels/data/truck.py, with the slope of each of its rules; see pendulum.js for what they take. A state is
// (x, y, cab, trailer): the rear axle of the cab and two angles. The yard is 40 x 20, the dock at x = 0.

import { wrapped } from "./pendulum.js";

export const PACE = -0.5, CAB = 1, TRAILER = 4, NOSE = 1.5, LENGTH = 40, SIDE = 10, STEERING = Math.PI / 4;
const NEAR = 1, STRAIGHT = 0.2, FAILED = 30, MISS = 10, ROOM = 1, FOLD = 1.1, FOLDED = 5;
const { abs, cos, sin } = Math, relu = value => Math.max(0, value);

// wind: how far a step drifts sideways.
const step = (states, at, action, out, to, wind = 0) => {
  const cab = states[at + 2], trailer = states[at + 3], turn = Math.tan(Math.min(STEERING, Math.max(-STEERING, action)));
  out[to] = states[at] + PACE * cos(cab);
  out[to + 1] = states[at + 1] + PACE * sin(cab) + wind;
  out[to + 2] = cab + PACE / CAB * turn;
  out[to + 3] = trailer + PACE / TRAILER * sin(cab - trailer);
};
const stepBack = (states, at, action, by, slope) => {
  const cab = states[at + 2], pull = PACE / TRAILER * cos(cab - states[at + 3]) * by[3];
  slope[0] += by[0];
  slope[1] += by[1];
  slope[2] += by[2] - PACE * sin(cab) * by[0] + PACE * cos(cab) * by[1] + pull;
  slope[3] += by[3] - pull;
  return PACE / CAB / cos(action) ** 2 * by[2];
};

export const noseX = (states, at) => states[at] + NOSE * cos(states[at + 2]);
export const noseY = (states, at) => states[at + 1] + NOSE * sin(states[at + 2]);
export const rearX = (states, at) => states[at] - TRAILER * cos(states[at + 3]);
export const rearY = (states, at) => states[at + 1] - TRAILER * sin(states[at + 3]);
// The slopes by nose and rear, brought back to the state.
const endsBack = (states, at, noseXBy, noseYBy, rearXBy, rearYBy, slope) => {
  const cab = states[at + 2], trailer = states[at + 3];
  slope[0] += noseXBy + rearXBy;
  slope[1] += noseYBy + rearYBy;
  slope[2] += NOSE * (cos(cab) * noseYBy - sin(cab) * noseXBy);
  slope[3] += TRAILER * (sin(trailer) * rearXBy - cos(trailer) * rearYBy);
};

export const jackknifed = (states, at) => abs(states[at + 2] - states[at + 3]) > Math.PI / 2;
export const offYard = (states, at) => abs(noseY(states, at)) > SIDE || abs(rearY(states, at)) > SIDE
  || noseX(states, at) < 0 || noseX(states, at) > LENGTH || rearX(states, at) > LENGTH;
export const arrived = (states, at) => rearX(states, at) <= 0;
const failed = (states, at) => jackknifed(states, at) || offYard(states, at);
const over = (states, at) => failed(states, at) || arrived(states, at);
export const docked = (states, at) => arrived(states, at) && !failed(states, at)
  && abs(rearY(states, at)) < NEAR && abs(wrapped(states[at + 3])) < STRAIGHT;

const missed = (states, at) => Math.sqrt(1 + (rearY(states, at) / NEAR) ** 2 + (wrapped(states[at + 3]) / STRAIGHT) ** 2);
const final = (states, at) => (failed(states, at) ? FAILED : Math.min(FAILED, MISS * (missed(states, at) - 1)));
const finalBack = (states, at, by, slope) => {
  const root = missed(states, at);
  if (failed(states, at) || MISS * (root - 1) > FAILED) return;
  endsBack(states, at, 0, 0, 0, MISS * by / root * rearY(states, at) / NEAR ** 2, slope);
  slope[3] += MISS * by / root * wrapped(states[at + 3]) / STRAIGHT ** 2;
};

const cost = (states, at, action) => {
  const nx = noseX(states, at), ny = abs(noseY(states, at)), rx = rearX(states, at), ry = abs(rearY(states, at));
  const close = relu(nx - LENGTH + ROOM) ** 2 + relu(rx - LENGTH + ROOM) ** 2 + relu(ny - SIDE + ROOM) ** 2
    + relu(ry - SIDE + ROOM) ** 2 + relu(ROOM - nx) ** 2 + FOLDED * relu(abs(states[at + 2] - states[at + 3]) - FOLD) ** 2;
  return 0.1 + 0.02 * ry + 0.1 * (1 - cos(states[at + 3])) + close + 0.01 * action * action;
};
const costBack = (states, at, action, by, slope) => {
  const nx = noseX(states, at), ny = noseY(states, at), rx = rearX(states, at), ry = rearY(states, at);
  endsBack(
    states, at,
    2 * by * (relu(nx - LENGTH + ROOM) - relu(ROOM - nx)), 2 * by * Math.sign(ny) * relu(abs(ny) - SIDE + ROOM),
    2 * by * relu(rx - LENGTH + ROOM), by * Math.sign(ry) * (0.02 + 2 * relu(abs(ry) - SIDE + ROOM)), slope,
  );
  const fold = states[at + 2] - states[at + 3], bent = 2 * FOLDED * by * Math.sign(fold) * relu(abs(fold) - FOLD);
  slope[2] += bent;
  slope[3] += 0.1 * by * sin(states[at + 3]) - bent;
  return 0.02 * by * action;
};

const places = (states, at, out, to) => {
  const cab = states[at + 2], trailer = states[at + 3];
  out[to] = cos(cab);
  out[to + 1] = cos(trailer);
  out[to + 2] = cos(cab - trailer);
  out[to + 3] = sin(cab);
  out[to + 4] = sin(trailer);
  out[to + 5] = sin(cab - trailer);
};
// from: where in `by` the places begin.
const placesBack = (states, at, by, slope, from = 0) => {
  const cab = states[at + 2], trailer = states[at + 3], fold = cab - trailer;
  const bent = cos(fold) * by[from + 5] - sin(fold) * by[from + 2];
  slope[2] += cos(cab) * by[from + 3] - sin(cab) * by[from] + bent;
  slope[3] += cos(trailer) * by[from + 4] - sin(trailer) * by[from + 1] - bent;
};
const features = (states, at, out, to) => {
  out[to] = 2 * states[at] / LENGTH - 1;
  out[to + 1] = states[at + 1] / SIDE;
  out[to + 2] = 2 * rearX(states, at) / LENGTH - 1;
  out[to + 3] = rearY(states, at) / SIDE;
  places(states, at, out, to + 4);
};
const featuresBack = (states, at, by, slope) => {
  slope[0] += 2 / LENGTH * by[0];
  slope[1] += by[1] / SIDE;
  endsBack(states, at, 0, 0, 2 / LENGTH * by[2], by[3] / SIDE, slope);
  placesBack(states, at, by, slope, 4);
};

// Between the rears of two trailers.
const apart = (one, other, at) => Math.hypot(rearX(one, at) - rearX(other, at), rearY(one, at) - rearY(other, at));

export const TRUCK = {
  name: "truck", numbers: 4, bound: STEERING, length: 150, scale: 30, ends: true,
  least: Array(4).fill(-Infinity), most: Array(4).fill(Infinity),
  step, stepBack, cost, costBack, features, featuresBack, places, placesBack, placeNumbers: 6, over, failed, final, finalBack, apart,
};
