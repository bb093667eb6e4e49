// ui/tabs/particles: three machines of nine pixels, the row of their 512 pictures, and what is said of how they fare. That
// they reckon as PyTorch's does: test_particles_script.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ordered, places } from "../../ui/tabs/particles/bars.js";
import { FIRST, judged, keptOr, MOST, PRESETS } from "../../ui/tabs/particles/lessons.js";
import { apart, createTriplets, divergence, evenly, KINDS, seeded, smudged, STATES, variation } from "../../ui/tabs/particles/nine.js";

const sum = shares => shares.reduce((total, share) => total + share, 0);
const learned = (settings, seed, steps) => {
  const twins = createTriplets({ ...settings, seed });
  for (let step = 0; step < steps; step++) twins.step(settings.rate, settings.sweeps);
  return Object.fromEntries(KINDS.map(kind => [kind, divergence(twins.data, twins.machines[kind].shares())]));
};

test("a smudged picture is most of all itself, and shares are shares", () => {
  const data = smudged([0, 511]);
  assert.ok(Math.abs(sum(data) - 1) < 1e-12);
  assert.ok(Math.abs(data[0] - 0.95 ** 9 / 2) < 1e-9 && Math.abs(data[1] - 0.95 ** 8 * 0.05 / 2) < 1e-9);
  assert.ok(divergence(data, data) === 0 && variation(data, data) === 0);
  assert.ok(Math.abs(variation(evenly([1]), evenly([2])) - 1) < 1e-12);
});

test("the three begin alike, learn apart, and the same seed does the same again", () => {
  const one = createTriplets({ ...FIRST, seed: 3 }), other = createTriplets({ ...FIRST, seed: 3 });
  assert.deepEqual(one.machines.exact.numbers, one.machines.cd.numbers);
  for (const twins of [one, other]) for (let step = 0; step < 3; step++) twins.step(0.1, 1);
  assert.deepEqual(one.machines.pcd.numbers, other.machines.pcd.numbers);
  assert.notDeepEqual(one.machines.pcd.numbers, one.machines.cd.numbers);
});

test("the particles of PCD go on from where they are, and more sweeps are so many one after another", () => {
  const twins = createTriplets({ ...FIRST, seed: 1 }), before = twins.particles();
  const sure = new Float64Array(twins.machines.pcd.numbers.length); // a hidden unit remembers each pixel, and gives it back
  for (let i = 0; i < 8; i++) sure[i * FIRST.hidden + i] = 400;
  sure.fill(-200, 9 * FIRST.hidden);
  twins.machines.pcd.numbers.set(sure);
  const pushed = twins.step(0, 5).pcd;
  assert.deepEqual(twins.particles(), before.map(state => state & 255));
  assert.deepEqual(pushed, evenly(twins.particles()));
});

test("where the data are two valleys far apart, PCD ends nearer to them than CD-1, whatever the seed", () => {
  for (const seed of [1, 2, 3]) {
    const { exact, pcd, cd } = learned(FIRST, seed, 450);
    assert.ok(exact < 0.2 && 2 * pcd < cd && cd > 1, `${seed}: ${exact} ${pcd} ${cd}`);
  }
});

test("the row begins with the data, goes on by distance, has every picture once, and fits its width", () => {
  for (const states of Object.values(PRESETS)) {
    const { order, groups } = ordered(states), x = places(groups, 358);
    assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: STATES }, (_, state) => state));
    assert.deepEqual(order.slice(0, groups[0].to).sort(), [...states].sort());
    for (const { distance, from, to } of groups) {
      for (const state of order.slice(from, to)) assert.equal(Math.min(...states.map(pattern => apart(state, pattern))), distance);
    }
    assert.ok(Math.abs(x.at(-1) - 358) < 1e-6 && x.length === STATES + 1 && x.every((at, i) => !i || at > x[i - 1]));
  }
});

test("what was kept is taken up, and what cannot be is not", () => {
  assert.deepEqual(keptOr({ states: [3, 5], rate: 0.5, sweeps: 10, hidden: 4 }), { states: [3, 5], rate: 0.5, sweeps: 10, hidden: 4 });
  for (const kept of [null, "x", 7, {}, { states: [] }, { states: [512] }, { states: [1, 1] }, { states: ["1"] }, { states: { length: 1 } },
    { states: Array.from({ length: MOST + 1 }, (_, i) => i) }, { rate: 1e9, sweeps: null, hidden: "8" }]) assert.deepEqual(keptOr(kept), FIRST);
});

test("a sentence names the one that went astray", () => {
  assert.equal(judged({ exact: 3, pcd: 3, cd: 3 }, 0), "begin");
  assert.equal(judged({ exact: 2, pcd: 2, cd: 2.2 }, 100), "learning");
  assert.equal(judged({ exact: 0.1, pcd: 0.2, cd: 2 }, 900), "cd_far");
  assert.equal(judged({ exact: 0.1, pcd: 2, cd: 0.5 }, 900), "stuck");
  assert.equal(judged({ exact: 0.1, pcd: 0.2, cd: 0.25 }, 900), "all_near");
  assert.equal(judged({ exact: 0.1, pcd: 0.35, cd: 0.35 }, 900), "apart");
  assert.ok(seeded(1)() !== seeded(2)());
});
