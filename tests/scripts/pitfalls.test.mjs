// ui/tabs/pitfalls/: the Dirac-GAN against its closed forms, and what two Gaussians do to a generator's gradient.

import assert from "node:assert/strict";
import { test } from "node:test";

import { factor, LOSSES, step } from "../../ui/tabs/pitfalls/dirac.js";
import { answer, density, jensenShannon, meanMove, MOVES, quantiles } from "../../ui/tabs/pitfalls/gaussians.js";

const WGAN = { loss: "wgan", together: true, rate: 0.1, penalty: 0 };
const walked = (place, settings, steps) => {
  for (let i = 0; i < steps; i++) place = step(place, settings);
  return place;
};
const close = (found, wanted, within = 1e-9) => assert.ok(Math.abs(found - wanted) <= within, `${found}, not ${wanted}`);

test("by simultaneous steps WGAN's radius grows by the square root of 1 + h^2, whatever the start", () => {
  for (const start of [[1, 1], [-0.3, 0.2], [0, -2]]) {
    close(Math.hypot(...walked(start, WGAN, 200)), Math.hypot(...start) * 1.01 ** 100, 1e-9);
  }
  close(Math.hypot(...walked([1, 1], WGAN, 200)), 3.825, 5e-4);
  close(factor(WGAN), Math.sqrt(1.01));
});

test("by alternating steps it goes on circling, and a quadratic form stays as it was", () => {
  const settings = { ...WGAN, together: false }, form = ([x, y]) => x * x + y * y - 0.1 * x * y;
  let place = [1, 1];
  for (let i = 0; i < 1000; i++) {
    place = step(place, settings);
    close(form(place), form([1, 1]), 1e-9);
  }
  close(factor(settings), 1);
});

test("R1 bends the spiral inwards, by the power of a matrix", () => {
  const settings = { ...WGAN, penalty: 0.3 };
  let [a, b, c, d] = [1, 0, 0, 1]; // [[1, h], [-h, 1 - h gamma]] to the power of 200
  for (let i = 0; i < 200; i++) [a, b, c, d] = [a + 0.1 * c, b + 0.1 * d, -0.1 * a + 0.97 * c, -0.1 * b + 0.97 * d];
  const [theta, psi] = walked([1, 1], settings, 200);
  close(theta, a + b);
  close(psi, c + d);
  assert.ok(Math.hypot(theta, psi) < 0.25);
  close(factor(settings), Math.sqrt(0.98));
  close(factor({ ...WGAN, penalty: 5 }), 0.75 + Math.sqrt(0.75 ** 2 - 0.51)); // so strong that nothing turns any more
});

test("near the goal the other losses grow by the square root of 1 + h^2 / 4, and R1 brings them home", () => {
  for (const loss of ["saturating", "non-saturating"]) {
    const settings = { ...WGAN, loss };
    close(factor(settings), Math.sqrt(1.0025));
    close(Math.hypot(...walked([1e-4, 0], settings, 100)) / 1e-4, 1.0025 ** 50, 1e-6);
    assert.ok(factor({ ...settings, penalty: 0.3 }) < 1);
  }
  assert.ok(Math.hypot(...walked([1, 1], { ...WGAN, loss: "non-saturating", penalty: 0.3 }, 2000)) < 1e-9);
});

test("D walks down and G up what PyTorch's losses say: at (1, 1) by hand", () => {
  const pull = 1 / (1 + Math.exp(-1)), [theta, psi] = step([1, 1], { ...WGAN, loss: "saturating" });
  close(theta, 1 + 0.1 * pull);
  close(psi, 1 - 0.1 * pull);
  close(step([1, 1], { ...WGAN, loss: "non-saturating" })[0], 1 + 0.1 * (1 - pull));
  assert.deepEqual(LOSSES, ["wgan", "saturating", "non-saturating"]);
});

test("the best discriminator's logit is the densities' logarithmic ratio, and a move is a loss's slope", () => {
  for (const [x, apart] of [[0.4, 1.5], [-1, 3]]) {
    close(answer(x, apart), Math.log(density(x, 0) / density(x, apart)), 1e-12);
    const saturating = at => -Math.log1p(Math.exp(answer(at, apart))), other = at => Math.log1p(Math.exp(-answer(at, apart)));
    const slope = loss => (loss(x + 1e-6) - loss(x - 1e-6)) / 2e-6;
    close(MOVES.saturating(x, apart), -slope(saturating), 1e-7);
    close(MOVES["non-saturating"](x, apart), -slope(other), 1e-7);
  }
});

test("far apart the saturating gradient is gone, the other is not, and the divergence says log 2", () => {
  close(meanMove("non-saturating", 6), -6, 0.02);
  assert.ok(Math.abs(meanMove("saturating", 6)) < 0.02 && Math.abs(meanMove("saturating", 1)) > 0.3);
  close(meanMove("critic", 6), -1, 1e-6);
  close(jensenShannon(0), 0, 1e-6);
  close(jensenShannon(8), Math.LN2, 1e-3);
  assert.ok(jensenShannon(1) > 0.1 && jensenShannon(1) < 0.12);
});

test("the fakes shown split the bell evenly", () => {
  const places = quantiles(5);
  close(places[2], 0, 0.02);
  close(places[0], -1.2816, 0.02);
  close(places[0], -places[4], 0.03);
});
