// The hand on the picture: it drags a part of what is driven, turns and moves it by keys, and lets it go.

import { ARROWS, followPointer } from "../../parts/page/shared.js";

const FLICK = 80, SHORT = 16, FULL = 8; // milliseconds in which a hand's speed is taken, at least and at most; the fastest it gives

// there(): { state, picture, flick }, or null as long as there is nothing to drag.  down(), hold(state), up(state): a drag.
// press(): Enter or Space.  move(key, shift): an arrow key.
export const createHand = (canvas, { there, down, hold, up, press, move }) => {
  let held = null; // { grip, trail }
  const drag = point => {
    const { state, picture } = there();
    hold(picture.drag(state, held.grip, point));
  };
  followPointer(canvas, {
    free: () => Boolean(there()),
    down: (_, point) => {
      const { state, picture } = there();
      down();
      held = { grip: picture.grip(state, point), trail: [] };
      canvas.classList.add("held");
      drag(point);
    },
    move: (event, points) => {
      if (!held) return;
      drag(points.at(-1));
      held.trail.push([event.timeStamp, there().state[0]]);
    },
    up: event => {
      if (!held) return;
      const { state, flick } = there(), next = [...state], lately = held.trail.filter(([time]) => event.timeStamp - time < FLICK);
      held = null;
      canvas.classList.remove("held");
      if (flick && lately.length > 1) { // the speed of the hand, in radians a second
        const [[from, first], [to, last]] = [lately[0], lately.at(-1)];
        next[1] = Math.min(FULL, Math.max(-FULL, 1000 * (last - first) / Math.max(SHORT, to - from)));
      }
      up(next);
    },
  });
  canvas.addEventListener("keydown", event => {
    const pressed = event.key === "Enter" || event.key === " ";
    if (!there() || held || !(pressed || event.key in ARROWS)) return;
    event.preventDefault();
    if (pressed) press();
    else move(event.key, event.shiftKey);
  });
};
