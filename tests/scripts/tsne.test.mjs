// ui/tabs/maps/tsne.js: t-SNE step by step. That it is as good as a library's is in tests/test_manifold.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { perplexityAt, shareOf } from "../../ui/tabs/maps/run.js";
import {
  agreement, centres, createTsne, fromChance, fromPca, joint, mostPerplexity, randomFrom, rankCorrelation, rowShares, squaredDistances,
} from "../../ui/tabs/maps/tsne.js";

// Six heaps of ten points in five dimensions, the first two of which hold most of their spread.
const COUNT = 60, SIZE = 5, random = randomFrom(3);
const LABELS = Uint8Array.from({ length: COUNT }, (_, i) => i % 6);
const CODES = Float64Array.from({ length: COUNT * SIZE }, (_, i) => {
  const heap = LABELS[Math.floor(i / SIZE)], axis = i % SIZE;
  return random() + [4 * (heap % 3), 7 * Math.floor(heap / 3), heap === 4 ? 2 : 0, 0, 0][axis];
});
const SQUARES = squaredDistances(CODES, COUNT, SIZE);

test("each row of shares has the entropy of the perplexity, from wherever the search begins", () => {
  for (const perplexity of [2, 10, mostPerplexity(COUNT)]) {
    const precisions = new Float64Array(COUNT).fill(1000);
    for (const shares of [rowShares(SQUARES, COUNT, perplexity), rowShares(SQUARES, COUNT, perplexity, precisions)]) {
      for (let i = 0; i < COUNT; i++) {
        const row = shares.slice(i * COUNT, (i + 1) * COUNT);
        assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-9 && row[i] === 0);
        const entropy = -row.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);
        assert.ok(Math.abs(entropy - Math.log(perplexity)) < 1e-3, `${entropy} of ${Math.log(perplexity)}`);
      }
    }
  }
});

test("P is symmetric, of sum 1", () => {
  const both = joint(rowShares(SQUARES, COUNT, 8), COUNT);
  assert.ok(Math.abs(both.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
  for (let i = 0; i < COUNT; i++) for (let j = 0; j < i; j++) assert.equal(both[i * COUNT + j], both[j * COUNT + i]);
});

test("every point has three others for each neighbour that it asks for", () => {
  assert.equal(mostPerplexity(500), 166);
  assert.ok(mostPerplexity(500) * 3 < 500);
  assert.ok(Math.abs(perplexityAt(shareOf(30, 166), 166) - 30) < 1e-9 && perplexityAt(1, 166) > 166);
});

const solved = (places, perplexity = 8, steps = 400) => {
  const run = createTsne(SQUARES, COUNT, perplexity, places);
  for (let step = 0; step < steps; step++) run.step();
  return run;
};

test("it begins very close together, and the divergence falls", () => {
  const places = fromPca(CODES, COUNT, SIZE), spread = Math.sqrt(places.reduce((sum, value, i) => sum + (i % 2 ? 0 : value ** 2), 0) / COUNT);
  assert.ok(Math.abs(spread - 1e-4) < 1e-9);
  const early = solved(places.slice(), 8, 1).divergence(), run = solved(places);
  assert.ok(run.divergence() < 0.3 * early);
  assert.ok(run.places.every(Number.isFinite));
  const before = run.divergence();
  run.turn(15);
  for (let step = 0; step < 300; step++) run.step();
  assert.ok(Math.abs(run.divergence() - before) > 1e-3 && run.divergence() < early, "another perplexity, while it runs");
});

test("the same beginning gives the same map; from chance the heaps lie elsewhere", () => {
  const [one, other] = [0, 1].map(() => centres(solved(fromPca(CODES, COUNT, SIZE)).places, LABELS));
  assert.deepEqual(one, other);
  assert.ok(agreement(one, other) > 0.999);
  const scattered = [1, 2, 3].map(seed => agreement(one, centres(solved(fromChance(COUNT, seed)).places, LABELS)));
  assert.ok(Math.min(...scattered) < 0.8, scattered.join());
});

test("ranks correlate whatever the scale, and centres skip what is not there", () => {
  assert.equal(rankCorrelation([1, 2, 3, 4], [10, 100, 1000, 10000]), 1);
  assert.equal(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1]), -1);
  const found = centres([0, 0, 2, 4], [3, 3]);
  assert.deepEqual([found[6], found[7]], [1, 2]);
  assert.ok(Number.isNaN(found[0]));
});
