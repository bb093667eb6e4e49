// The pendulum as a picture, as genmodels/data/rods.py draws it.

export const SIDE = 24;
const ROD = 0.35 * SIDE, THICK = 0.055 * SIDE, BALL = 0.1 * SIDE, FAINT = 0.2;

const lit = value => Math.min(1, Math.max(0, value));

// 0 upright -> in `out`, row by row, SIDE * SIDE numbers in [0, 1].
export const drawRod = (angle, out) => {
  const across = Math.sin(angle), along = Math.cos(angle), middle = (SIDE - 1) / 2;
  for (let row = 0, at = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++, at++) {
      const x = column - middle, y = middle - row, forward = x * across + y * along, aside = x * along - y * across;
      const beyond = forward - Math.min(ROD, Math.max(0, forward));
      const rod = THICK - Math.hypot(beyond, aside), ball = BALL - Math.hypot(forward - ROD, aside);
      out[at] = Math.max(FAINT * lit(rod), lit(ball));
    }
  }
};

// cover: { left, top, wide, high } in pixels, or null. It is as dark as the background.
export const hide = (picture, cover) => {
  if (!cover) return;
  for (let row = cover.top; row < cover.top + cover.high; row++) {
    picture.fill(0, row * SIDE + cover.left, row * SIDE + cover.left + cover.wide);
  }
};
