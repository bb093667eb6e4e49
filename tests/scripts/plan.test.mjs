// ui/tabs/plan: an actor that is taught, what the address may say, and what is said of a drive. That the page plans as
// PyTorch does: test_plan_script.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createDrive, seeded } from "../../ui/tabs/plan/drive.js";
import { createActor } from "../../ui/tabs/plan/networks.js";
import { PENDULUM } from "../../ui/tabs/plan/pendulum.js";
import { BEGIN, readAddress, refused, somewhere, STARTS } from "../../ui/tabs/plan/settings.js";
import { scaleOf, smoothed } from "../../ui/tabs/plan/rival.js";
import { createStudent } from "../../ui/tabs/plan/teach.js";
import { TRUCK } from "../../ui/tabs/plan/truck.js";
import { ending, verdict } from "../../ui/tabs/plan/verdict.js";

const WIDE = 12, SIZES = { pendulum: [3, WIDE, WIDE, 1], truck: [10, WIDE, WIDE, 1] };
const made = (world, seed) => {
  const draw = seeded(seed), sizes = SIZES[world.name];
  const layers = sizes.slice(1).map((high, index) => ({
    weight: Float64Array.from({ length: high * sizes[index] }, draw), bias: Float64Array.from({ length: high }, draw),
  }));
  return createActor(world, layers);
};

for (const world of [PENDULUM, TRUCK]) {
  test(`an actor of the ${world.name} goes down the slope of what is wrong, and comes to act as it is shown`, () => {
    const teacher = made(world, 5), student = createStudent(world, teacher, seeded(1)), draw = seeded(2);
    assert.notDeepEqual(student.layers[0].weight, teacher.net.layers[0].weight);
    const pairs = Array.from({ length: 300 }, () => Float64Array.from(somewhere(world.name, draw)));
    const wrong = () => pairs.reduce((sum, state) => sum + ((student.actor.act(state, 0) - teacher.act(state, 0)) / world.bound) ** 2, 0) / pairs.length;
    for (const state of pairs) student.take(state, 0, teacher.act(state, 0));
    const first = wrong();
    for (let turn = 0; turn < 800; turn++) student.learn();
    assert.ok(wrong() < 0.1 * first, `${wrong()} of ${first}`);
  });
}

test("the slopes by the weights are those of finite differences", () => {
  const student = createStudent(PENDULUM, made(PENDULUM, 5), seeded(1)), { net } = student.actor, state = [0.7, -2];
  const value = () => { PENDULUM.features(state, 0, net.input, 0); net.forward(0); return net.out[0]; };
  value();
  const learned = student.layers.map(({ weight, bias }) => ({ weight: new Float64Array(weight.length), bias: new Float64Array(bias.length) }));
  net.back(0, [1], learned);
  student.layers.forEach((layer, index) => {
    for (const part of ["weight", "bias"]) {
      for (const at of [0, layer[part].length - 1]) {
        const before = layer[part][at], step = 1e-5;
        layer[part][at] = before + step;
        const up = value();
        layer[part][at] = before - step;
        const down = value();
        layer[part][at] = before;
        assert.ok(Math.abs((up - down) / (2 * step) - learned[index][part][at]) < 1e-6, `${index} ${part} ${at}`);
      }
    }
  });
});

test("the address is taken as far as it says what is there, and what is not is a sentence", () => {
  const { choices, world, start, complaints } = readAddress({ horizon: "500", restarts: "0", wind: "x", driver: "fate", world: "moon", at: "1,2,3" });
  assert.deepEqual([choices.horizon, choices.restarts, choices.wind, choices.driver, world], [60, 1, 0, "planner", "pendulum"]);
  assert.deepEqual(start, STARTS.pendulum);
  assert.deepEqual(complaints.map(([key]) => key), ["beyond_horizon", "beyond_restarts"]);
  assert.equal(readAddress({ horizon: "1" }).choices.horizon, 1);
  for (const [at, why] of [["20,0,2,0", "jackknifed"], ["20,9.9,0.5,0.5", "off_yard"], ["3,0,0,0", "off_yard"]]) {
    const asked = readAddress({ world: "truck", at });
    assert.deepEqual([asked.start, asked.complaints], [STARTS.truck, [[why, {}]]]);
  }
  assert.deepEqual(readAddress({ world: "truck", at: "20,1,0.5,0.2" }).start, [20, 1, 0.5, 0.2]);
  assert.deepEqual(readAddress({}).choices, BEGIN);
});

test("episodes begin by chance where one can drive, and the same seed begins at the same places", () => {
  for (const name of ["pendulum", "truck"]) {
    const [one, other] = [3, 3].map(seed => { const draw = seeded(seed); return Array.from({ length: 50 }, () => somewhere(name, draw)); });
    assert.deepEqual(one, other);
    assert.ok(one.every(state => refused(name, state) === null) && new Set(one.map(String)).size === 50);
  }
});

test("a drive pays what the world charges, beside it those who only let it happen, and a wind that no model knows opens a gap", () => {
  const choices = { ...BEGIN, driver: "nobody", model: "true", push: 0 }, drive = createDrive(PENDULUM, null, choices);
  const run = () => { for (let step = 0; step < 5; step++) { drive.look(); drive.step(); } };
  drive.begin([2, 0]);
  run();
  const state = Float64Array.from([2, 0]), paid = [];
  for (let step = 0, sum = 0; step < 5; step++) {
    sum += PENDULUM.cost(state, 0, 0);
    paid.push(sum);
    PENDULUM.step(state, 0, 0, state, 0);
  }
  assert.deepEqual(drive.paid.nobody, paid);
  assert.deepEqual([...drive.state], [...state]);
  assert.equal(drive.now.gap, 0);
  choices.push = 0.5;
  drive.begin([2, 0]);
  run();
  assert.ok(drive.now.gap > 0.01);
  assert.equal(drive.paid.nobody.length, 5);
});

test("a truck that is over stands still, and its end is told for what it is", () => {
  const drive = createDrive(TRUCK, null, { ...BEGIN, driver: "nobody", model: "true", push: 0 });
  drive.begin([6, 0, 0, 0]);
  for (let step = 0; step < 10; step++) { drive.look(); drive.step(); }
  assert.deepEqual([drive.now.ended, drive.now.steps, ending("truck", drive)], [true, 4, "docked"]);
  drive.begin([6, 4, 0, 0]);
  for (let step = 0; step < 10; step++) { drive.look(); drive.step(); }
  assert.equal(ending("truck", drive), "missed");
});

test("a plan is worse where another horizon, or the actor, has paid much less by now", () => {
  const paid = price => Array.from({ length: 40 }, (_, step) => price * (step + 1));
  const drive = (planner, actor, steps = 40) => ({ now: { steps }, paid: { planner: paid(planner), actor: paid(actor) }, planner: { told: { horizon: 60 } } });
  const planned = { driver: "planner" };
  assert.equal(verdict(drive(2, 2), planned, [])[0], "drives_planner");
  assert.equal(verdict(drive(2, 1), planned, [])[0], "worse_than_actor");
  assert.deepEqual(verdict(drive(2, 1), planned, [{ horizon: 20, paid: paid(1.5) }]), ["worse_than_before", { horizon: 60, paid: 80, other: 20, price: 60 }]);
  assert.equal(verdict(drive(2, 2), planned, [{ horizon: 60, paid: paid(1) }])[0], "drives_planner");
  assert.equal(verdict(drive(2, 1, 5), planned, [])[0], "drives_planner");
  assert.equal(verdict(drive(2, 1), { driver: "actor" }, [])[0], "drives_actor");
});

test("a return lies higher the better it is, and a line is the mean of a few episodes", () => {
  const share = scaleOf([130, 1500]);
  assert.ok(share(140) < share(150) && share(150) - share(140) > share(1150) - share(1140));
  assert.ok(share(130) > 0 && share(1500) < 1);
  assert.deepEqual(smoothed([[1, 0], [2, 1], [3, 2], [4, 3], [5, 4], [6, 10]], 5), [[5, 2], [6, 4]]);
});
