// ui/parts/page/asking.js: who asks what when, with answers that come when the test says so.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inTurn, latest, patient } from "../../ui/parts/page/asking.js";

const settled = () => new Promise(resolve => setImmediate(resolve));

// A server whose answers wait; each carries what latest() reckons the way from.
const server = () => {
  const asked = [];
  const ask = data => new Promise((resolve, reject) => { asked.push({ data, resolve, reject }); });
  return { asked, ask, answer: async (index, more = {}) => { asked[index].resolve({ of: asked[index].data, milliseconds: 1, waited: 0, ...more }); await settled(); } };
};
const lost = () => ({ error: "lost" });

test("what was asked last is never lost, and what lies between is left out", async () => {
  const { asked, ask, answer } = server(), shown = [];
  const request = latest(ask, found => shown.push(found.of), { limit: 3, lost });
  for (const data of [1, 2, 3, 4]) request(data);
  assert.deepEqual(asked.map(({ data }) => data), [1], "one question at a time until the way is known");
  await answer(0);
  assert.deepEqual(asked.map(({ data }) => data), [1, 4]);
  await answer(1);
  assert.deepEqual(shown, [1, 4]);
});

test("on a slow way several are under way, and an answer older than the one shown is dropped", async t => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const { asked, ask, answer } = server(), shown = [];
  const request = latest(ask, found => shown.push(found.of), { limit: 3, lost });
  for (let i = 0; i < 3; i++) { // three answers that took 101 ms, 1 of them the server's
    request(i);
    now += 101;
    await answer(i);
  }
  for (const data of [10, 11, 12, 13]) request(data);
  assert.equal(asked.length, 6, "100 ms of way hold two more than one, and no more than the limit");
  await answer(4);
  await answer(3);
  assert.deepEqual(shown, [0, 1, 2, 11], "10 was asked before 11");
  assert.equal(asked.at(-1).data, 13);
});

test("a server at leisure is asked once a frame, and no more than it can do beside others", async t => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const under = async (more, took = 20) => { // of twelve questions that come together, after three answers like this one
    const { asked, ask, answer } = server(), request = latest(ask, () => {}, { limit: 3, lost });
    for (let i = 0; i < 3; i++) {
      request(i);
      now += took;
      await answer(i, more);
    }
    for (let i = 0; i < 12; i++) request(i);
    return asked.length - 3;
  };
  assert.equal(await under({}), 2, "20 ms are two frames");
  assert.equal(await under({}, 12), 1, "an answer comes within the frame");
  assert.equal(await under({}, 38), 3);
  assert.equal(await under({ waited: 5 }), 1, "others wait, too");
  assert.equal(await under({ milliseconds: 13 }), 1, "two would keep a worker busy all the time");
  assert.equal(await under({ milliseconds: 13 }, 44), 2, "what takes the way is the way's");
  assert.equal(await under({ milliseconds: 0 }, 0), 1, "a coarse clock has not moved");
  assert.equal(await under({ milliseconds: 13 }, 0), 1);
});

test("a question that had no answer is told as lost, and the next goes on", async () => {
  const { asked, ask, answer } = server(), shown = [];
  const request = latest(ask, found => shown.push(found.error ?? found.of), { limit: 3, lost });
  request(1);
  request(2);
  asked[0].reject(new Error("no network"));
  await settled();
  await answer(1);
  assert.deepEqual(shown, ["lost", 2]);
});

test("a ticket is asked again until there is an answer, and the place is told meanwhile", async () => {
  const answers = [{ ticket: "t", place: 2 }, { ticket: "t", place: 1 }, { picture: 7 }], asked = [], places = [];
  const { paint } = inTurn({ paint: async data => { asked.push(data); return answers.shift(); } }, place => places.push(place));
  assert.deepEqual(await paint({ z: 1 }), { picture: 7 });
  assert.deepEqual(asked, [{ z: 1 }, { z: 1, ticket: "t" }, { z: 1, ticket: "t" }]);
  assert.deepEqual(places, [2, 1, null]);
});

test("patience ends", async () => {
  assert.equal(await patient(new Promise(() => {}), 5), undefined);
  assert.equal(await patient(Promise.resolve(3), 1000), 3);
});

test("what the page answers by itself is one question at a time, and says nothing of the way", async t => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const { asked, ask, answer } = server(), request = latest(ask, () => {}, { limit: 3, lost });
  for (let i = 0; i < 3; i++) { // 100 ms of way
    request(i);
    now += 101;
    await answer(i);
  }
  request(3);
  now += 2;
  await answer(3, { here: true });
  for (const data of [4, 5, 6]) request(data);
  assert.equal(asked.length, 5, "one of the three");
  now += 101;
  await answer(4); // by the server again, which is as far as it was
  for (const data of [7, 8, 9]) request(data);
  assert.equal(asked.length, 5 + 3);
});
