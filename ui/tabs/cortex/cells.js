// What a sheet of units answers: to a grating each unit (simple cells), and around each a pool of neighbours (complex
// cells). And what its map of directions is like. Exact to 1e-4 beside genmodels/blocks/orientation.py and torus.py.

const ANGLES = 24, FREQUENCIES = 8, LOW = 0.08, HIGH = 0.46; // as there
export const CLEAR = 0.2, VIVID = 0.5, SOFT = 1e-3; // as there
const CHANCE = 1 / 3; // of all squares of four directions by chance, how many are pinwheels

// A wave over a patch, size x size, row by row. angle, phase: radians; frequency: cycles for each pixel.
const wave = (size, angle, frequency, phase) => {
  const right = Math.cos(angle), down = Math.sin(angle), middle = (size - 1) / 2;
  return Float64Array.from({ length: size * size }, (_, i) =>
    Math.cos(2 * Math.PI * frequency * (right * (i % size - middle) + down * (Math.floor(i / size) - middle)) + phase));
};

// The same as the sheet is shown it: mean 0 and standard deviation 1, as every patch.
export const grating = (size, angle, frequency, phase) => {
  const found = wave(size, angle, frequency, phase), mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const spread = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / found.length);
  return found.map(value => (value - mean) / Math.max(spread, 1e-6));
};

const dot = (weights, row, signal) => {
  let sum = 0;
  for (let i = 0; i < signal.length; i++) sum += weights[row * signal.length + i] * signal[i];
  return sum;
};

// weights: (units, pixels) -> an answer of either sign for each unit.
export const simple = (weights, signal) => Float64Array.from({ length: weights.length / signal.length }, (_, unit) => dot(weights, unit, signal));

// How much of each unit of a ring belongs to the pool of unit 0, by how far it is; adds up to 1.
export const bell = (side, width) => {
  const weights = Float64Array.from({ length: side }, (_, i) => Math.exp(-(Math.min(i, side - i) ** 2) / (2 * Math.max(width, 1e-3) ** 2)));
  const total = weights.reduce((sum, value) => sum + value, 0);
  return weights.map(value => value / total);
};

// How much the unit belongs to the pool around another one, on the torus.
export const share = (weights, side, unit, centre) => {
  const apart = (a, b) => ((a - b) % side + side) % side;
  return weights[apart(unit % side, centre % side)] * weights[apart(Math.floor(unit / side), Math.floor(centre / side))];
};

// codes: (units) -> the root of the pool around that unit.
export const complex = (codes, weights, side, centre) => {
  let sum = SOFT;
  for (let unit = 0; unit < codes.length; unit++) sum += share(weights, side, unit, centre) * codes[unit] ** 2;
  return Math.sqrt(sum);
};

// filters: (units, pixels) -> the direction that each prefers, x y x y ..., at twice the angle and as long as it is clear.
export const arrowsOf = (filters, size) => {
  const pixels = size * size, units = filters.length / pixels, found = new Float64Array(2 * units), totals = new Float64Array(units);
  for (let a = 0; a < ANGLES; a++) {
    const angle = a * Math.PI / ANGLES, [x, y] = [Math.cos(2 * angle), Math.sin(2 * angle)];
    for (let f = 0; f < FREQUENCIES; f++) {
      const frequency = LOW + f * (HIGH - LOW) / (FREQUENCIES - 1);
      const even = wave(size, angle, frequency, 0), odd = wave(size, angle, frequency, -Math.PI / 2);
      for (let unit = 0; unit < units; unit++) {
        const strength = dot(filters, unit, even) ** 2 + dot(filters, unit, odd) ** 2;
        found[2 * unit] += strength * x;
        found[2 * unit + 1] += strength * y;
        totals[unit] += strength;
      }
    }
  }
  return found.map((value, i) => value / Math.max(totals[i >> 1], 1e-12));
};

// How far a pool's answer falls at most while the phase turns once around, from 0 (it stands still) to 1, by the answers of
// its units to the even and the odd wave: their weighted squares are an ellipse.
export const fallOf = (even, odd, weights) => {
  const sum = product => weights.reduce((total, weight, i) => total + weight * product(i), 0);
  const a = sum(i => even[i] ** 2), b = sum(i => odd[i] ** 2), mixed = sum(i => even[i] * odd[i]);
  const half = (a + b) / 2, root = Math.sqrt(((a - b) / 2) ** 2 + mixed ** 2);
  return 1 - Math.sqrt(Math.max(0, half - root) / Math.max(half + root, 1e-12));
};

export const angleOf = (arrows, unit) => ((Math.atan2(arrows[2 * unit + 1], arrows[2 * unit]) / 2) + Math.PI) % Math.PI;

// Where the direction turns once around within four units, as {x, y, sense}: the unit at the upper left, and 1 or -1.
// degrees: how far neighbours differ on average, of pairs that are clear.  chance: pinwheels of as many random directions.
export const mapOf = (arrows, side) => {
  const angle = (x, y) => { const unit = (y % side) * side + x % side; return Math.atan2(arrows[2 * unit + 1], arrows[2 * unit]); };
  const clear = (x, y) => { const unit = (y % side) * side + x % side; return Math.hypot(arrows[2 * unit], arrows[2 * unit + 1]) >= CLEAR; };
  const wrapped = value => value - 2 * Math.PI * Math.round(value / (2 * Math.PI));
  const pinwheels = [];
  let off = 0, pairs = 0, squares = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (const [right, down] of [[1, 0], [0, 1]]) {
        if (!clear(x, y) || !clear(x + right, y + down)) continue;
        off += Math.abs(wrapped(angle(x + right, y + down) - angle(x, y)));
        pairs++;
      }
      const corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
      if (!corners.every(corner => clear(...corner))) continue;
      squares++;
      const turn = corners.reduce((sum, corner, i) => sum + wrapped(angle(...corners[(i + 1) % 4]) - angle(...corner)), 0);
      const sense = Math.round(turn / (2 * Math.PI));
      if (sense) pinwheels.push({ x, y, sense });
    }
  }
  return { pinwheels, degrees: pairs ? 90 * off / Math.PI / pairs : 45, chance: squares * CHANCE };
};

// The colour of a direction as [red, green, blue] from 0 to 1; grey where it is not clear.
export const colourOf = (x, y) => {
  const long = Math.hypot(x, y), strong = 0.4 * Math.min(1, long / VIVID) / Math.max(long, 1e-12);
  return [0, 1, 2].map(third => 0.5 + strong * (x * Math.cos(2 * Math.PI * third / 3) + y * Math.sin(2 * Math.PI * third / 3)));
};
