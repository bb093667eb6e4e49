// PyTorch's layers as the page knows them, on maps of features: {count, side, matrix}, a row for each pixel of each of
// `count` pictures, a column for each channel. Channels are filled up to a multiple of four with zeros, which stay zeros.
// Of each layer the weights are taken by their name, part(name), and laid out when it is made.

import { createArithmetic, fours } from "./arithmetic.js";

// bytes: of arithmetic.wasm.
export const createLayers = (bytes, part) => {
  const { matrix, product, copy, keep, forget, silu: curve } = createArithmetic(bytes);

  // What starts as each output's bias and becomes bias + a weights; weight(i, o) of inner x outer, bias(o).
  const affine = (inner, outer, weight, bias) => {
    const weights = matrix(inner, outer), values = weights.values(), start = Float32Array.from({ length: outer }, (_, o) => bias(o));
    for (let i = 0; i < inner; i++) for (let o = 0; o < outer; o++) values[i * outer + o] = weight(i, o);
    return a => {
      const made = matrix(a.rows, outer), into = made.values();
      for (let at = 0; at < into.length; at += outer) into.set(start, at);
      return product(a, weights, made);
    };
  };

  const silu = map => { curve(map.matrix); return map; };

  // inputs, outputs: pixels a side of what it reads and of what it makes, 1 where that is no picture. PyTorch goes through
  // a picture channel by channel, a map pixel by pixel.
  const linear = (name, inputs = 1, outputs = 1) => {
    const weight = part(`${name}.weight`), bias = part(`${name}.bias`), length = weight.length / bias.length;
    const side = (pixels, numbers) => {
      const places = pixels * pixels, channels = numbers / places, wide = fours(channels);
      const at = index => (index % wide < channels ? (index % wide) * places + Math.floor(index / wide) : -1);
      return { pixels, wide, at: Array.from({ length: places * wide }, (_, index) => at(index)) };
    };
    const from = side(inputs, length), to = side(outputs, bias.length);
    const run = affine(from.at.length, to.at.length,
      (i, o) => (from.at[i] < 0 || to.at[o] < 0 ? 0 : weight[to.at[o] * length + from.at[i]]), o => (to.at[o] < 0 ? 0 : bias[to.at[o]]));
    return map => {
      const flat = matrix(map.count, from.at.length);
      flat.values().set(map.matrix.values());
      const made = run(flat);
      return { count: map.count, side: to.pixels, matrix: { ...made, rows: map.count * to.pixels ** 2, columns: to.wide } };
    };
  };

  // A row for each patch of kernel x kernel pixels; beyond the border all is 0.
  const patches = (map, kernel, stride, padding) => {
    const { side, count } = map, wide = map.matrix.columns, out = Math.floor((side + 2 * padding - kernel) / stride) + 1;
    const made = matrix(count * out * out, kernel * kernel * wide);
    let to = 0;
    for (let picture = 0; picture < count; picture++) for (let row = 0; row < out; row++) for (let column = 0; column < out; column++) {
      const left = column * stride - padding, first = Math.max(0, left), last = Math.min(side, left + kernel);
      for (let i = 0; i < kernel; i++, to += kernel * wide) {
        const y = row * stride - padding + i;
        if (y < 0 || y >= side) continue;
        copy(map.matrix, ((picture * side + y) * side + first) * wide, (last - first) * wide, made, to + (first - left) * wide);
      }
    }
    return { count, side: out, matrix: made };
  };

  // A convolution padded by 1.
  const convolution = (name, kernel, stride) => {
    const weight = part(`${name}.weight`), bias = part(`${name}.bias`), area = kernel * kernel;
    const outputs = bias.length, inputs = weight.length / (outputs * area), wide = fours(inputs);
    const run = affine(area * wide, fours(outputs), (i, o) => {
      const channel = i % wide;
      return channel < inputs && o < outputs ? weight[(o * inputs + channel) * area + Math.floor(i / wide)] : 0;
    }, o => bias[o] ?? 0);
    return map => {
      const seen = patches(map, kernel, stride, 1);
      return { ...seen, matrix: run(seen.matrix) };
    };
  };

  // A transposed convolution of kernel 4 and stride 2, padded by 1: of each 2x2 pixels a product makes four at once, which
  // are laid out beside each other, one too many on each side.
  const enlarging = name => {
    const weight = part(`${name}.weight`), bias = part(`${name}.bias`), outputs = bias.length, inputs = weight.length / (16 * outputs);
    const wide = fours(inputs), deep = fours(outputs);
    const parted = (index, channels) => [index % channels, Math.floor(index / channels / 2), Math.floor(index / channels) % 2];
    const run = affine(4 * wide, 4 * deep, (i, o) => {
      const [input, up, left] = parted(i, wide), [output, row, column] = parted(o, deep);
      return input < inputs && output < outputs ? weight[((input * outputs + output) * 4 + 2 - 2 * up + row) * 4 + 2 - 2 * left + column] : 0;
    }, o => bias[o % deep] ?? 0);
    return map => {
      const seen = patches(map, 2, 1, 1), fourfold = run(seen.matrix), side = 2 * map.side, laid = matrix(map.count * side * side, deep);
      let to = 0;
      for (let picture = 0; picture < map.count; picture++) for (let y = 1; y <= side; y++) for (let x = 1; x <= side; x++, to += deep) {
        const from = (picture * seen.side + (y >> 1)) * seen.side + (x >> 1);
        copy(fourfold, (4 * from + 2 * (y % 2) + (x % 2)) * deep, deep, laid, to);
      }
      return { count: map.count, side, matrix: laid };
    };
  };

  // x + f(x), two 3x3 convolutions with SiLU before each.
  const residual = name => {
    const [first, second] = ["first", "second"].map(which => convolution(`${name}.${which}`, 3, 1));
    return map => {
      const before = map.matrix.values().slice(), made = second(silu(first(silu(map)))), values = made.matrix.values();
      for (let i = 0; i < values.length; i++) values[i] += before[i];
      return made;
    };
  };

  // Lists of numbers as a map, and back.  side: pixels of a list that is a picture, channel by channel.
  const maps = (lists, side = 1) => {
    const places = side * side, channels = lists[0].length / places, wide = fours(channels);
    const made = matrix(lists.length * places, wide), values = made.values();
    let to = 0;
    for (const list of lists) for (let place = 0; place < places; place++, to += wide) {
      for (let channel = 0; channel < channels; channel++) values[to + channel] = list[channel * places + place];
    }
    return { count: lists.length, side, matrix: made };
  };
  const lists = (map, channels) => {
    const values = map.matrix.values(), places = map.side ** 2, wide = map.matrix.columns;
    return Array.from({ length: map.count }, (_, index) => Float32Array.from({ length: places * channels }, (__, i) =>
      values[(index * places + (i % places)) * wide + Math.floor(i / places)]));
  };

  return { linear, convolution, enlarging, residual, silu, maps, lists, keep, forget };
};
