// Who answers: the server, until somebody touches the tab and the page has been sent the network; from then on a worker of
// the page, in a few milliseconds wherever the server is.

import { fromBase64 } from "../../parts/page/shared.js";

const NEEDS = { // of the network
  decode: ["decoder"], labels: ["decoder"], interpolate: ["decoder"], encode: ["encoder", "decoder"], cost: ["encoder", "decoder"],
};
const WHOLE = { labels: "decode", cost: "encode" }; // the server's answers to these hold what is wanted
const AGAIN = 5000; // milliseconds until what did not come is asked for again

// server: decode, interpolate, encode and coder.  element: of the tab; its data-answers says what of the network the page
// has.  The pictures of an answer are bytes.
export const createAnswering = (server, element) => {
  let model = null, worker = null, wanted = new Set(), has = new Set(), awake = false, number = 0;
  const pending = new Map();
  for (const touch of ["pointerover", "pointerdown", "focusin"]) element.addEventListener(touch, () => { awake = true; }, { once: true });

  const byServer = async (name, data) => {
    const answer = await server[WHOLE[name] ?? name](data);
    return answer?.pictures ? { ...answer, pictures: fromBase64(answer.pictures) } : answer;
  };
  const byPage = (name, data) => new Promise(resolve => {
    pending.set(++number, { name, data, resolve });
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
  };

  const heard = mine => ({ data }) => {
    if (mine !== worker) return;
    if (data.half) {
      has.add(data.half);
      element.dataset.answers = [...has].sort().join(" ");
      return;
    }
    const { resolve, name, data: asked } = pending.get(data.number);
    pending.delete(data.number);
    resolve(data.failed ? byServer(name, asked) : data.answer);
  };
  const want = async half => {
    const of = model, asked = wanted;
    if (asked.has(half)) return;
    asked.add(half);
    const sent = await server.coder({ model, half }).catch(() => undefined);
    if (of !== model) return;
    if (!sent || sent.error) setTimeout(() => asked.delete(half), AGAIN);
    if (sent?.parts) {
      if (!worker) {
        worker = new Worker(new URL("./latent_worker.js", import.meta.url), { type: "module" });
        worker.onmessage = heard(worker);
        worker.onerror = stop; // a browser that cannot: the server goes on
      }
      worker.postMessage({ kind: "weights", half, ...sent });
    }
  };

  const ask = name => data => {
    if (awake) NEEDS[name].forEach(want);
    const able = data.model === model && NEEDS[name].every(half => has.has(half));
    return able ? byPage(name, data) : byServer(name, data);
  };
  return { open, ...Object.fromEntries(Object.keys(NEEDS).map(name => [name, ask(name)])) };
};
