// A patch as to_signals of genmodels/data/patches.py reads it: mean 0 and standard deviation 1.

const LIMIT = 5, FLAT = 0.3; // see there

// bytes: a whitened picture, so many pixels wide.  Returns the numbers of the square whose corner is at (left, top).
export const cut = (bytes, width, [left, top], size) => {
  const signal = Float64Array.from({ length: size * size }, (_, i) =>
    (bytes[(top + Math.floor(i / size)) * width + left + (i % size)] / 255 - 0.5) * 2 * LIMIT);
  return levelled(signal);
};

// Any numbers with mean 0 and standard deviation 1; those of one grey become 0.
export const levelled = signal => {
  const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length;
  const spread = Math.sqrt(signal.reduce((sum, value) => sum + (value - mean) ** 2, 0) / signal.length);
  return signal.map(value => (value - mean) / Math.max(spread, FLAT));
};

// A signal as a picture's bytes; what is beyond `limit` is black or white.
export const toBytes = (signal, limit = 3) => Uint8ClampedArray.from(signal, value => 127.5 + 127.5 * value / limit);

export const STOPS = [...Array(11).keys(), 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100]; // steps that can be looked at

// Where a step lies among them, as a number from 0 to the last index.
export const along = step => {
  const after = STOPS.findIndex(stop => stop >= step);
  if (after <= 0) return after < 0 ? STOPS.length - 1 : 0;
  return after - (STOPS[after] - step) / (STOPS[after] - STOPS[after - 1]);
};

// The price that a slider's whole number stands for, finer where it is low: 20 is 0.5, 92 is beyond any correlation.
export const price = place => place ** 2 / 800;
