// Beside the page: takes the halves of a network as they come, and answers questions about its latent space.

import { createCoder } from "../../parts/coder/coder.js";
import { createRest } from "../../parts/page/rest.js";
import { weightsOf } from "../../parts/page/shared.js";
import { createAnswers } from "./answers.js";

const arithmetic = fetch(new URL("../../parts/coder/arithmetic.wasm", import.meta.url)).then(response => response.arrayBuffer());
// A pause in which whatever has been asked meanwhile is answered; a timer's would be of four milliseconds.
const channel = new MessageChannel(), waiting = [];
channel.port1.onmessage = () => waiting.shift()();
const pause = () => new Promise(resolve => { waiting.push(resolve); channel.port2.postMessage(0); });
const unhurried = async steps => {
  for (;;) {
    const { value, done } = steps.next();
    if (done) return value;
    await pause();
  }
};

const DOES = { encoder: "encode", decoder: "decode" };
const coder = {}; // as far as it is there
const rest = createRest();
let answers = null;

const heard = {
  weights: async ({ parts, config, half }) => {
    coder[DOES[half]] = createCoder(await arithmetic, weightsOf(parts), config)[DOES[half]];
    answers ??= createAnswers(coder, config);
    postMessage({ half });
  },
  question: async ({ number, name, data }) => {
    if (name === "cost") await rest.come();
    else rest.moved();
    const started = performance.now();
    try {
      const found = answers[name](data), answer = found.next ? await unhurried(found) : found;
      postMessage({ number, answer: { ...answer, here: true, milliseconds: performance.now() - started } });
    } catch (error) {
      postMessage({ number, failed: String(error) }); // of a point with too few numbers, say: the server says what is wrong
    }
  },
};
onmessage = ({ data }) => { heard[data.kind](data); };
self.onunhandledrejection = ({ reason }) => { setTimeout(() => { throw reason; }); }; // so that the page hears of it
