// A perceptron with SiLU between its layers, and the slope of what it says by what it is told. It keeps what the way back
// needs in slots, one for each step of a plan, and makes no array while it runs.

const dot = (weight, at, from, start, wide) => {
  let sum = 0, second = 0, third = 0, fourth = 0, column = 0; // four sums that need not wait for each other
  for (const whole = wide - (wide % 4); column < whole; column += 4) {
    sum += weight[at + column] * from[start + column];
    second += weight[at + column + 1] * from[start + column + 1];
    third += weight[at + column + 2] * from[start + column + 2];
    fourth += weight[at + column + 3] * from[start + column + 3];
  }
  for (; column < wide; column++) sum += weight[at + column] * from[start + column];
  return sum + second + third + fourth;
};

// layers: [{ weight: out rows of in numbers, bias: out numbers }], Float64Array each.
export const createMlp = (layers, slots) => {
  const wide = layers[0].weight.length / layers[0].bias.length;
  const input = new Float64Array(slots * wide);
  const each = layers.map(({ weight, bias }, index) => {
    const high = bias.length, from = weight.length / high;
    return {
      weight, bias, high, from, last: index === layers.length - 1, sums: new Float64Array(slots * high),
      out: new Float64Array(slots * high), slope: new Float64Array(high), back: new Float64Array(from),
    };
  });
  const end = each.at(-1);

  // What is written into `input` at slot * wide -> in `out` at slot * high.
  const forward = slot => {
    let given = input;
    for (const { weight, bias, high, from, last, sums, out } of each) {
      const start = slot * from, to = slot * high;
      for (let row = 0; row < high; row++) {
        const sum = bias[row] + dot(weight, row * from, given, start, from);
        sums[to + row] = sum;
        out[to + row] = last ? sum : sum / (1 + Math.exp(-sum));
      }
      given = out;
    }
  };

  // `slope` by what the slot said -> by what it was told, in an array that is used again.
  // learned: [{ weight, bias }] to which the slopes by the weights are added.
  const back = (slot, slope, learned) => {
    let by = slope;
    for (let index = each.length - 1; index >= 0; index--) {
      const { weight, high, from, last, sums, slope: here, back: before } = each[index], at = slot * high;
      for (let row = 0; row < high; row++) {
        const sum = sums[at + row], gate = 1 / (1 + Math.exp(-sum));
        here[row] = last ? by[row] : by[row] * gate * (1 + sum * (1 - gate));
      }
      if (learned) {
        const given = index ? each[index - 1].out : input, start = slot * from, into = learned[index];
        for (let row = 0; row < high; row++) {
          into.bias[row] += here[row];
          for (let column = 0; column < from; column++) into.weight[row * from + column] += here[row] * given[start + column];
        }
      }
      before.fill(0);
      for (let row = 0, place = 0; row < high; row++) {
        const value = here[row];
        for (let column = 0; column < from; column++) before[column] += value * weight[place++];
      }
      by = before;
    }
    return by;
  };
  return { layers, wide, high: end.high, input, out: end.out, forward, back };
};
