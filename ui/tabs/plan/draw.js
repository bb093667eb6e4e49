// The picture of a world: the thing itself, the fan of plans, the actor's path, and behind it what happened and what was
// imagined of it. A picture is told what to draw; it keeps nothing.

import { sharp } from "../../parts/page/canvas.js";
import { ARROWS, clamp } from "../../parts/page/shared.js";
import * as truck from "./truck.js";

const { cos, sin } = Math, TURN = 5 * Math.PI / 180;
const ROUND = 1.6, LONG = 2; // width by height of the two pictures

// An empty canvas for round lines, see `sharp`.  sides: its width by its height.
export const opened = (canvas, sides = canvas.clientWidth / canvas.clientHeight) => {
  const paper = sharp(canvas, canvas.clientWidth / sides);
  paper.context.lineCap = paper.context.lineJoin = "round";
  return { ...paper, text: paper.style.color };
};

// place(states, at, step): where a state is drawn that lies so many steps ahead, or behind.
const follow = (context, states, numbers, from, count, place) => {
  context.beginPath();
  for (let step = 0; step <= count; step++) context.lineTo(...place(states, from + step * numbers, step));
  context.stroke();
};
const drawPaths = ({ context, colour }, { drive, choices, ahead, failed }, place, behind) => {
  const { planner, now, world, ghost, past, imagined } = drive, { numbers } = world, { horizon, restarts, which } = planner.told;
  const dress = (name, width, alpha, dashes = []) => {
    Object.assign(context, { strokeStyle: colour(failed ? "unsure" : name), lineWidth: width, globalAlpha: alpha });
    context.setLineDash(dashes);
  };
  if (now.kept) {
    dress("happened", 2.5, 0.8);
    follow(context, past, numbers, 0, now.kept, behind);
    dress("happened", 2, 0.8, [5, 5]);
    follow(context, imagined, numbers, 0, now.kept, behind);
  }
  if (ahead && now.planned && choices.driver === "planner") {
    dress("planner", 1.25, 0.45);
    for (let restart = 0; restart < restarts; restart++) {
      if (restart !== which) follow(context, planner.states, numbers, restart * (horizon + 1) * numbers, horizon, place);
    }
  }
  if (ahead && now.planned && choices.driver !== "nobody" && choices.hasActor) {
    dress("actor", 2.25, 0.95);
    follow(context, ghost, numbers, 0, choices.horizon, place);
  }
  if (ahead && now.planned && choices.driver === "planner") {
    dress("planner", 3, 1);
    follow(context, planner.path, numbers, 0, horizon, place);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
};

const dot = (context, x, y, size) => {
  context.beginPath();
  context.arc(x, y, size, 0, 7);
  context.fill();
};

// ---- the pendulum: what is to come lies farther out, what has been farther in

const pendulum = canvas => {
  const middle = (wide, high) => [wide / 2, high / 2], rod = high => 0.3 * high;
  const draw = view => {
    const paper = opened(canvas, ROUND), { context, wide, high, colour, text } = paper, [x, y] = middle(wide, high), long = rod(high);
    const { drive } = view, { state, now } = drive, far = view.choices.horizon;
    const at = (angle, radius) => [x + radius * sin(angle), y - radius * cos(angle)];
    Object.assign(context, { strokeStyle: colour("hairline"), lineWidth: 1 });
    context.beginPath();
    context.arc(x, y, long, 0, 7);
    context.stroke();
    context.fillStyle = colour("good");
    dot(context, ...at(0, long), 4);
    drawPaths(paper, view, (states, from, step) => at(states[from], long * (1 + 0.55 * step / far)), (states, from, step) =>
      at(states[from], long * (1 - 0.035 * (now.kept - step))));
    Object.assign(context, { strokeStyle: text, fillStyle: text, lineWidth: 9, globalAlpha: 0.85 });
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(...at(state[0], long));
    context.stroke();
    context.globalAlpha = 1;
    dot(context, ...at(state[0], long), 11);
    if (view.told) { // where it is told to be
      Object.assign(context, { strokeStyle: colour("told"), lineWidth: 3 });
      context.setLineDash([7, 5]);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(...at(drive.told[0], long - 14));
      context.stroke();
      context.setLineDash([]);
      context.beginPath();
      context.arc(...at(drive.told[0], long), 14, 0, 7);
      context.stroke();
    }
    if (now.action) { // the torque, as an arc around the axle
      const turn = now.action / drive.bound * 2.2, back = turn < 0;
      Object.assign(context, { strokeStyle: colour("unsure"), fillStyle: colour("unsure"), lineWidth: 3 });
      context.beginPath();
      context.arc(x, y, 20, -Math.PI / 2, turn - Math.PI / 2, back);
      context.stroke();
      dot(context, x + 20 * sin(turn), y - 20 * cos(turn), 4.5);
    }
    context.fillStyle = colour("hairline");
    dot(context, x, y, 4);
  };
  const angleAt = ([px, py]) => Math.atan2((px - 0.5) * ROUND, 0.5 - py);
  return {
    sides: ROUND,
    draw,
    grip: () => "rod",
    // The nearest turn of the angle to the one it had: it may be swung around.
    drag: (state, _, point) => {
      const turn = angleAt(point) - state[0];
      return [state[0] + Math.atan2(sin(turn), cos(turn)), 0];
    },
    key: (state, name) => [state[0] + TURN * ARROWS[name][0], clamp(state[1] - 0.5 * ARROWS[name][1], -8, 8)],
  };
};

// ---- the truck in its yard

const EDGE = 1.5; // around the yard, in its units
const yard = canvas => {
  const unit = wide => wide / (truck.LENGTH + 2 * EDGE);
  const toPage = (wide, x, y) => [(x + EDGE) * unit(wide), wide / LONG / 2 - y * unit(wide)];
  const ofPage = ([px, py]) => [px * (truck.LENGTH + 2 * EDGE) - EDGE, (0.5 - py) / LONG * (truck.LENGTH + 2 * EDGE)];
  const beam = (context, wide, [x, y], [toX, toY], width, colour) => {
    Object.assign(context, { strokeStyle: colour, lineWidth: width * unit(wide), lineCap: "butt" });
    context.beginPath();
    context.moveTo(...toPage(wide, x, y));
    context.lineTo(...toPage(wide, toX, toY));
    context.stroke();
  };
  const drawTruck = (context, wide, states, at, steering, trailerColour, cabColour) => {
    const [x, y, cab, trailer] = states.subarray(at, at + 4), rear = [truck.rearX(states, at), truck.rearY(states, at)];
    beam(context, wide, rear, [x, y], 1.5, trailerColour);
    beam(context, wide, [x - 0.4 * cos(cab), y - 0.4 * sin(cab)], [truck.noseX(states, at), truck.noseY(states, at)], 1.2, cabColour);
    const front = [x + cos(cab), y + sin(cab)], way = cab + steering;
    beam(context, wide, [front[0] - 0.5 * cos(way), front[1] - 0.5 * sin(way)], [front[0] + 0.5 * cos(way), front[1] + 0.5 * sin(way)], 0.35, cabColour);
  };
  const draw = view => {
    const paper = opened(canvas, LONG), { context, wide, colour, text } = paper, { drive } = view, { state, planner, now } = drive;
    const [left, top] = toPage(wide, 0, truck.SIDE), [right, bottom] = toPage(wide, truck.LENGTH, -truck.SIDE);
    Object.assign(context, { strokeStyle: colour("hairline"), fillStyle: colour("good"), lineWidth: 1 });
    context.strokeRect(left, top, right - left, bottom - top);
    context.fillRect(left - 5, toPage(wide, 0, 1)[1], 5, 2 * unit(wide)); // the dock
    context.setLineDash([2, 6]);
    context.beginPath();
    context.moveTo(...toPage(wide, 0, 0));
    context.lineTo(...toPage(wide, 12, 0));
    context.stroke();
    context.setLineDash([]);
    const place = (states, from) => toPage(wide, truck.rearX(states, from), truck.rearY(states, from));
    drawPaths(paper, view, place, place);
    if (now.planned && view.ahead && view.choices.driver === "planner") {
      context.globalAlpha = 0.2;
      drawTruck(context, wide, planner.path, planner.told.horizon * 4, 0, colour("planner"), colour("planner"));
      context.globalAlpha = 1;
    }
    if (view.told) {
      context.globalAlpha = 0.6;
      drawTruck(context, wide, drive.told, 0, 0, colour("told"), colour("told"));
      context.globalAlpha = 1;
    }
    const wrong = colour("unsure");
    drawTruck(context, wide, state, 0, now.action, view.failed ? wrong : colour("nobody"), view.failed ? wrong : text);
    context.fillStyle = colour("on");
    for (const [x, y] of grips(state)) dot(context, ...toPage(wide, x, y), 3.5);
  };
  const grips = state => [
    [truck.noseX(state, 0), truck.noseY(state, 0)], [state[0], state[1]], [truck.rearX(state, 0), truck.rearY(state, 0)],
  ];
  const NAMES = ["nose", "cab", "rear"];
  return {
    sides: LONG,
    draw,
    grip: (state, point) => {
      const [x, y] = ofPage(point), far = grips(state).map(([gx, gy]) => Math.hypot(gx - x, gy - y));
      const nearest = far.indexOf(Math.min(...far));
      return far[nearest] < 2.5 ? NAMES[nearest] : "cab";
    },
    drag: (state, grip, point) => {
      const [x, y] = ofPage(point), [cabX, cabY, cab, trailer] = state;
      if (grip === "cab") return [x, y, cab, trailer];
      const near = (angle, to) => angle + Math.atan2(sin(to - angle), cos(to - angle)); // the nearest turn of it
      if (grip === "rear") return [cabX, cabY, cab, near(trailer, Math.atan2(cabY - y, cabX - x))];
      return [cabX, cabY, near(cab, Math.atan2(y - cabY, x - cabX)), trailer];
    },
    // With Shift the arrows turn: left and right the trailer, up and down the cab.
    key: ([x, y, cab, trailer], name, shift) => {
      const [right, down] = ARROWS[name];
      return shift ? [x, y, cab - TURN * down, trailer - TURN * right] : [x + 0.5 * right, y - 0.5 * down, cab, trailer];
    },
  };
};

export const PICTURES = { pendulum, truck: yard };
