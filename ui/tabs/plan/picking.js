// Other weights than those that are offered: an agent brings its world with it, and perception is looked with.

import { createWeights } from "../../parts/weights/weights.js";
import { STARTS } from "./settings.js";

// now(): { world, from } of the drive, as far as there is one.  open(world, from): it goes on there with what is in use.
// complain(): nothing is wrong any more; tellComplaint(): says what the fetch has found wrong.
export const createPicking = (panel, root, { agents, choices, now, open, complain, tellComplaint }) => {
  let wanted = null, busy = null;
  const take = async name => {
    wanted = name;
    complain();
    const found = await agents.fetch(name);
    if (wanted !== name) return;
    if (!found) { tellComplaint(); return; }
    agents.use(name);
    if (found.perception) choices.sees = "pixels";
    const { world, from } = now();
    await open(found.task, (found.task === world && from) || STARTS[found.task]);
    if (found.perception && wanted === name) picker.show(name);
  };
  const picker = createWeights(panel, root, name => { busy = take(name); });
  return {
    show: world => { if (agents.used(world)) picker.show(agents.used(world)); },
    speak: picker.speak,
    leave: () => { wanted = null; picker.leave(); },
    // Those that the address names are fetched from the Hub one after the other.
    begin: async names => {
      for (const name of names) {
        await picker.choose(name);
        await busy;
      }
    },
  };
};
