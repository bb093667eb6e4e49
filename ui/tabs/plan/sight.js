// What the agent sees: by sensors or in pixels, and the cover over these.

import { createCover } from "./cover.js";
import { SEES } from "./settings.js";

// there(): the drive, or null.  settle(): after a choice.
export const createSight = (panel, find, choices, agents, { there, complain, settle }) => {
  const cover = createCover(panel, find(".sight"), laid => {
    choices.cover = laid;
    if (!there()) return;
    there().perceive(true);
    settle();
  }, choices.cover);
  // What choices.sees says comes true: perception, or null where the sensors tell.
  const open = async world => {
    if (choices.sees === "pixels" && !agents.canSee(world)) {
      if (world === "pendulum") complain("no_eyes", {});
      choices.sees = SEES[0];
    }
    const fetched = choices.sees === "pixels" ? await agents.perception() : null;
    choices.perception = choices.sees === "pixels" ? fetched : null; // it may have been changed meanwhile
    if (!fetched) choices.sees = SEES[0];
    find("input.noise").disabled = Boolean(choices.perception);
  };
  const choose = async (name, world) => {
    choices.sees = name;
    await open(world);
    there()?.lookAnew();
    settle();
  };
  return { open, choose, forget: cover.forget, show: drive => cover.show(drive, Boolean(choices.perception)), words: cover.words };
};
