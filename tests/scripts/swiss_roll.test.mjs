// ui/tabs/maps/swiss_roll.js: the graph of neighbours, and Isomap's map before and after a short cut.

import assert from "node:assert/strict";
import { test } from "node:test";

import { COUNT, graphOf, isomap, LEAST, makeRoll, MOST, nearestOthers, shortcuts, shortestWays } from "../../ui/tabs/maps/swiss_roll.js";
import { rankCorrelation } from "../../ui/tabs/maps/tsne.js";

const roll = makeRoll(), nearest = nearestOthers(roll.places);
const order = map => Math.abs(rankCorrelation(map.filter((_, i) => i % 2 === 0), roll.angles));

test("the nearest others are the nearest", () => {
  const away = (i, j) => Math.hypot(...[0, 1, 2].map(axis => roll.places[3 * i + axis] - roll.places[3 * j + axis]));
  for (const i of [0, 17, COUNT - 1]) {
    const sorted = Array.from({ length: COUNT }, (_, j) => j).filter(j => j !== i).sort((a, b) => away(i, a) - away(i, b));
    assert.deepEqual([...nearest.slice(i * MOST, (i + 1) * MOST)], sorted.slice(0, MOST));
  }
});

test("Isomap rolls the sheet out; at k = 40 edges leap between its turns and the map collapses", () => {
  for (const k of [6, 15]) {
    const graph = graphOf(roll.places, nearest, k);
    assert.equal(graph.bridges, 0);
    assert.equal(shortcuts(graph, roll.angles).length, 0);
    assert.ok(order(isomap(roll, graph)) > 0.99, `k = ${k}`);
  }
  const graph = graphOf(roll.places, nearest, 40);
  assert.ok(shortcuts(graph, roll.angles).length > 50);
  assert.ok(order(isomap(roll, graph)) < 0.6);
});

test("a graph in pieces is bridged, and every way over it has an end", () => {
  const graph = graphOf(roll.places, nearest, LEAST);
  assert.ok(graph.bridges > 0);
  assert.ok(isomap(roll, graph).every(Number.isFinite));
});

test("ways are the shortest over the graph", () => {
  const graph = { ends: Int32Array.of(0, 1, 1, 2, 0, 2, 2, 3), lengths: Float64Array.of(1, 1, 5, 2) };
  assert.deepEqual(shortestWays(graph, 4, [0, 3]).map(ways => [...ways]), [[0, 1, 2, 4], [4, 3, 2, 0]]);
});

test("more neighbours than there are points are refused", () => {
  const few = makeRoll(10);
  assert.throws(() => graphOf(few.places, nearestOthers(few.places, 20), 12), /between 1 and 9, not 12/);
  assert.throws(() => graphOf(few.places, nearestOthers(few.places, 20), 0), RangeError);
});
