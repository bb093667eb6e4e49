// ui/tabs/priors/shape.js: a place in a prior's part, and the same place in the other parts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { even, flower, ghosts, ownShare, partAt, placeIn, shapeOf } from "../../ui/tabs/priors/shape.js";

const near = (one, other, most = 1e-6) => one.forEach((value, i) => assert.ok(Math.abs(value - other[i]) < most, `${one} is not ${other}`));
const spiral = { kind: "curve", points: even(Array.from({ length: 300 }, (_, i) => [(i / 100) * Math.cos(i / 25), (i / 100) * Math.sin(i / 25)]), 200) };

test("a place is found again in the part that it was put in, of petals and of a curve", () => {
  for (const shape of [flower(), spiral]) for (let label = 0; label < 10; label++) {
    const along = shape.kind === "petals" ? 0.7 : 0.37, place = placeIn(shape, label, along, -0.4), found = partAt(shape, place);
    assert.equal(found.label, label);
    near([found.along, found.across], [along, -0.4], 0.06);
    near(placeIn(shape, found.label, found.along, found.across), place, 1e-6);
  }
});

test("the end of a petal is two standard deviations along it", () => {
  near(placeIn(flower(), 0, 2, 0), [2.4, 0]);
  near(placeIn(flower(), 5, 2, 1), [-2.4, -0.1]);
});

test("ghosts are the same place turned into the other petals, and the pointer itself", () => {
  const { label, places } = ghosts(flower(), [1.9, 0.1]);
  assert.equal(label, 0);
  places.forEach(([x, y], other) => {
    const angle = (2 * Math.PI * other) / 10;
    near([x * Math.cos(angle) + y * Math.sin(angle), y * Math.cos(angle) - x * Math.sin(angle)], [1.9, 0.1]);
  });
  assert.deepEqual(ghosts({ kind: "gaussian" }, [1, 2]), { label: null, places: [[1, 2]] });
});

test("an outline says its shape: petals by centres and ends, a curve by its points, a Gaussian by its middle", () => {
  const petals = flower().petals, ends = petals.map((_, label) => placeIn(flower(), label, 1, 0));
  const outline = { count: 20, places: [...petals.map(petal => petal.slice(0, 2)), ...ends].flat(), spreads: [...petals, ...petals].flatMap(petal => petal.slice(3)) };
  shapeOf(outline).petals.forEach((petal, label) => {
    near(placeIn({ kind: "petals", petals: shapeOf(outline).petals }, label, 1.3, 0.2), placeIn(flower(), label, 1.3, 0.2));
    near(petal.slice(3), [0.5, 0.1]);
  });
  assert.equal(shapeOf({ count: 1, places: [0, 0], spreads: [1, 1] }).kind, "gaussian");
  assert.deepEqual(shapeOf({ count: 2, places: [0, 0, 1, 1], spreads: null }), { kind: "curve", points: [[0, 0], [1, 1]] });
});

test("a line becomes even steps, though the hand stood still", () => {
  const line = even([[0, 0], [0.1, 0], [0.1, 0], [3, 0], [3, 1]], 9);
  line.forEach(([x, y], index) => near([x, y], index * 0.5 <= 3 ? [index * 0.5, 0] : [3, index * 0.5 - 3]));
});

test("the share of points in their own part", () => {
  const places = [0, 3, 3, 5].flatMap(label => placeIn(flower(), label, 0.2, 0));
  assert.equal(ownShare(flower(), { count: 4, places, labels: [0, 3, 1, 5] }), 0.75);
  assert.equal(ownShare({ kind: "gaussian" }, { count: 4, places, labels: [0, 3, 1, 5] }), null);
});
