// Beside the page: takes the halves of a network as they come, and answers questions about its latent space.

import { createCoder } from "../../parts/coder/coder.js";
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

// What a drawing costs is read when the hand rests; as long as it draws, now and then.
const RESTS = 40, MOVES = 250; // milliseconds without a question; longest wait for that
let moved = -Infinity; // when anything else was asked
const rest = async () => {
  for (const begun = performance.now(); performance.now() < Math.min(moved + RESTS, begun + MOVES);) {
    await new Promise(resolve => { setTimeout(resolve, RESTS / 4); });
  }
};

const DOES = { encoder: "encode", decoder: "decode" };
const coder = {}; // as far as it is there
let answers = null;

const heard = {
  weights: async ({ parts, config, half }) => {
    coder[DOES[half]] = createCoder(await arithmetic, weightsOf(parts), config)[DOES[half]];
    answers ??= createAnswers(coder, config);
    postMessage({ half });
  },
  question: async ({ number, name, data }) => {
    if (name === "cost") await rest();
    else moved = performance.now();
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
