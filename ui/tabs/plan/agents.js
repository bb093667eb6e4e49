// The networks as the server sends them, each asked for once.

import { patient } from "../../parts/page/asking.js";
import { LONGEST } from "./drive.js";
import { layersOf, networksOf } from "./networks.js";
import { createPerception } from "./senses.js";
import { RULES } from "./settings.js";

// complain(key, fields): a sentence; with null as key, `fields` is one.
export const createAgents = ({ props, server, language }, complain) => {
  const found = {}; // by world: its networks, or null
  let perception = null;
  const ask = async (does, model) => {
    const answer = await patient(server[does]({ model, language: language() }));
    if (answer && !answer.error) return answer;
    complain(...(answer ? [null, answer.error] : ["no_answer", {}]));
    return null;
  };
  return {
    of: name => found[name] ?? null,
    fetch: async name => {
      const model = props.models.find(each => each === `world-${name}`);
      if (found[name]) return;
      if (!model) { found[name] = null; complain("no_agent", {}); return; }
      const answer = await ask("agent", model);
      if (answer?.task === name) found[name] = networksOf(RULES[name], answer, LONGEST);
    },
    canSee: name => name === "pendulum" && props.eyes.length > 0,
    perception: async () => {
      if (perception) return perception;
      const answer = await ask("perception", props.eyes[0]);
      if (answer) perception = createPerception({ eye: layersOf(answer.eye), head: layersOf(answer.head) });
      return perception;
    },
  };
};
