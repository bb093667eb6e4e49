import assert from "node:assert/strict";
import { test } from "node:test";

import { createFutures, FREE } from "../../ui/tabs/think/futures.js";
import { maskedSight } from "../../ui/tabs/think/grid.js";

// A network of which a pixel is white with a probability of 1/4, or 3/4 after a white one; it counts what it wrote.
const size = 6, pixels = size * size;
const network = () => {
  const written = [];
  const createThread = () => {
    const values = new Uint8Array(pixels), expected = new Float32Array(pixels), mine = [];
    written.push(mine);
    const write = (from, decide) => {
      const end = (Math.floor(from / size) + 1) * size;
      for (let place = from; place < end; place++) {
        expected[place] = place && values[place - 1] ? 0.75 : 0.25;
        values[place] = decide(place, [1 - expected[place], expected[place]]);
        mine.push(place);
      }
      return end;
    };
    return { values, expected, write };
  };
  return { size, createThread, written };
};
const dice = () => { let seed = 1; return () => (seed = (seed * 16807) % 2147483647) / 2147483647; };
const finish = futures => { while (futures.work()); return futures.told(); };
const made = () => { const net = network(), futures = createFutures(net, 5, dice()); return { net, futures, told: finish(futures) }; };

test("all are written to the end, each by dice of its own", () => {
  const { told } = made();
  assert.equal(told.futures.length, 5);
  assert.ok(told.futures.every(bits => bits.every(bit => bit === 0 || bit === 1)));
  assert.equal(new Set(told.futures.map(String)).size, 5);
});

test("what is written is in every future, and one that foresaw it stays as it is", () => {
  const { net, futures, told: before } = made();
  for (const mine of net.written) mine.length = 0;
  futures.reach(9);
  const { futures: after, now } = finish(futures);
  assert.equal(now, 9);
  before.futures.forEach((bits, index) => {
    assert.deepEqual(after[index].slice(0, 9), before.futures[0].slice(0, 9));
    const foresaw = String(bits.slice(0, 9)) === String(before.futures[0].slice(0, 9));
    assert.equal(net.written[index].length === 0, foresaw, `future ${index}`);
    if (foresaw) assert.deepEqual(after[index], bits);
  });
});

test("a painted pixel is in every future, nothing before it changes, and taking it back undoes it", () => {
  const { futures, told: before } = made();
  const place = 14, value = 1 - before.futures[0][place];
  futures.paint([[place, value]]);
  const { futures: after } = finish(futures);
  after.forEach((bits, index) => {
    assert.equal(bits[place], value);
    assert.deepEqual(bits.slice(0, place), before.futures[index].slice(0, place));
  });
  futures.forget();
  assert.deepEqual(finish(futures).futures, before.futures);
});

test("the mean is over those that know, and nobody knows at first", () => {
  const futures = createFutures(network(), 3, dice());
  assert.ok(futures.told().open.every(value => value === -1) && futures.told().futures.every(bits => bits.every(bit => bit === FREE)));
  futures.work();
  const { open, own } = futures.told();
  assert.equal(open[0], own[0]);
  assert.equal(open[size], -1);
  const { open: mean } = finish(futures);
  assert.equal(mean[0], 0.25);
});

test("again means other dice, and nothing is written yet", () => {
  const { futures, told } = made();
  futures.reach(20);
  futures.begin();
  const after = finish(futures);
  assert.equal(after.now, 0);
  assert.notDeepEqual(after.futures, told.futures);
});

test("a stack of masked kernels does not see the wedge to the right above", () => {
  const seen = maskedSight(8 * 28 + 14, 4, 28), at = (row, column) => seen[row * 28 + column];
  assert.equal(at(8, 13), 1);
  assert.equal(at(8, 14), 0);
  assert.equal(at(8, 15), 0);
  assert.equal(at(7, 17), 1);
  assert.equal(at(7, 18), 0);
  assert.equal(at(7, 0), 0);
  assert.equal(at(8 - 7, 14), 1);
  assert.equal(at(0, 14), 0);
});
