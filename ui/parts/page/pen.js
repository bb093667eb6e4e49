// A pen for those who draw by keys: arrows move it, Shift makes them stride, the space bar lowers and lifts it; Backspace
// takes back a stroke and Delete all of them.

import { wayBack } from "./keys.js";
import { ARROWS, clamp } from "./shared.js";

const STRIDE = 0.03, WIDE = 0.1; // of the pad's side

// begin(point), extend(point): a stroke, in the pad's sides.  undo(), clear().  redraw(): the pen is elsewhere.
// The pen's own place is for whoever draws it.
export const createPen = (canvas, { begin, extend, undo, clear, redraw }) => {
  const pen = { x: 0.5, y: 0.3, shown: false, down: false };
  pen.lift = () => { pen.down = false; };
  pen.hide = () => { pen.shown = pen.down = false; };
  canvas.addEventListener("keydown", event => {
    const [right, down] = ARROWS[event.key] ?? [0, 0], stride = event.shiftKey ? WIDE : STRIDE;
    if (event.key in ARROWS) {
      pen.x = clamp(pen.x + right * stride, 0, 1);
      pen.y = clamp(pen.y + down * stride, 0, 1);
      if (pen.down) extend([pen.x, pen.y]);
    } else if (event.key === " ") {
      pen.down = !pen.down;
      if (pen.down) begin([pen.x, pen.y]);
    } else if (wayBack(event) === "undo") undo();
    else if (event.key === "Delete") clear();
    else return;
    pen.shown = true;
    event.preventDefault();
    redraw();
  });
  canvas.addEventListener("blur", () => { pen.hide(); redraw(); });
  return pen;
};
