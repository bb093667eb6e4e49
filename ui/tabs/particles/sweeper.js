// The particles beside the page: asked for a sweep, it sweeps all, and tells where they are and how high they lie.

import { createMachine } from "./machine.js";

const PARTICLES = 100, FILLED = 9; // free ones, and those of which half is kept
let machine = null, wall = null, filled = null, forced = [], clamp = null, digits = null;

const noise = count => Uint8Array.from({ length: count * machine.pixels }, () => (Math.random() < 0.5 ? 1 : 0));
const scatter = from => {
  wall = from === "digits" && digits.length === PARTICLES * machine.pixels ? digits.slice() : noise(PARTICLES);
};

const heard = {
  machine: ({ parts, digits: given }) => {
    machine = createMachine(parts);
    digits = given;
    forced = [];
    scatter("noise");
    filled = noise(FILLED);
  },
  scatter: ({ from }) => scatter(from),
  force: ({ units }) => { forced = units; },
  // drawn: a picture, of which the pixels of `kept` stay; null frees them
  clamp: ({ drawn, kept }) => { clamp = drawn && { drawn, kept }; },
  sweep: () => {
    const { pixels } = machine;
    const means = { wall: new Uint8Array(wall.length), filled: new Uint8Array(filled.length) };
    for (let at = 0; at < wall.length; at += pixels) machine.sweep(wall, at, means.wall, { forced });
    for (let at = 0; at < filled.length; at += pixels) {
      clamp?.kept.forEach((stays, i) => { if (stays) filled[at + i] = clamp.drawn[i]; });
      machine.sweep(filled, at, means.filled, { kept: clamp?.kept });
    }
    const energies = Float32Array.from({ length: PARTICLES }, (_, index) => machine.energy(wall, index * pixels));
    postMessage({ ...means, energies }, [means.wall.buffer, means.filled.buffer, energies.buffer]);
  },
};
onmessage = ({ data }) => heard[data.kind](data);
