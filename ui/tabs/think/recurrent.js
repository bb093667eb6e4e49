// A PixelRNN as the page knows it (genmodels/models/pixelrnn.py): a GRU down the rows, an LSTM along each. Both memories
// are kept for every pixel of a picture, so that it can go on from any of them.

import { add, points, REACH, reader, sigmoid, thread } from "./kernels.js";

// part(name): weights, as PyTorch calls them.  size: pixels a side.  kernel: pixels that a memory of a row spreads over.
export const createRecurrent = (part, { width, size, levels, kernel }) => {
  const reach = (kernel - 1) / 2, row3 = 3 * width;
  const readRow = reader(part("down.read.weight"), part("down.read.bias"), { size, levels }, { up: 1, rows: 1, columns: 2 * REACH + 1 });
  const readLeft = reader(part("left.weight"), part("left.bias"), { size, levels }, { up: 0, rows: 1, columns: REACH });
  const given = part("down.given.weight"), carried = points(part("down.carried.weight"), kernel);
  const along4 = { input: part("along.weight_ih_l0"), hidden: part("along.weight_hh_l0") };
  const bias4 = part("along.bias_ih_l0").map((value, k) => value + part("along.bias_hh_l0")[k]);
  const read = new Float32Array(width), fresh = new Float32Array(row3), old = new Float32Array(row3);
  const gates = new Float32Array(4 * width), input = new Float32Array(2 * width), wide = new Float32Array(2 * width);
  const positive = values => { for (let k = 0; k < values.length; k++) values[k] = Math.max(values[k], 0); };

  const createThread = () => {
    const values = new Uint8Array(size * size), room = () => new Float32Array(size * size * width);
    const state = room(), hidden = room(), cell = room(); // of the first row the state is nothing

    // The memory that goes down takes in the row above.
    const down = row => {
      if (!row) return;
      for (let column = 0; column < size; column++) {
        readRow(read, 0, values, row, column);
        positive(read);
        fresh.set(part("down.given.bias"));
        add(fresh, 0, row3, given, read, 0, width);
        old.set(part("down.carried.bias"));
        for (let j = 0; j < kernel; j++) {
          const x = column + j - reach;
          if (x >= 0 && x < size) add(old, 0, row3, carried[j], state, ((row - 1) * size + x) * width, width);
        }
        const before = ((row - 1) * size + column) * width, at = before + size * width;
        for (let k = 0; k < width; k++) {
          const keep = sigmoid(fresh[k] + old[k]), reset = sigmoid(fresh[width + k] + old[width + k]);
          const candidate = Math.tanh(fresh[2 * width + k] + reset * old[2 * width + k]);
          state[at + k] = candidate + keep * (state[before + k] - candidate);
        }
      }
    };
    // The one that goes along begins at the edge.
    const along = (row, column) => {
      const at = (row * size + column) * width, before = at - width;
      input.set(state.subarray(at, at + width));
      readLeft(input, width, values, row, column);
      for (let k = width; k < 2 * width; k++) input[k] = Math.max(input[k], 0);
      gates.set(bias4);
      add(gates, 0, 4 * width, along4.input, input, 0, 2 * width);
      if (column) add(gates, 0, 4 * width, along4.hidden, hidden, before, width);
      for (let k = 0; k < width; k++) {
        const [taken, kept, what, shown] = [0, 1, 2, 3].map(gate => gates[gate * width + k]);
        cell[at + k] = sigmoid(taken) * Math.tanh(what) + (column ? sigmoid(kept) * cell[before + k] : 0);
        hidden[at + k] = sigmoid(shown) * Math.tanh(cell[at + k]);
      }
      input.copyWithin(width, 0, width);
      input.set(hidden.subarray(at, at + width));
      wide.set(part("wide.bias"));
      add(wide, 0, 2 * width, part("wide.weight"), input, 0, 2 * width);
      positive(wide);
      const logits = Array.from(part("last.bias"));
      add(logits, 0, levels, part("last.weight"), wide, 0, 2 * width);
      return logits;
    };
    return thread(size, values, { down, along });
  };
  return { size, levels, createThread };
};
