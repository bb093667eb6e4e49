// ui/tabs/plan: an actor that is taught, what the address may say, and what is said of a drive. That the page plans as
// PyTorch does: test_plan_script.py.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createDrive, seeded } from "../../ui/tabs/plan/drive.js";
import { createActor } from "../../ui/tabs/plan/networks.js";
import { PENDULUM } from "../../ui/tabs/plan/pendulum.js";
import { drawRod, hide, SIDE } from "../../ui/tabs/plan/rods.js";
import { createWitness, gapOf } from "../../ui/tabs/plan/senses.js";
import { between, moved, sized } from "../../ui/tabs/plan/cover.js";
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

// Perception that tells what it is asked to tell, and counts.
const stub = tell => {
  const asked = [];
  return { asked, read: (before, now, out) => { asked.push([before.slice(), now.slice()]); out.set(tell); } };
};
const choicesWith = changes => ({ ...BEGIN, horizon: 6, restarts: 3, iterations: 2, push: 0, perception: null, ...changes });
const driven = (drive, steps) => {
  for (let step = 0; step < steps; step++) {
    drive.look();
    for (let turn = 0; turn < 2; turn++) drive.planner.bend();
    drive.step();
  }
};

test("perception is asked once a step, with the picture before and the one now; a first one is shown twice", () => {
  const perception = stub([2, 1]), drive = createDrive(PENDULUM, null, choicesWith({ model: "true", perception }));
  drive.begin([3, 0.5]);
  const [[first, same]] = perception.asked;
  assert.deepEqual(first, same);
  driven(drive, 5);
  assert.equal(perception.asked.length, 6);
  assert.equal(drive.now.perceived, 6);
  perception.asked.slice(1).forEach(([before], step) => assert.deepEqual(before, perception.asked[step][1]));
  const last = new Float64Array(SIDE * SIDE);
  drawRod(drive.state[0], last);
  assert.deepEqual(perception.asked.at(-1)[1], last);
  driven(drive, 0);
  drive.look();
  assert.equal(perception.asked.length, 6, "another plan from the same place looks at nothing anew");
});

test("planner and actor begin where it is told to be, and the world goes on from where it is", () => {
  const actor = made(PENDULUM, 5), perception = stub([2, 1]);
  const drive = createDrive(PENDULUM, { actor, model: null, critic: null }, choicesWith({ model: "true", driver: "actor", critic: false, perception }));
  drive.begin([3, 0.5]);
  drive.look();
  assert.deepEqual([...drive.ghost.slice(0, 2)], [2, 1]);
  drive.step();
  assert.equal(drive.now.action, actor.act([2, 1], 0));
  const next = [0, 0];
  PENDULUM.step([3, 0.5], 0, drive.now.action, next, 0);
  assert.deepEqual([...drive.state], next);
  const planning = createDrive(PENDULUM, null, choicesWith({ model: "true", perception }));
  planning.begin([3, 0.5]);
  planning.look();
  assert.deepEqual([...planning.planner.path.slice(0, 2)], [2, 1]);
});

test("a cover is in the picture now, and in the next one as the one before; where it lies over nothing nothing changes", () => {
  const perception = stub([0, 0]), choices = choicesWith({ model: "true", perception }), drive = createDrive(PENDULUM, null, choices);
  drive.begin([3, 0]);
  driven(drive, 1);
  const shown = perception.asked.at(-1)[1];
  choices.cover = { left: 0, top: 0, wide: 5, high: 5 };
  drive.perceive(true);
  assert.deepEqual(perception.asked.at(-1)[1], shown);
  choices.cover = { left: 8, top: 12, wide: 8, high: 12 };
  drive.perceive(true);
  const [before, now] = perception.asked.at(-1);
  assert.deepEqual(before, perception.asked[1][0], "the picture before is the one that it was");
  assert.ok(Math.max(...now) < Math.max(...shown) && now[20 * SIDE + 11] === 0);
  driven(drive, 1);
  assert.deepEqual(perception.asked.at(-1)[0], now);
});

test("noisy sensors are wrong about the state, the same after the same start, and leave the world alone", () => {
  const choices = choicesWith({ model: "true", driver: "nobody" }), drive = createDrive(PENDULUM, null, choices);
  const wrong = noise => {
    choices.noise = noise;
    drive.begin([1, 0]);
    let sum = 0;
    for (let step = 0; step < 150; step++) { drive.look(); drive.step(); sum += (drive.told[0] - drive.state[0]) ** 2 / 150; }
    return [Math.sqrt(sum), drive.state[0]];
  };
  const [none, end] = wrong(0), [some, same] = wrong(5), [more] = wrong(10);
  assert.equal(none, 0);
  assert.equal(end, same);
  assert.ok(Math.abs(some / 0.15 - 1) < 0.25 && Math.abs(more / some - 2) < 1e-6, `${some} ${more}`);
});

test("it has gone astray beyond one bound and is back below another, and in between nothing is said anew", () => {
  const witness = createWitness();
  assert.deepEqual([0, 4, 15, 21, 15, 6, 4, 15, 25].map(witness.judge), ["sees", "sees", "sees", "astray", "astray", "astray", "back", "back", "astray"]);
  witness.forget();
  assert.equal(witness.judge(1), "sees");
  assert.ok(Math.abs(gapOf(Math.PI - 0.1, -Math.PI + 0.1) - 0.2 * 180 / Math.PI) < 1e-9);
});

test("a cover is drawn between two pixels, and stays in the picture when it is moved or pulled", () => {
  const cover = between([9, 4], [3, 12]);
  assert.deepEqual(cover, { left: 3, top: 4, wide: 7, high: 9 });
  assert.deepEqual(moved(cover, -5, 30), { left: 0, top: SIDE - 9, wide: 7, high: 9 });
  assert.deepEqual(sized(cover, 40, -20), { left: 3, top: 4, wide: SIDE - 3, high: 1 });
  const picture = new Float64Array(SIDE * SIDE).fill(1);
  hide(picture, cover);
  assert.equal(picture.filter(value => !value).length, 63);
  assert.deepEqual([picture[4 * SIDE + 3], picture[12 * SIDE + 9], picture[13 * SIDE + 9], picture[4 * SIDE + 10]], [0, 0, 1, 1]);
});

test("what the address says of seeing is taken, and what cannot be seen so is a sentence", () => {
  assert.equal(readAddress({ sees: "pixels" }).choices.sees, "pixels");
  for (const [asked, key] of [[{ sees: "ears" }, "no_such_sense"], [{ sees: "pixels", world: "truck" }, "no_pixels_of_truck"]]) {
    const { choices, complaints } = readAddress(asked);
    assert.equal(choices.sees, "sensors");
    assert.deepEqual(complaints, [[key, {}]]);
  }
  assert.deepEqual(readAddress({ cover: "7,14,10,9" }).choices.cover, { left: 7, top: 14, wide: 10, high: 9 });
  assert.deepEqual(readAddress({ cover: "-3,20,10,99" }).choices.cover, { left: 0, top: 20, wide: 10, high: SIDE - 20 });
  for (const none of [undefined, "", "1,2,3", "a,b,c,d", "1.5,2,3,4", "0,0,0,5", "90,2,3,4"]) assert.equal(readAddress({ cover: none }).choices.cover, null);
  assert.deepEqual(readAddress({ noise: "40" }).complaints, [["beyond_noise", { low: 0, high: 10, value: 10 }]]);
});
