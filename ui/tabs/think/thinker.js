// The futures beside the page: row by row, so that they hear at once what a hand changes.

import { createFutures } from "./futures.js";
import { createNetwork } from "./network.js";

const FUTURES = 12; // the first is the picture that is written
const PAUSE = 30; // milliseconds between two pictures that are shown

let futures = null, timer = null, told = 0;

const tell = idle => {
  told = performance.now();
  postMessage({ ...futures.told(), idle });
};
const work = () => {
  timer = futures.work() ? setTimeout(work, 0) : null;
  if (timer === null || performance.now() - told > PAUSE) tell(timer === null);
};
const heard = {
  network: ({ parts, config }) => { futures = createFutures(createNetwork(parts, config), FUTURES); },
  begin: () => futures.begin(),
  reach: ({ place }) => futures.reach(place),
  paint: ({ strokes }) => futures.paint(strokes),
  forget: () => futures.forget(),
  warmth: ({ value }) => futures.warm(value),
};
onmessage = ({ data }) => {
  heard[data.kind](data);
  timer ??= setTimeout(work, 0);
};
