// A canvas to draw on with lines and words, in pixels of the page, as fine as the screen is.

// Empties it -> its context, its width and height in pixels of the page, its style, and colour(name) of that.
// high: its height, where that is not its own.
export const sharp = (canvas, high = canvas.clientHeight) => {
  const wide = canvas.clientWidth, scale = devicePixelRatio || 1;
  const [width, height] = [wide, high].map(length => Math.max(1, Math.round(length * scale)));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, wide, high);
  context.setLineDash([]); // what a canvas of the same size keeps of its last picture
  context.textAlign = "start";
  return { context, wide, high, style, colour: name => style.getPropertyValue(`--${name}`) };
};
