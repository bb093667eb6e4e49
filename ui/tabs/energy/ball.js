// A ball that rolls down an energy, and the trail that it leaves.

import { EDGE, slope } from "../../parts/plane/networks.js";

const STRIDE = 0.02; // how far it rolls in a step, at most, as `Energy.descend` has it
const STILL = 2e-4, LONGEST = 1500; // a step so short is rest; steps after which it lies where it lies
const LOOK = 60, NET = 0.01; // every so many steps: whether it has come farther than that, or only swings

// state: "rolls", "rests", "off".  A ball that rests has left its trail; it may still be carried by a surface that moves.
export const createBall = (x, y) => ({ x, y, trail: [[x, y]], steps: 0, state: "rolls", awake: true, mark: [x, y] });

// The surface has moved under it.
export const wake = ball => { if (ball.state === "rests" && !ball.awake) Object.assign(ball, { awake: true, steps: 0, mark: [ball.x, ball.y] }); };

const rest = (ball, state = "rests") => Object.assign(ball, { state, awake: false });

// Step by step, not frame by frame: on a slow page a frame is a dozen steps, and its trail would cut every corner.
const leave = ball => {
  const [lastX, lastY] = ball.trail.at(-1);
  if (ball.state === "rolls" && Math.hypot(ball.x - lastX, ball.y - lastY) > STRIDE / 4) ball.trail.push([ball.x, ball.y]);
};

// Rolls so many steps.  height: what counts as steep.  Whether it goes on.
export const roll = (ball, energy, height, steps) => {
  for (let i = 0; i < steps && ball.awake; i++) {
    const [across, up] = slope(energy, ball.x, ball.y).map(value => -value / height), steep = Math.hypot(across, up);
    const stride = STRIDE / Math.max(steep, 1), [x, y] = [ball.x + stride * across, ball.y + stride * up];
    if (!Number.isFinite(x + y)) { rest(ball); break; }
    if (Math.max(Math.abs(x), Math.abs(y)) > EDGE) { rest(ball, "off"); break; }
    const moved = Math.hypot(x - ball.x, y - ball.y);
    [ball.x, ball.y] = [x, y];
    ball.steps++;
    leave(ball);
    if (moved < STILL || ball.steps > LONGEST) rest(ball);
    else if (ball.steps % LOOK === 0) {
      if (Math.hypot(x - ball.mark[0], y - ball.mark[1]) < NET) rest(ball);
      ball.mark = [x, y];
    }
  }
  return ball.awake;
};
