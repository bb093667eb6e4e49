// Which points of a map are near to a place, or inside a line drawn around them.
// places: x y of each point.

// The k points nearest to a place, the nearest first; fewer where there are not so many.
export const nearestTo = (places, x, y, k, but = -1) => {
  const found = [], gaps = [];
  for (let i = 0; i < places.length / 2; i++) {
    const gap = (places[2 * i] - x) ** 2 + (places[2 * i + 1] - y) ** 2;
    if (i === but || (found.length === k && gap >= gaps[k - 1])) continue;
    let rank = found.length;
    while (rank && gaps[rank - 1] > gap) rank--;
    found.splice(rank, 0, i);
    gaps.splice(rank, 0, gap);
    if (found.length > k) { found.pop(); gaps.pop(); }
  }
  return found;
};

// What most of these points are: { label, count }; null where there are none. Of two as frequent, the nearer one.
export const vote = (points, labels) => {
  const counts = new Map();
  for (const point of points) counts.set(labels[point], (counts.get(labels[point]) ?? 0) + 1);
  let best = null;
  for (const [label, count] of counts) if (!best || count > best.count) best = { label, count };
  return best;
};

// The points inside a closed line, [[x, y], ...], by the number of times that a ray to the right crosses it.
export const inside = (places, line) => {
  const found = [];
  for (let i = 0; i < places.length / 2; i++) {
    const x = places[2 * i], y = places[2 * i + 1];
    let within = false;
    for (let a = 0, b = line.length - 1; a < line.length; b = a++) {
      const [x1, y1] = line[a], [x2, y2] = line[b];
      if (y1 > y !== y2 > y && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1) within = !within;
    }
    if (within) found.push(i);
  }
  return found;
};
