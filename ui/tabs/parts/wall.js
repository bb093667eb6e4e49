// The wall of units, parts first. A unit that is active lights up and has a bar; one that stands for a class has its digit.

const CELL = 34, SIDE = 28, BAR = 3; // pixels
const DIM = 0.22, PART = "#7aa8ff", CLASS = "#fb923c", CHOSEN = "#ffd34d";

// sheet: an image of what all units draw, in so many columns.  units: { categorical, votes }.
export const createWall = (canvas, sheet, columns, { categorical, votes }) => {
  const count = votes.length, rows = Math.ceil(count / columns), screen = canvas.getContext("2d");
  canvas.width = columns * CELL;
  canvas.height = rows * (CELL + BAR);
  const place = unit => [unit % columns * CELL + (CELL - SIDE) / 2, Math.floor(unit / columns) * (CELL + BAR) + 2];

  // One unit's picture, at (left, top) of any context.
  const stamp = (context, image, unit, left, top) => {
    context.drawImage(image, unit % columns * SIDE, Math.floor(unit / columns) * SIDE, SIDE, SIDE, left, top, SIDE, SIDE);
  };
  const show = (code, most, chosen) => {
    screen.clearRect(0, 0, canvas.width, canvas.height);
    screen.font = "bold 11px system-ui, sans-serif";
    screen.textBaseline = "top";
    for (let unit = 0; unit < count; unit++) {
      const [left, top] = place(unit), amount = Math.min(1, code[unit] / most), colour = categorical[unit] ? CLASS : PART;
      screen.globalAlpha = amount > 0 ? 0.6 + 0.4 * amount : DIM;
      stamp(screen, sheet, unit, left, top);
      if (categorical[unit]) {
        screen.fillStyle = colour;
        screen.fillText(votes[unit], left + 2, top + 2);
      }
      screen.globalAlpha = 1;
      if (amount > 0) {
        Object.assign(screen, { strokeStyle: colour, lineWidth: 2, fillStyle: colour });
        screen.strokeRect(left - 1, top - 1, SIDE + 2, SIDE + 2);
        screen.fillRect(left, top + SIDE + 2, Math.max(2, SIDE * amount), BAR);
      }
      if (unit === chosen) {
        Object.assign(screen, { strokeStyle: CHOSEN, lineWidth: 3 });
        screen.strokeRect(left - 1.5, top - 1.5, SIDE + 3, SIDE + 3);
      }
    }
  };
  const under = ([x, y]) => Math.min(count - 1, Math.min(rows - 1, Math.floor(y * rows)) * columns + Math.min(columns - 1, Math.floor(x * columns)));
  return { show, under, stamp, columns, count };
};
