// The Pitfalls tab: a game of two numbers that never comes to rest, and a gradient that is gone when it is needed.

import { openPanel } from "../../parts/page/page.js";
import { createDirac } from "./dirac_view.js";
import { createGaussians } from "./gaussians_view.js";
import { fill } from "./inside.js";

export const start = async context => {
  fill(context.element.querySelector(".inside"));
  const panel = await openPanel(context, { words: ["pitfalls"], styles: ["tabs/pitfalls/pitfalls"] });
  const rooms = [createDirac(panel, panel.element.querySelector(".dirac")), createGaussians(panel, panel.element.querySelector(".gaussians"))];
  panel.onLanguage(() => { for (const room of rooms) room.words(); });
};
