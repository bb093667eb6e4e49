// Data from N(0, 1) and a generator that makes N(apart, 1): what the best discriminator says, and where it sends fakes.

const sigmoid = value => 1 / (1 + Math.exp(-value));
const softplus = value => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
export const density = (x, mean) => Math.exp(-((x - mean) ** 2) / 2) / Math.sqrt(2 * Math.PI);

// The logit of the best discriminator, log(data / fakes), at x.
export const answer = (x, apart) => apart ** 2 / 2 - apart * x;

// How far a gradient step of size one moves a fake at x: of E[log(1 - D)], of -E[log D], and up a critic of slope one.
export const MOVES = {
  saturating: (x, apart) => -apart * sigmoid(answer(x, apart)),
  "non-saturating": (x, apart) => -apart * sigmoid(-answer(x, apart)),
  critic: (x, apart) => -Math.sign(apart),
};

const STEP = 0.02, REACH = 9; // of the sums in place of integrals
const mean = (value, at) => {
  let sum = 0;
  for (let x = at - REACH; x <= at + REACH; x += STEP) sum += STEP * density(x, at) * value(x);
  return sum;
};

// The mean move of a fake.
export const meanMove = (kind, apart) => mean(x => MOVES[kind](x, apart), apart);

// The Jensen-Shannon divergence of data and fakes, in nats, at most log 2. The Wasserstein distance is `apart`.
export const jensenShannon = apart =>
  Math.LN2 - (mean(x => softplus(-answer(x, apart)), 0) + mean(x => softplus(answer(x, apart)), apart)) / 2;

// So many places that split N(0, 1) evenly, by bisection of its distribution function.
export const quantiles = count => {
  const below = x => { let sum = 0; for (let at = -REACH; at < x; at += STEP) sum += STEP * density(at, 0); return sum; };
  return Array.from({ length: count }, (_, i) => {
    let low = -4, high = 4;
    for (let turn = 0; turn < 20; turn++) {
      const middle = (low + high) / 2;
      if (below(middle) < (i + 0.5) / count) low = middle; else high = middle;
    }
    return (low + high) / 2;
  });
};
