// Waiting for a hand to rest.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createRest } from "../../ui/parts/page/rest.js";

const settled = () => new Promise(resolve => { setImmediate(resolve); });

// A hand that moves every 10 ms until `still`; returns after how long each of `times` waits, one after the other, ended.
const waits = async (t, still, times) => {
  let now = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  const rest = createRest(), ended = [];
  if (still) rest.moved();
  const all = (async () => { for (let i = 0; i < times; i++) { await rest.come(); ended.push(now); await settled(); } })();
  for (; ended.length < times && now < 5000; now += 10) {
    if (now < still) rest.moved();
    await settled();
    t.mock.timers.tick(10);
    await settled();
  }
  await all;
  return ended;
};

test("who does not move is not waited for", async t => {
  assert.deepEqual(await waits(t, 0, 1), [0]);
});

test("a hand that rests is waited for 40 ms, and no longer", async t => {
  const [ended] = await waits(t, 100, 1);
  assert.ok(ended >= 90 + 40 && ended <= 90 + 60, String(ended));
});

test("as long as it moves, what waits is done four times a second", async t => {
  const ended = await waits(t, 2000, 4);
  for (const [i, time] of ended.entries()) assert.ok(time >= 250 * (i + 1) && time <= 290 * (i + 1), String(ended));
});
