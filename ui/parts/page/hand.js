// The hand that draws on a pad: which it is of a pen, a palm and several fingers.

import { followPointer } from "./shared.js";

const NEAR = 1000; // milliseconds after a sign of a pen in which a touch is the palm of the hand that holds it
const STILL = 16; // pixels: a finger that has not gone so far when a second one comes down was the first of a pinch

// One pointer draws at a time. A pen takes over from a touch, which was the palm; two fingers that come down together
// pinch and draw nothing; a finger that comes later changes nothing.
// begin(point, event), extend(points, event), end(): a stroke.  drop(): the newest stroke of this hand was none.
export const followHand = (node, { begin, extend, end, drop }) => {
  let held = null; // { id, type, x, y, still } of the pointer that draws
  let pen = -Infinity, cancelled = -Infinity; // when a pen was last seen, and when a touch that drew was taken away
  let pinching = false;
  const fingers = new Set(); // those on the pad, but for palms

  const lift = () => {
    held = null;
    end();
  };
  const refuse = () => {
    held = null;
    drop();
  };
  const free = event => {
    const { pointerId, pointerType: type, isPrimary, timeStamp } = event;
    if (type === "touch" && timeStamp - pen < NEAR) return false;
    if (isPrimary && held?.type === type) lift(); // the end of its stroke went past this page
    if (type === "pen") return held === null || held.type === "touch";
    if (type !== "touch") return held === null;
    if (isPrimary) {
      fingers.clear();
      pinching = false;
    }
    fingers.add(pointerId);
    if (held?.type === "touch" && held.still) {
      pinching = true;
      refuse();
    }
    return held === null && !pinching;
  };

  followPointer(node, {
    eager: true,
    free,
    down: (event, point) => {
      const { pointerId: id, pointerType: type, clientX: x, clientY: y, timeStamp } = event;
      if (type === "pen") {
        if (held || timeStamp - cancelled < NEAR) refuse(); // some systems take the palm away by themselves
        pen = timeStamp;
      }
      cancelled = -Infinity;
      held = { id, type, x, y, still: true };
      begin(point, event);
    },
    move: (event, points) => {
      if (event.pointerType === "pen") pen = event.timeStamp;
      if (event.pointerId !== held?.id) return;
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) >= STILL) held.still = false;
      extend(points, event);
    },
    up: event => {
      if (event.pointerType === "pen") pen = event.timeStamp;
      fingers.delete(event.pointerId);
      pinching &&= fingers.size > 0;
      if (event.pointerId !== held?.id) return;
      if (event.type === "pointercancel" && held.type === "touch") cancelled = event.timeStamp;
      lift();
    },
  });
  return {
    draws: () => held !== null,
    letGo: () => { held = null; }, // its stroke is over, though the pointer is still down
  };
};
