// The network that the server has sent, whole: { size, levels, createThread }.

import { createGated } from "./gated.js";
import { createRecurrent } from "./recurrent.js";

const KINDS = { pixelcnn: createGated, pixelrnn: createRecurrent };

// parts: weights by name, as PyTorch calls them.  config: { family, size, width, ... }.
export const createNetwork = (parts, config) => KINDS[config.family](name => parts[name], config);
