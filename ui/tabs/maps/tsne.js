// t-SNE (van der Maaten and Hinton, 2008) of some hundred points by exact sums, one step at a time, so that one can watch
// it and turn the perplexity meanwhile. Steps, gains and exaggeration are openTSNE's, with which a test compares it.

export const EARLY = 250, EXAGGERATION = 12; // steps in which neighbours pull harder, and how much harder
const STEP = 5, LEAST_GAIN = 0.01; // the longest way of a point in one step

// The largest perplexity that so many points can have: each needs three times as many others.
export const mostPerplexity = count => Math.floor((count - 1) / 3);

// Uniform numbers in [0, 1), the same for the same seed (mulberry32).
export const randomFrom = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

// codes: count rows of `size` numbers -> the squared distance of each two, count * count.
export const squaredDistances = (codes, count, size) => {
  const squares = new Float64Array(count * count);
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += (codes[i * size + d] - codes[j * size + d]) ** 2;
    squares[i * count + j] = squares[j * count + i] = sum;
  }
  return squares;
};

// Gaussian shares of each point's neighbours, row by row, each with an entropy of log(perplexity).
// precisions: one for each point, where the search begins; it leaves there what it has found, and is quick the next time.
export const rowShares = (squares, count, perplexity, precisions = new Float64Array(count)) => {
  const shares = new Float64Array(count * count), wanted = Math.log(perplexity);
  for (let i = 0; i < count; i++) {
    const from = i * count;
    let nearest = Infinity, mean = 0;
    for (let j = 0; j < count; j++) if (j !== i) {
      nearest = Math.min(nearest, squares[from + j]);
      mean += squares[from + j] / (count - 1);
    }
    let precision = precisions[i] || 1 / (mean || 1), low = 0, high = Infinity;
    for (let tries = 0; tries < 60; tries++) {
      let total = 0, moment = 0;
      for (let j = 0; j < count; j++) {
        if (j === i) continue;
        const farther = squares[from + j] - nearest, share = Math.exp(-farther * precision);
        shares[from + j] = share;
        total += share;
        moment += farther * share;
      }
      const off = Math.log(total) + precision * moment / total - wanted;
      if (Math.abs(off) < 1e-5) break;
      if (off > 0) low = precision; else high = precision;
      precision = high === Infinity ? precision * 2 : (low + high) / 2;
    }
    precisions[i] = precision;
    let total = 0;
    for (let j = 0; j < count; j++) total += shares[from + j];
    for (let j = 0; j < count; j++) shares[from + j] /= total;
  }
  return shares;
};

// P: symmetric, of sum 1.
export const joint = (shares, count) => {
  const both = new Float64Array(count * count);
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) {
    both[i * count + j] = (shares[i * count + j] + shares[j * count + i]) / (2 * count);
  }
  return both;
};

// Where it begins, very close together: as the first two numbers of the codes say, or by chance.
export const fromPca = (codes, count, size) => {
  const places = Float64Array.from({ length: 2 * count }, (_, i) => codes[(i >> 1) * size + (i & 1)]);
  let spread = 0;
  for (let i = 0; i < count; i++) spread += places[2 * i] ** 2 / count;
  return places.map(value => value * 1e-4 / Math.sqrt(spread));
};
export const fromChance = (count, seed) => {
  const random = randomFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()); // Box-Muller
  return Float64Array.from({ length: 2 * count }, () => 1e-4 * normal());
};

// places: where it begins, and where the points are from then on.
export const createTsne = (squares, count, perplexity, places) => {
  const precisions = new Float64Array(count), gains = new Float64Array(2 * count).fill(1), speeds = new Float64Array(2 * count);
  const tails = new Float64Array(count * count), slopes = new Float64Array(2 * count);
  let shares = joint(rowShares(squares, count, perplexity, precisions), count), steps = 0;

  // Fills `tails`, 1 / (1 + distance squared) of each two; returns their sum.
  const measure = () => {
    let total = 0;
    for (let i = 0; i < count; i++) {
      const x = places[2 * i], y = places[2 * i + 1];
      for (let j = i + 1; j < count; j++) {
        const across = x - places[2 * j], up = y - places[2 * j + 1];
        const tail = 1 / (1 + across * across + up * up);
        tails[i * count + j] = tail;
        total += 2 * tail;
      }
    }
    return total;
  };

  const step = () => {
    const early = steps < EARLY, pull = early ? EXAGGERATION : 1, rate = count / pull, momentum = early ? 0.5 : 0.8;
    const total = measure();
    slopes.fill(0);
    for (let i = 0; i < count; i++) {
      let right = 0, up = 0;
      for (let j = i + 1; j < count; j++) {
        const tail = tails[i * count + j], force = (pull * shares[i * count + j] - tail / total) * tail;
        const x = force * (places[2 * i] - places[2 * j]), y = force * (places[2 * i + 1] - places[2 * j + 1]);
        right += x; up += y;
        slopes[2 * j] -= x; slopes[2 * j + 1] -= y;
      }
      slopes[2 * i] += right; slopes[2 * i + 1] += up;
    }
    let middleX = 0, middleY = 0;
    for (let i = 0; i < 2 * count; i++) {
      const slope = 4 * slopes[i];
      gains[i] = Math.max(LEAST_GAIN, Math.sign(slope) === Math.sign(speeds[i]) ? gains[i] * 0.8 : gains[i] + 0.2);
      speeds[i] = momentum * speeds[i] - rate * gains[i] * slope;
    }
    for (let i = 0; i < count; i++) {
      const way = Math.hypot(speeds[2 * i], speeds[2 * i + 1]), short = way > STEP ? STEP / way : 1;
      speeds[2 * i] *= short; speeds[2 * i + 1] *= short;
      places[2 * i] += speeds[2 * i]; places[2 * i + 1] += speeds[2 * i + 1];
      middleX += places[2 * i] / count; middleY += places[2 * i + 1] / count;
    }
    for (let i = 0; i < count; i++) { places[2 * i] -= middleX; places[2 * i + 1] -= middleY; }
    steps++;
  };

  // KL(P || Q) in nats, without exaggeration.
  const divergence = () => {
    const total = measure();
    let sum = 0;
    for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) {
      const share = shares[i * count + j];
      if (share > 0) sum += 2 * share * Math.log(share * total / tails[i * count + j]);
    }
    return sum;
  };

  return {
    places, step, divergence,
    steps: () => steps,
    turn: value => { shares = joint(rowShares(squares, count, value, precisions), count); },
  };
};

// The mean place of each class: x y x y ...; NaN of one that has no point.
export const centres = (places, labels, classes = 10) => {
  const sums = new Float64Array(2 * classes), counts = new Float64Array(classes);
  labels.forEach((label, i) => {
    counts[label]++;
    sums[2 * label] += places[2 * i];
    sums[2 * label + 1] += places[2 * i + 1];
  });
  return sums.map((sum, i) => sum / counts[i >> 1]);
};

// How well two maps agree on which classes are near each other: the rank correlation of the centres' distances.
export const agreement = (some, others) => rankCorrelation(...[some, others].map(places => {
  const found = [];
  for (let i = 0; i < places.length; i += 2) for (let j = i + 2; j < places.length; j += 2) {
    const distance = Math.hypot(places[i] - places[j], places[i + 1] - places[j + 1]);
    if (!Number.isNaN(distance)) found.push(distance);
  }
  return found;
}));

// Spearman's: the correlation of the ranks; nothing here has ties that matter.
export const rankCorrelation = (some, others) => {
  const ranks = values => {
    const found = new Float64Array(values.length);
    Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]).forEach((i, rank) => { found[i] = rank; });
    return found;
  };
  const [one, other] = [ranks(some), ranks(others)], middle = (one.length - 1) / 2;
  let both = 0, squares = 0;
  for (let i = 0; i < one.length; i++) {
    both += (one[i] - middle) * (other[i] - middle);
    squares += (one[i] - middle) ** 2;
  }
  return both / squares;
};
