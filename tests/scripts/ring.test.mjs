// ui/tabs/ring/forces.js: shares, forces and what is read off a ring, against their closed forms.

import assert from "node:assert/strict";
import { test } from "node:test";

import { between, explained, forces, found, partner, purity, shares, spread } from "../../ui/tabs/ring/forces.js";

const at = (...degrees) => Float32Array.from(degrees.flatMap(each => [Math.cos((each * Math.PI) / 180), Math.sin((each * Math.PI) / 180)]));
const close = (found, wanted, within = 1e-6) => assert.ok(Math.abs(found - wanted) <= within, `${found}, not ${wanted}`);

test("shares are a softmax over all others, and nobody is their own", () => {
  const given = shares(at(0, 90, 180, 270), 0, 0.5);
  assert.equal(given[0], 0);
  close(given.reduce((a, b) => a + b, 0), 1);
  close(given[1], given[3]);
  close(given[1] / given[2], Math.exp(2));
  assert.ok(shares(at(0, 3, 180, 90), 0, 1e-3).every(Number.isFinite), "a cold softmax overflows nowhere");
});

test("the partner pulls towards itself, the others push away, and without them the pull alone is left", () => {
  const places = at(0, -40, 60, 170), { pull, push } = forces(places, 0, 0.5); // its partner is the third, at 60 degrees
  assert.equal(partner(0, 4), 2);
  assert.ok(pull > 0 && push > 0, "the nearest other one lies clockwise");
  const alone = forces(places, 0, 0.5, false);
  close(alone.pull, Math.sin(Math.PI / 3) / 0.5);
  assert.equal(alone.push, 0);
  const { pull: near } = forces(at(0, 120, 0, 240), 0, 0.5);
  close(near, 0);
});

test("partners are found where they are nearest, and the spread is 0 in one point and 1 all round", () => {
  assert.equal(found(at(0, 90, 1, 91)), 1);
  assert.equal(found(at(0, 90, 89, 1)), 0);
  close(spread(at(30, 30, 30)), 0);
  close(spread(at(0, 120, 240)), 1);
});

test("purity counts neighbours of the same class", () => {
  const places = at(0, 5, 10, 180, 185, 190);
  assert.equal(purity(places, [1, 1, 1, 2, 2, 2], 2), 1);
  assert.equal(purity(places, [1, 2, 3, 4, 5, 6], 2), 0);
});

test("brightness is told by a place where it goes as a cosine, whichever way the ring is turned, and not by noise", () => {
  const degrees = Array.from({ length: 60 }, (_, i) => 6 * i), places = at(...degrees);
  for (const turn of [0, 70, 200]) close(explained(places, degrees.map(each => 0.4 + 0.2 * Math.cos(((each - turn) * Math.PI) / 180))), 1, 1e-5);
  assert.ok(explained(places, degrees.map((_, i) => i % 2)) < 0.05);
});

test("places glide by the shorter arc", () => {
  const half = between(at(170), at(-170), 0.5);
  close(half[0], -1);
  close(half[1], 0);
});
