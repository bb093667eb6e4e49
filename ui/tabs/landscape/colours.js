// One scale of energies for the whole tab: how far along it an energy lies, and its colour.

import { between, RAMP } from "../../parts/ramp/ramp.js";

export const LOW = 1, HIGH = 200; // energies at the two ends; the scale is logarithmic

export const along = energy => Math.min(1, Math.max(0, Math.log(Math.max(energy, 1e-9) / LOW) / Math.log(HIGH / LOW)));

export const colour = share => between(RAMP, share).map(Math.round);
