// A swiss roll, its graph of nearest neighbours, and Isomap (Tenenbaum et al., 2000) of it: by landmarks (de Silva and
// Tenenbaum, 2002), one point in eight, so that a turn of k is answered at once.

import { randomFrom } from "./tsne.js";

export const COUNT = 1000, LEAST = 3, MOST = 60; // points, and neighbours that one may ask for
const HEIGHT = 14, LANDMARKS = 125;
const DETOUR = 3; // an edge is a short cut where the way along the roll is so many times as long

// -> { places: x y z of each point, z up the axis, angles: how far along the roll, in radians }
export const makeRoll = (count = COUNT, seed = 4) => {
  const random = randomFrom(seed), places = new Float64Array(3 * count), angles = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const angle = angles[i] = 1.5 * Math.PI * (1 + 2 * random());
    places.set([angle * Math.cos(angle), angle * Math.sin(angle), HEIGHT * random()], 3 * i);
  }
  return { places, angles };
};

const distance = (places, i, j) => Math.hypot(
  places[3 * i] - places[3 * j], places[3 * i + 1] - places[3 * j + 1], places[3 * i + 2] - places[3 * j + 2]);

// The nearest others of each point, the nearest first: `most` for each.
export const nearestOthers = (places, most = MOST) => {
  const count = places.length / 3, found = new Int32Array(count * most), gaps = new Float64Array(most);
  for (let i = 0; i < count; i++) {
    const row = found.subarray(i * most, (i + 1) * most);
    gaps.fill(Infinity);
    for (let j = 0; j < count; j++) {
      const gap = i === j ? Infinity : distance(places, i, j);
      if (gap >= gaps[most - 1]) continue;
      let rank = most - 1;
      for (; rank && gaps[rank - 1] > gap; rank--) { gaps[rank] = gaps[rank - 1]; row[rank] = row[rank - 1]; }
      gaps[rank] = gap;
      row[rank] = j;
    }
  }
  return found;
};

// Edges from each point to its k nearest, each once: { ends: i j i j ..., lengths, bridges: how many of the last ones
// join what would fall apart, by its shortest gap }. Raises RangeError for more neighbours than there are.
export const graphOf = (places, nearest, k) => {
  const count = places.length / 3, most = nearest.length / count;
  if (!(k >= 1 && k <= most && k < count)) throw new RangeError(`k must be between 1 and ${Math.min(most, count - 1)}, not ${k}`);
  const ends = [], lengths = [], root = Int32Array.from({ length: count }, (_, i) => i), seen = new Set();
  const top = i => { while (root[i] !== i) i = root[i] = root[root[i]]; return i; };
  const join = (i, j) => {
    ends.push(i, j);
    lengths.push(distance(places, i, j));
    root[top(i)] = top(j);
  };
  for (let i = 0; i < count; i++) for (let rank = 0; rank < k; rank++) {
    const j = nearest[i * most + rank], key = Math.min(i, j) * count + Math.max(i, j);
    if (seen.has(key)) continue;
    seen.add(key);
    join(i, j);
  }
  let bridges = 0;
  for (let gap = gapOf(places, top); gap; gap = gapOf(places, top)) { join(...gap); bridges++; }
  return { ends: Int32Array.from(ends), lengths: Float64Array.from(lengths), bridges };
};

// The two points nearest to each other of which one is in the piece of the first point and one is not; null if all are.
const gapOf = (places, top) => {
  const count = places.length / 3, inside = [], outside = [];
  for (let i = 0; i < count; i++) (top(i) === top(0) ? inside : outside).push(i);
  let best = null, least = Infinity;
  for (const i of inside) for (const j of outside) {
    const gap = distance(places, i, j);
    if (gap < least) [best, least] = [[i, j], gap];
  }
  return best;
};

// How far one has to go along the roll from one angle to another: the length of the spiral r = angle between them.
const along = (from, to) => {
  const length = angle => (angle * Math.hypot(1, angle) + Math.asinh(angle)) / 2;
  return Math.abs(length(to) - length(from));
};

// Which edges leap from one turn of the roll to the next.
export const shortcuts = ({ ends, lengths }, angles) => (
  Array.from(lengths, (_, e) => e).filter(e => along(angles[ends[2 * e]], angles[ends[2 * e + 1]]) > DETOUR * lengths[e]));

// The shortest ways over the graph from each of these points to all: Dijkstra's, with a heap.
export const shortestWays = ({ ends, lengths }, count, sources) => {
  const starts = new Int32Array(count + 1), to = new Int32Array(ends.length), cost = new Float64Array(ends.length);
  for (const end of ends) starts[end + 1]++;
  for (let i = 0; i < count; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  lengths.forEach((length, e) => {
    for (const [from, end] of [[ends[2 * e], ends[2 * e + 1]], [ends[2 * e + 1], ends[2 * e]]]) {
      to[next[from]] = end;
      cost[next[from]++] = length;
    }
  });
  return sources.map(source => {
    const ways = new Float64Array(count).fill(Infinity), heap = [source], far = [0];
    ways[source] = 0;
    const swap = (a, b) => { [heap[a], heap[b]] = [heap[b], heap[a]]; [far[a], far[b]] = [far[b], far[a]]; };
    while (heap.length) {
      const [point, way] = [heap[0], far[0]], [last, lastFar] = [heap.pop(), far.pop()];
      if (heap.length) {
        [heap[0], far[0]] = [last, lastFar];
        for (let at = 0, child = 1; child < heap.length; at = child, child = 2 * at + 1) {
          if (child + 1 < heap.length && far[child + 1] < far[child]) child++;
          if (far[at] <= far[child]) break;
          swap(at, child);
        }
      }
      if (way > ways[point]) continue;
      for (let e = starts[point]; e < starts[point + 1]; e++) {
        const longer = way + cost[e];
        if (longer >= ways[to[e]]) continue;
        ways[to[e]] = longer;
        heap.push(to[e]);
        far.push(longer);
        for (let at = heap.length - 1, up; at && far[at] < far[up = (at - 1) >> 1]; at = up) swap(at, up);
      }
    }
    return ways;
  });
};

// Isomap's map: x y of each point. Turned so that x grows with the angle and y with the height, so that one map passes
// smoothly into the next: what is left and right on such a map has no meaning.
export const isomap = ({ places, angles }, graph) => {
  const count = places.length / 3, apart = Math.max(1, Math.floor(count / LANDMARKS));
  const sources = Array.from({ length: Math.ceil(count / apart) }, (_, i) => i * apart), m = sources.length;
  const squares = shortestWays(graph, count, sources).map(ways => ways.map(way => way * way));
  const means = squares.map(row => sources.reduce((sum, point) => sum + row[point] / m, 0));
  const middle = means.reduce((sum, mean) => sum + mean / m, 0);
  const gram = sources.map((_, a) => Float64Array.from(sources, (point, b) => -(squares[a][point] - means[a] - means[b] + middle) / 2));
  const map = new Float64Array(2 * count);
  largestVectors(gram, 2).forEach(({ value, vector }, axis) => {
    const scale = 1 / Math.sqrt(Math.max(value, 1e-9));
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let a = 0; a < m; a++) sum -= vector[a] * (squares[a][i] - means[a]) / 2;
      map[2 * i + axis] = scale * sum;
    }
    const guide = axis ? i => places[3 * i + 2] : i => angles[i];
    let agrees = 0, mean = 0;
    for (let i = 0; i < count; i++) mean += guide(i) / count;
    for (let i = 0; i < count; i++) agrees += map[2 * i + axis] * (guide(i) - mean);
    if (agrees < 0) for (let i = 0; i < count; i++) map[2 * i + axis] *= -1;
  });
  return map;
};

// The eigenvectors of the largest eigenvalues of a symmetric matrix, by powers, each beside those before it.
const largestVectors = (matrix, wanted) => {
  const found = [], m = matrix.length;
  while (found.length < wanted) {
    let vector = Float64Array.from({ length: m }, (_, i) => Math.sin(1 + i * (found.length + 1))), value = 0;
    for (let round = 0; round < 500; round++) {
      const next = new Float64Array(m);
      for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) next[a] += matrix[a][b] * vector[b];
      for (const before of found) {
        const shared = next.reduce((sum, entry, i) => sum + entry * before.vector[i], 0);
        for (let i = 0; i < m; i++) next[i] -= shared * before.vector[i];
      }
      const length = Math.hypot(...next) || 1e-12, was = value;
      vector = next.map(entry => entry / length);
      value = length;
      if (Math.abs(value - was) < 1e-9 * value) break;
    }
    found.push({ value, vector });
  }
  return found;
};
