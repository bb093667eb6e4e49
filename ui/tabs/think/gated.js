// A PixelCNN of two gated stacks as the page knows it (genmodels/models/pixelcnn.py). It keeps what it found at each
// pixel of a picture, so that it can go on from any of them: what lies before has not changed.

import { add, points, REACH, reader, sigmoid, thread } from "./kernels.js";

// part(name): weights, as PyTorch calls them.  size: pixels a side.
export const createGated = (part, { width, size, levels, layers: count, dilations }) => {
  const wide = 2 * width;
  const layers = Array.from({ length: count }, (_, index) => {
    const of = name => part(`stack.layers.${index}.${name}`);
    return {
      reach: dilations[index % dilations.length],
      above: points(of("above.weight"), 6), aboveBias: of("above.bias"),
      tell: of("tell.weight"), tellBias: of("tell.bias"),
      left: points(of("left.weight"), 2), leftBias: of("left.bias"),
      out: of("out.weight"), outBias: of("out.bias"),
    };
  });
  const readAbove = reader(part("stack.above.weight"), part("stack.above.bias"), { size, levels }, { up: REACH, rows: REACH, columns: 2 * REACH + 1 });
  const readLeft = reader(part("stack.left.weight"), part("stack.left.bias"), { size, levels }, { up: 0, rows: 1, columns: REACH });
  const found = new Float32Array(wide), gated = new Float32Array(width), hidden = new Float32Array(wide);
  const gate = () => {
    for (let k = 0; k < width; k++) gated[k] = Math.tanh(found[k]) * sigmoid(found[width + k]);
  };

  const createThread = () => {
    const values = new Uint8Array(size * size);
    // layer by layer, what its kernels read: pixel by pixel, `width` numbers; and of one row what the stack above tells
    const room = () => Array.from({ length: count + 1 }, () => new Float32Array(size * size * width));
    const above = room(), left = room(), told = Array.from({ length: count }, () => new Float32Array(size * wide));

    // The stack of the rows above, along one row.
    const down = row => {
      const from = row * size * width;
      for (let column = 0; column < size; column++) readAbove(above[0], from + column * width, values, row, column);
      layers.forEach((layer, index) => {
        for (let column = 0; column < size; column++) {
          found.set(layer.aboveBias);
          for (let i = 0; i < 2; i++) for (let j = 0; j < 3; j++) {
            const y = row - (1 - i) * layer.reach, x = column + (j - 1) * layer.reach;
            if (y >= 0 && x >= 0 && x < size) add(found, 0, wide, layer.above[3 * i + j], above[index], (y * size + x) * width, width);
          }
          gate();
          const at = from + column * width;
          for (let k = 0; k < width; k++) above[index + 1][at + k] = above[index][at + k] + gated[k];
          told[index].set(layer.tellBias, column * wide);
          add(told[index], column * wide, wide, layer.tell, found, 0, wide);
        }
      });
    };
    // The stack of the row so far.
    const along = (row, column) => {
      const at = (row * size + column) * width;
      readLeft(left[0], at, values, row, column);
      layers.forEach((layer, index) => {
        found.set(told[index].subarray(column * wide, (column + 1) * wide));
        for (let k = 0; k < wide; k++) found[k] += layer.leftBias[k];
        add(found, 0, wide, layer.left[1], left[index], at, width);
        if (column >= layer.reach) add(found, 0, wide, layer.left[0], left[index], at - layer.reach * width, width);
        gate();
        const next = left[index + 1];
        for (let k = 0; k < width; k++) next[at + k] = left[index][at + k] + layer.outBias[k];
        add(next, at, width, layer.out, gated, 0, width);
      });
      const last = left[count].subarray(at, at + width).map(value => Math.max(value, 0));
      hidden.set(part("wide.bias"));
      add(hidden, 0, wide, part("wide.weight"), last, 0, width);
      const logits = Array.from(part("last.bias"));
      add(logits, 0, levels, part("last.weight"), hidden.map(value => Math.max(value, 0)), 0, wide);
      return logits;
    };
    return thread(size, values, { down, along });
  };
  return { size, levels, createThread };
};
