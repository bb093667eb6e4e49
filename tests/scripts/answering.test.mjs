// ui/tabs/latent/answering.js: who answers, the server or the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createAnswering } from "../../ui/tabs/latent/answering.js";

const settled = () => new Promise(resolve => setImmediate(resolve));

// A tab whose server and worker answer when the test says so.
const tab = ({ sent = () => ({ parts: {}, config: {} }) } = {}) => {
  const asked = [], workers = [], heard = {};
  class Worker {
    constructor() { workers.push(this); this.told = []; }
    postMessage(message) {
      this.told.push(message);
      if (message.kind === "weights") setImmediate(() => this.onmessage({ data: { half: message.half } }));
    }
    terminate() { this.ended = true; }
    answer(message, told = { answer: { by: "page" } }) { this.onmessage({ data: { number: message.number, ...told } }); }
  }
  globalThis.Worker = Worker;
  const by = name => async data => { asked.push(name); return { by: "server", pictures: btoa("a"), of: data }; };
  const server = { ...Object.fromEntries(["decode", "interpolate", "encode"].map(name => [name, by(name)])), coder: async data => { asked.push(`coder ${data.half}`); return sent(); } };
  const element = { dataset: {}, addEventListener: (name, does) => { heard[name] = does; } };
  const answering = createAnswering(server, element);
  answering.open("one");
  return { answering, asked, workers, element, touch: () => heard.pointerdown() };
};
const questions = worker => worker.told.filter(({ kind }) => kind === "question");

test("nothing is sent before a hand comes near, and the server's pictures are bytes", async () => {
  const { answering, asked, workers } = tab();
  const answer = await answering.decode({ model: "one" });
  assert.deepEqual([answer.by, [...answer.pictures]], ["server", [97]]);
  assert.deepEqual([asked, workers.length], [["decode"], 0]);
});

test("once touched each half is asked for once, and then the page answers", async () => {
  const { answering, asked, workers, element, touch } = tab();
  touch();
  for (let i = 0; i < 3; i++) assert.equal((await answering.decode({ model: "one" })).by, "server", "the answer does not wait for the network");
  assert.equal(asked.filter(name => name === "coder decoder").length, 1);
  await settled();
  assert.equal(element.dataset.answers, "decoder");
  assert.equal((await answering.encode({ model: "one" })).by, "server", "this takes both halves");
  await settled();
  await settled();
  const answer = answering.encode({ model: "one" }), [question] = questions(workers[0]);
  workers[0].answer(question);
  assert.equal((await answer).by, "page");
  assert.equal(workers.length, 1);
});

test("another model's questions and those of a worker that fails go to the server", async () => {
  for (const end of [({ answering }) => answering.open("two"), ({ workers }) => workers[0].onerror()]) {
    const all = tab();
    all.touch();
    await all.answering.decode({ model: "one" });
    await settled();
    const answer = all.answering.labels({ model: "one", latent: 3 });
    await settled();
    end(all);
    assert.deepEqual((await answer).of, { model: "one", latent: 3 });
    assert.equal(all.asked.at(-1), "decode", "its answer has the labels' pictures, too");
    assert.ok(all.workers[0].ended);
    assert.equal((await all.answering.decode({ model: "one" })).by, "server");
  }
});

test("a network that is too large is not asked for again, one that did not come or was refused is", async t => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const [sent, times] of [[() => ({ parts: null }), 1], [() => undefined, 2], [() => ({ error: "busy" }), 2]]) {
    const { answering, asked, touch } = tab({ sent });
    touch();
    for (let i = 0; i < 2; i++) {
      await answering.decode({ model: "one" });
      t.mock.timers.tick(10_000);
    }
    assert.equal(asked.filter(name => name === "coder decoder").length, times);
  }
});

test("a question that the worker cannot answer, or that is of another model, is the server's", async () => {
  const { answering, workers, touch } = tab();
  touch();
  await answering.decode({ model: "one" });
  await settled();
  const answer = answering.decode({ model: "one", latent: [] });
  workers[0].answer(questions(workers[0])[0], { failed: "RangeError" });
  assert.equal((await answer).by, "server");
  assert.equal((await answering.decode({ model: "the one before" })).by, "server");
  const next = answering.decode({ model: "one" });
  workers[0].answer(questions(workers[0])[1]);
  assert.equal((await next).by, "page", "the worker goes on");
});
