// What the networks of this tab share: the kernels that read pixels, matrices, and a picture that goes on from any row.

export const REACH = 3; // of the kernels that read pixels
const CHANNELS = 4; // grey, one, row, column

export const sigmoid = x => 1 / (1 + Math.exp(-x));

// sums[to ...] += matrix (outputs, inputs) @ values[from ...]
export const add = (sums, to, outputs, matrix, values, from, inputs) => {
  for (let o = 0; o < outputs; o++) {
    let sum = 0;
    const row = o * inputs;
    for (let i = 0; i < inputs; i++) sum += matrix[row + i] * values[from + i];
    sums[to + o] += sum;
  }
};

// A matrix for each point of a kernel that PyTorch lays out as (outputs, inputs, points).
export const points = (kernel, count) => Array.from({ length: count }, (_, at) =>
  Float32Array.from({ length: kernel.length / count }, (__, i) => kernel[i * count + at]));

// A kernel of rows x columns whose first row lies `up` rows above a pixel and whose first column REACH to its left.
// look(sums, at, values, row, column): what it finds there. That is what it finds where all is black, known for each
// place, and what each pixel in sight that is not black adds.
export const reader = (kernel, bias, { size, levels }, { up, rows, columns }) => {
  const width = bias.length, black = new Float32Array(size * size * width), line = at => (2 * at) / (size - 1) - 1;
  const inside = (row, column) => row >= 0 && row < size && column >= 0 && column < size;
  for (let place = 0; place < size * size; place++) for (let k = 0; k < width; k++) {
    let sum = bias[k];
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
      const row = Math.floor(place / size) - up + i, column = (place % size) - REACH + j;
      if (!inside(row, column)) continue;
      [-1, 1, line(row), line(column)].forEach((value, channel) => {
        sum += value * kernel[((k * CHANNELS + channel) * rows + i) * columns + j];
      });
    }
    black[place * width + k] = sum;
  }
  const white = Array.from({ length: rows * columns }, (_, at) =>
    Float32Array.from({ length: width }, (__, k) => 2 * kernel[k * CHANNELS * rows * columns + at]));
  return (sums, at, values, row, column) => {
    const from = (row * size + column) * width;
    for (let k = 0; k < width; k++) sums[at + k] = black[from + k];
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
      const y = row - up + i, x = column - REACH + j;
      if (!inside(y, x) || !values[y * size + x]) continue;
      const more = white[i * columns + j], share = values[y * size + x] / (levels - 1);
      for (let k = 0; k < width; k++) sums[at + k] += share * more[k];
    }
  };
};

// The probability of each level; at a temperature of 0 all of it is on the most probable one.
const softmax = (logits, temperature) => {
  const most = Math.max(...logits);
  const heights = logits.map(logit => (temperature ? Math.exp((logit - most) / temperature) : Number(logit === most)));
  const sum = heights.reduce((total, height) => total + height, 0);
  return heights.map(height => height / sum);
};

// One picture: its values, from 0 (black) to levels - 1 (white), and how white each was expected to be, 0 to 1.
// down(row): the rows above are decided.  along(row, column) -> logits; the pixels to the left are decided.
export const thread = (size, values, { down, along }) => {
  const expected = new Float32Array(size * size);
  // Goes on through one row, from a place on.  decide(place, probabilities) -> that pixel's value.
  const write = (from, decide, temperature = 1) => {
    const row = Math.floor(from / size);
    down(row);
    for (let place = from; place < (row + 1) * size; place++) {
      const probabilities = softmax(along(row, place - row * size), temperature), white = probabilities.length - 1;
      expected[place] = probabilities.reduce((sum, probability, value) => sum + probability * value, 0) / white;
      values[place] = decide(place, probabilities);
    }
    return (row + 1) * size;
  };
  return { values, expected, write };
};
