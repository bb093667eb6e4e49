// What NT-Xent does to one view on the unit circle, and what can be read off a ring. Numbers only; places are x y x y ...
// of N first views and, in the same order, N second ones.

export const dot = (places, i, k) => places[2 * i] * places[2 * k] + places[2 * i + 1] * places[2 * k + 1];
export const partner = (i, views) => (i + views / 2) % views;
export const angle = (places, i) => Math.atan2(places[2 * i + 1], places[2 * i]);

// The probability that view i gives each other one to be its partner; nobody is their own.
export const shares = (places, i, temperature) => {
  const logits = Float64Array.from({ length: places.length / 2 }, (_, k) => (k === i ? -Infinity : dot(places, i, k) / temperature));
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity), weights = logits.map(value => Math.exp(value - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map(value => value / sum);
};

// Minus the gradient of the view's own loss along the circle, anticlockwise, in two parts: of its partner and of all others.
// Without negatives the partner alone pulls, however near it is.
export const forces = (places, i, temperature, negatives = true) => {
  const given = shares(places, i, temperature), own = partner(i, given.length);
  const along = k => (places[2 * i] * places[2 * k + 1] - places[2 * i + 1] * places[2 * k]) / temperature;
  let push = 0;
  if (negatives) given.forEach((share, k) => { if (k !== i && k !== own) push -= share * along(k); });
  return { pull: (negatives ? 1 - given[own] : 1) * along(own), push };
};

// How many views have their partner as the nearest of all.
export const found = places => {
  const views = places.length / 2;
  let right = 0;
  for (let i = 0; i < views; i++) {
    const own = dot(places, i, partner(i, views));
    let nearer = false;
    for (let k = 0; k < views && !nearer; k++) nearer = k !== i && k !== partner(i, views) && dot(places, i, k) > own;
    if (!nearer) right++;
  }
  return right / views;
};

// 0 where all lie in one point, 1 where they cancel out.
export const spread = places => {
  let [x, y] = [0, 0];
  for (let i = 0; i < places.length; i += 2) { x += places[i]; y += places[i + 1]; }
  return 1 - (x * x + y * y) / (places.length / 2) ** 2;
};

// The share of each one's nearest neighbours that are of its class.
export const purity = (places, labels, near = 6) => {
  const count = labels.length;
  let same = 0;
  for (let i = 0; i < count; i++) {
    const others = Array.from({ length: count }, (_, k) => k).filter(k => k !== i).sort((a, b) => dot(places, i, b) - dot(places, i, a)).slice(0, near);
    same += others.filter(k => labels[k] === labels[i]).length / others.length;
  }
  return same / count;
};

const correlation = (a, b) => {
  const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length, [left, right] = [mean(a), mean(b)];
  let [both, one, other] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (a[i] - left) * (b[i] - right);
    one += (a[i] - left) ** 2;
    other += (b[i] - right) ** 2;
  }
  return both / (Math.sqrt(one * other) || 1);
};

// How much of a number, as brightness is, its place on the circle tells: R squared of a fit by sine and cosine, 0 to 1.
export const explained = (places, values) => {
  const [across, up] = [0, 1].map(axis => values.map((_, i) => places[2 * i + axis]));
  const [x, y, xy] = [correlation(values, across), correlation(values, up), correlation(across, up)];
  const rest = 1 - xy * xy;
  return rest < 1e-9 ? x * x : Math.min(1, Math.max(0, (x * x + y * y - 2 * x * y * xy) / rest));
};

// Places on their way, by the shorter arc.
export const between = (before, after, share) => after.map((_, at) => {
  const i = at >> 1, from = angle(before, i), turn = ((angle(after, i) - from + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
  return at % 2 ? Math.sin(from + share * turn) : Math.cos(from + share * turn);
});
