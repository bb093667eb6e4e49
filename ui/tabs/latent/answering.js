// Who answers: the server, until somebody touches the tab and the page has been sent the network; from then on the page,
// beside itself, in a few milliseconds wherever the server is.

import { fromBase64 } from "../../parts/page/shared.js";

const NEEDS = { // of the network
  decode: ["decoder"], labels: ["decoder"], interpolate: ["decoder"], encode: ["encoder", "decoder"], cost: ["encoder", "decoder"],
};
const WHOLE = { labels: "decode", cost: "encode" }; // the server's answers to these hold what is wanted
const LONG = 20, SURE = 3; // milliseconds that a page may take, answers until that is known
const AGAIN = 5000; // milliseconds until what did not come is asked for again

// server: decode, interpolate, encode and coder.  element: of the tab; its data-answers says what of the network
// the page has.
// The pictures of an answer are bytes.
export const createAnswering = (server, element) => {
  let model = null, worker = null, wanted = new Set(), has = new Set(), awake = false, number = 0;
  const pending = new Map(), took = { page: {}, server: {} };
  for (const touch of ["pointerover", "pointerdown", "focusin"]) element.addEventListener(touch, () => { awake = true; });

  const byServer = async (name, data) => {
    const started = performance.now(), answer = await server[WHOLE[name] ?? name](data);
    if (answer) note("server", name, started);
    return answer?.pictures ? { ...answer, pictures: fromBase64(answer.pictures) } : answer;
  };
  const byPage = (name, data) => new Promise(resolve => {
    pending.set(++number, { name, data, resolve, started: performance.now() });
    worker.postMessage({ kind: "question", number, name, data });
  });

  // Whatever was asked of the page is asked of the server.
  const stop = () => {
    worker?.terminate();
    worker = null;
    has = new Set();
    for (const { name, data, resolve } of pending.values()) resolve(byServer(name, data));
    pending.clear();
    element.dataset.answers = "server";
  };
  const open = name => {
    stop();
    model = name;
    wanted = new Set();
    took.page = {};
    took.server = {};
  };

  const heard = mine => ({ data }) => {
    if (mine !== worker) return;
    if (data.half) {
      has.add(data.half);
      element.dataset.answers = [...has].sort().join(" ");
      return;
    }
    const { resolve, name, started } = pending.get(data.number);
    pending.delete(data.number);
    note("page", name, started);
    resolve(data.answer);
  };
  const want = async half => {
    if (wanted.has(half)) return;
    wanted.add(half);
    const of = model, sent = await server.coder({ model, half }).catch(() => undefined);
    if (of !== model) return;
    if (!sent) setTimeout(() => wanted.delete(half), AGAIN);
    if (sent?.parts) {
      if (!worker) {
        worker = new Worker(new URL("./latent_worker.js", import.meta.url), { type: "module" });
        worker.onmessage = heard(worker);
        worker.onerror = stop; // a browser that cannot: the server goes on
      }
      worker.postMessage({ kind: "weights", half, ...sent });
    }
  };

  const note = (who, name, started) => {
    const { answers = 0, least = Infinity } = took[who][name] ?? {};
    took[who][name] = { answers: answers + 1, least: Math.min(least, performance.now() - started) };
  };
  // A slow processor with a quick server goes on to ask.
  const slow = name => {
    const { page, server } = took;
    return page[name]?.answers >= SURE && page[name].least > LONG && page[name].least > (server[name]?.least ?? Infinity);
  };

  const ask = name => async data => {
    if (awake) NEEDS[name].forEach(want);
    const able = () => NEEDS[name].every(half => has.has(half));
    if (able() && !slow(name)) return byPage(name, data);
    const answer = await byServer(name, data).catch(() => undefined);
    if (answer || !able()) return answer;
    took.server[name] = undefined; // it is away, and the page is quick enough
    return byPage(name, data);
  };
  return { open, ...Object.fromEntries(Object.keys(NEEDS).map(name => [name, ask(name)])) };
};
