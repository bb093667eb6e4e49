// ui/tabs/particles/machine.js: which half is kept, and what is wrong with a drawing. Its sums: test_particles_script.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { halves } from "../../ui/parts/page/shared.js";
import { createMachine, half, trouble } from "../../ui/tabs/particles/machine.js";
import { tooFast } from "../../ui/tabs/particles/valleys.js";

const picture = (...on) => { const bits = new Uint8Array(784); for (const i of on) bits[i] = 1; return bits; };

test("a half is half of the picture, and two opposite ones are all of it", () => {
  for (const [one, other] of [["top", "bottom"], ["left", "right"]]) {
    const [first, second] = [half(one), half(other)];
    assert.equal(first.reduce((sum, bit) => sum + bit), 392);
    assert.ok(first.every((bit, i) => bit + second[i] === 1));
  }
  assert.deepEqual([half("top")[0], half("left")[27], half("right")[27], half("bottom")[783]], [1, 0, 1, 1]);
});

test("a drawing that says nothing of the kept half, or blackens it, is told apart from one that does", () => {
  const kept = half("top");
  assert.equal(trouble(picture(), kept), "empty_half");
  assert.equal(trouble(picture(700), kept), "other_half");
  assert.equal(trouble(picture(5, 700), kept), "");
  assert.equal(trouble(new Uint8Array(784).fill(1), kept), "full_half");
});

test("16-bit floats of every kind are read", () => {
  const bytes = new Uint8Array(new Uint16Array([0x3c00, 0xc000, 0x0001, 0x0000, 0x7c00, 0x3555]).buffer);
  assert.deepEqual(Array.from(halves(bytes)), [1, -2, 2 ** -24, 0, Infinity, Math.fround(0.333251953125)]);
});

test("the strongest units come first, and grey is no weight", () => {
  const machine = createMachine({ weight: Float32Array.of(0, 2, 1, 0, -4, 1), visibleBias: new Float32Array(2), hiddenBias: new Float32Array(3) });
  const { units, pictures } = machine.strongest(2);
  assert.deepEqual([...units], [1, 2]);
  assert.deepEqual([...pictures.subarray(0, 2)], [191, 1]);
});

test("steps that overshoot are told of with a smaller one, but not at the step size with which a run begins", () => {
  assert.deepEqual(tooFast({ overshoot: 12.3 }, 1), { times: "12", rate: "0.3" });
  assert.deepEqual(tooFast({ overshoot: 12.3 }, 0.1).rate, "0.05");
  for (const [metrics, rate] of [[{ overshoot: 12 }, 0.05], [{ overshoot: 2.6 }, 0.2], [{}, 1], [{ overshoot: 12 }, undefined]]) assert.equal(tooFast(metrics, rate), null);
});
