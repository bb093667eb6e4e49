// The rows of mutually exclusive choices: world, driver, model, and what it sees.

import { createChoice } from "../../parts/page/shared.js";
import { DRIVERS } from "./drive.js";
import { MODELS, SEES, WORLDS } from "./settings.js";

// chosen: { worlds, drivers, models, sees }, each told the name that was chosen.
export const createChoosers = ({ say }, find, choices, chosen) => {
  const rows = Object.fromEntries(Object.entries(chosen).map(([name, hear]) => [name, createChoice(find(`.${name}`), hear)]));
  const fill = (row, names, word, value) => {
    rows[row].build(names, name => say(`${word}_${name}`));
    rows[row].show(value);
  };
  return {
    ...rows,
    words: (world, canSee) => {
      fill("worlds", WORLDS, "world", world);
      fill("drivers", choices.hasActor ? DRIVERS : DRIVERS.filter(name => name !== "actor"), "driver", choices.driver);
      fill("models", choices.hasActor ? MODELS : ["true"], "model", choices.model);
      fill("sees", SEES, "sees", choices.sees);
      find(".sees").parentNode.hidden = !canSee;
    },
  };
};
