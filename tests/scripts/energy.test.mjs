// ui/tabs/energy/: a ball that rolls, energies as probabilities, and how well an energy tells data from the rest.

import assert from "node:assert/strict";
import { test } from "node:test";

import { halves } from "../../ui/parts/page/shared.js";
import { createBall, roll, wake } from "../../ui/tabs/energy/ball.js";
import { field, slope } from "../../ui/parts/plane/networks.js";
import { distancesTo, probabilities, span, told } from "../../ui/tabs/energy/energies.js";

const bowl = (x, y) => (x - 0.5) ** 2 + y ** 2;
const close = (found, wanted, within) => assert.ok(Math.abs(found - wanted) <= within, `${found}, not ${wanted}`);

test("half precision is read as it was written", () => {
  const words = new Uint16Array([0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00, 0x7e00]);
  const found = halves(new Uint8Array(words.buffer));
  [1, -2, 0.333251953125, 2 ** -24, 65504, Infinity].forEach((wanted, i) => close(found[i] === wanted ? 0 : found[i] - wanted, 0, 1e-9));
  assert.ok(Number.isNaN(found[6]));
});

test("a ball rolls into a valley and rests there, and is carried when the valley moves", () => {
  const ball = createBall(-1, 1);
  for (let i = 0; i < 400 && roll(ball, bowl, 1, 3); i++);
  assert.equal(ball.state, "rests");
  close(ball.x, 0.5, 0.02);
  close(ball.y, 0, 0.02);
  const { length } = ball.trail;
  assert.ok(length > 10);
  wake(ball);
  for (let i = 0; i < 400 && roll(ball, (x, y) => bowl(x + 1, y), 1, 3); i++);
  close(ball.x, -0.5, 0.02);
  assert.equal(ball.trail.length, length, "the trail is that of the drop");
});

test("a ball on a plain stays, one that leaves the plane is off, and one on no number stays", () => {
  for (const [energy, state] of [[() => 3, "rests"], [x => -x, "off"], [() => NaN, "rests"]]) {
    const ball = createBall(0, 0);
    for (let i = 0; i < 400 && roll(ball, energy, 1, 3); i++);
    assert.equal(ball.state, state);
  }
});

test("a ball that is dropped beyond the plane, or carried there, is off it and does not come back", () => {
  const ball = createBall(2.5, -3);
  roll(ball, bowl, 1, 3);
  assert.equal(ball.state, "off");
  wake(ball);
  roll(ball, bowl, 1, 3);
  assert.deepEqual([ball.state, ball.awake], ["off", false]);
});

test("a ball that swings to and fro in a narrow valley is at rest", () => {
  const ball = createBall(0.3, 0);
  for (let i = 0; i < 400 && roll(ball, x => 200 * x * x, 1, 3); i++);
  assert.equal(ball.state, "rests");
});

test("probabilities sum to one, and a larger beta gathers them in the valley", () => {
  const values = field(bowl, 40);
  const [few, many] = [1, 30].map(beta => probabilities(values, beta));
  for (const chance of [few, many]) close(chance.reduce((a, b) => a + b, 0), 1, 1e-9);
  assert.ok(Math.max(...many) > 5 * Math.max(...few));
});

test("the field's slope is the energy's", () => {
  const [across, up] = slope(bowl, 1, -1);
  close(across, 1, 1e-6);
  close(up, -2, 1e-6);
});

test("an energy that is the distance tells all data from the rest, and a flat one nothing", () => {
  const data = Float32Array.from([0, 0, 0.5, 0.5, -0.5, 0.5]), distances = distancesTo(data, 40);
  const near = (x, y) => Math.min(...[0, 2, 4].map(i => (x - data[i]) ** 2 + (y - data[i + 1]) ** 2));
  const good = told(near, data, field(near, 40), distances, 0.15);
  assert.equal(good.auroc, 1);
  assert.equal(good.leak, 0);
  const upside = (x, y) => -near(x, y), bad = told(upside, data, field(upside, 40), distances, 0.15);
  assert.equal(bad.auroc, 0);
  assert.equal(bad.leak, 1);
});

test("a surface with a hole in its numbers is not whole", () => {
  assert.ok(span(field(bowl, 20)).whole);
  assert.ok(!span(field((x, y) => (x > 1 ? NaN : y), 20)).whole);
});
