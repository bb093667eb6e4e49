// The networks that the server sends, each checkpoint asked for once, and which of them is in use.

import { patient } from "../../parts/page/asking.js";
import { LONGEST } from "./drive.js";
import { layersOf, networksOf } from "./networks.js";
import { createPerception } from "./senses.js";
import { RULES } from "./settings.js";

// complain(key, fields): a sentence; with null as key, `fields` is one.
export const createAgents = ({ props, server, language }, complain) => {
  const found = {}; // by checkpoint: its task, and `networks` or `perception`
  const used = { eyes: props.eyes[0] }; // by world the name of a checkpoint, and that of perception
  for (const name of Object.keys(RULES)) used[name] = props.models.find(each => each === `world-${name}`);
  const fetch = async model => {
    if (found[model]) return found[model];
    const answer = await patient(server.agent({ model, language: language() }));
    if (!answer || answer.error) {
      complain(...(answer ? [null, answer.error] : ["no_answer", {}]));
      return null;
    }
    const { task, eye, head } = answer, rules = RULES[task];
    found[model] = eye ? { task, perception: createPerception({ eye: layersOf(eye), head: layersOf(head) }) }
      : { task, networks: networksOf(rules, answer, LONGEST) };
    return found[model];
  };
  return {
    fetch,
    use: model => { used[found[model].perception ? "eyes" : found[model].task] = model; },
    used: what => used[what] ?? "",
    of: world => found[used[world]]?.networks ?? null,
    ready: async world => {
      if (used[world]) await fetch(used[world]);
      else complain("no_agent", {});
    },
    // What the address keeps: the agent of a world, and perception where it is not the offered one.
    named: world => ({ model: used[world] ?? "", ...(used.eyes !== props.eyes[0] && { eyes: used.eyes }) }),
    offered: name => props.models.includes(name) || props.eyes.includes(name),
    canSee: world => world === "pendulum" && Boolean(used.eyes),
    perception: async () => (await fetch(used.eyes))?.perception ?? null,
  };
};
