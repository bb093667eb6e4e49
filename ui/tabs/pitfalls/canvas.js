// A canvas of as many pixels as the screen has there, painted over; what is drawn on it begins here.

const PAPER = "#0f172a";

// -> its context, width and height in pixels.
export const fresh = canvas => {
  const wide = Math.round(canvas.clientWidth * devicePixelRatio), high = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const context = canvas.getContext("2d");
  context.fillStyle = PAPER;
  context.fillRect(0, 0, wide, high);
  Object.assign(context, { font: `${Math.round(13 * devicePixelRatio)}px system-ui, sans-serif`, lineCap: "round", lineJoin: "round" });
  return [context, wide, high];
};
