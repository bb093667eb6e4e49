// How a digit is made dirty: by a slider everywhere, and by a brush where it went. No page.

export const SIDE = 28, PIXELS = SIDE * SIDE;
export const KINDS = ["erase", "salt", "gaussian"]; // a brushed pixel is the number of its kind from 1 on, 0 if none
const SIGMA = 0.6; // of the brush's Gaussian noise; black to white is 1

// Numbers in [0, 1) that are the same for the same seed (Mulberry32).
const chance = seed => () => {
  seed = (seed + 0x6D2B79F5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

// What happens to each pixel is drawn once, so that dirt grows and shrinks with the slider and does not boil.
export const createDirt = seed => {
  const next = chance(seed), draw = make => Float32Array.from({ length: PIXELS }, make);
  return {
    order: draw(next), // a share p of the pixels is hit where this is below p
    coin: draw(next),
    normal: draw(() => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())), // Box-Muller
  };
};

// clean, brushed: 784 bytes.  level: of the slider's noise, a share of the pixels, or sigma.  -> 784 bytes
export const dirtied = (clean, brushed, { kind, level }, dirt) => clean.map((value, i) => {
  const change = (kind, sigma) => {
    if (kind === "erase") return 0;
    if (kind === "salt") return dirt.coin[i] < 0.5 ? 0 : 255;
    return Math.min(255, Math.max(0, Math.round(value + 255 * sigma * dirt.normal[i])));
  };
  if (brushed[i]) return change(KINDS[brushed[i] - 1], SIGMA);
  if (kind === "gaussian") return change(kind, level);
  return dirt.order[i] < level ? change(kind, level) : value;
});

// Marks the pixels within a radius of the way from one point to another, both in pixels; says whether any is new.
export const brush = (brushed, kind, [fromX, fromY], [toX, toY], radius) => {
  const mark = KINDS.indexOf(kind) + 1, steps = Math.max(1, Math.ceil(2 * Math.hypot(toX - fromX, toY - fromY)));
  let fresh = false;
  for (let step = 0; step <= steps; step++) {
    const x = fromX + (toX - fromX) * step / steps, y = fromY + (toY - fromY) * step / steps;
    for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(SIDE, y + radius); row++) {
      for (let column = Math.max(0, Math.floor(x - radius)); column < Math.min(SIDE, x + radius); column++) {
        const at = row * SIDE + column;
        if (brushed[at] === mark || Math.hypot(column + 0.5 - x, row + 0.5 - y) > radius) continue;
        brushed[at] = mark;
        fresh = true;
      }
    }
  }
  return fresh;
};
