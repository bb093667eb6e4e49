// ui/tabs/latent and the digit pad: the way from A to B, and where a drawing is put.

import assert from "node:assert/strict";
import { test } from "node:test";

import { offCentre } from "../../ui/parts/digit_pad/digit_pad.js";
import { along } from "../../ui/tabs/latent/between.js";

const near = (got, wanted) => got.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-9, `${got} is not ${wanted}`));

test("both ways begin at A and end at B", () => {
  for (const arc of [false, true]) {
    near(along([1, 0], [0, 2], 0, arc), [1, 0]);
    near(along([1, 0], [0, 2], 1, arc), [0, 2]);
  }
});

test("the line cuts through, the arc keeps its distance from 0", () => {
  near(along([1, 0], [0, 1], 0.5, false), [0.5, 0.5]);
  near(along([1, 0], [0, 1], 0.5, true), [Math.SQRT1_2, Math.SQRT1_2]);
});

test("where there is no single arc the way is straight", () => {
  near(along([1, 0], [-1, 0], 0.25, true), [0.5, 0]);
  near(along([0, 0], [0, 0], 0.5, true), [0, 0]);
});

test("a drawing is moved until its centre of mass is in the middle, or its ink at the edge", () => {
  const ink = new Uint8Array(28 * 28);
  ink[5 * 28 + 6] = 255; // centre of that pixel: 6.5 across, 5.5 down
  assert.deepEqual(offCentre(ink), [7.5, 8.5]);
  ink.fill(255, 27 * 28); // a heavy last row
  assert.equal(offCentre(ink)[1], -5, "the pixel at the top stays inside");
});
