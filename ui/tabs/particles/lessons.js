// What the three machines of nine pixels begin with, what a visitor may turn, and what is said of how they fare.

import { STATES } from "./nine.js";

export const MOST = 16; // pictures to learn

// Rows of pixels, # is on.
const picture = text => [...text.replaceAll(" ", "")].reduce((state, letter, i) => state | (letter === "#" ? 1 << i : 0), 0);
export const PRESETS = {
  far: ["... ... ...", "### ### ###"].map(picture),
  letters: ["### .#. .#.", "#.# .#. #.#", ".#. ### .#.", "### #.# ###"].map(picture),
  lines: ["### ... ...", "... ### ...", "... ... ###", "#.. #.. #..", ".#. .#. .#.", "..# ..# ..#"].map(picture),
};
// values: those of the slider.  anew: whether one cannot go on with another.
export const RANGES = {
  rate: { values: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] },
  sweeps: { values: [1, 2, 3, 5, 10, 20] },
  hidden: { values: [1, 2, 4, 6, 8, 12], anew: true },
};
export const FIRST = { states: PRESETS.far, rate: 0.1, sweeps: 1, hidden: 8 };

// What was kept, as far as it can be used; it may be of another version of this page, or not be of ours at all.
export const keptOr = kept => {
  const found = { ...FIRST, states: [...FIRST.states] }, states = kept?.states;
  const fits = Array.isArray(states) && states.length > 0 && states.length <= MOST && new Set(states).size === states.length
    && states.every(state => Number.isInteger(state) && state >= 0 && state < STATES);
  if (fits) found.states = states;
  for (const [name, { values }] of Object.entries(RANGES)) if (values.includes(kept?.[name])) found[name] = kept[name];
  return found;
};

const NEAR = 0.3, TIMES = 3, SOON = 200; // nats; by how many times one is worse than another; steps
// nats: the divergence of each kind.  -> the key of a sentence.
export const judged = ({ exact, pcd, cd }, steps) => {
  if (!steps) return "begin";
  if (Math.max(exact, pcd, cd) < NEAR) return "all_near";
  if (pcd > NEAR && pcd > TIMES * exact && pcd > cd) return "stuck";
  if (cd > NEAR && cd > TIMES * Math.max(pcd, exact)) return "cd_far";
  return steps < SOON || exact > NEAR ? "learning" : "apart";
};
