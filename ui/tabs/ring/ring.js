// What the live panel has in this tab: the ring with its pulls and pushes, the queue as a belt, the bank as a plate.

import { COLOURS, make, tell as write } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createBelt } from "./belt.js";
import { TILE, createBoard } from "./board.js";
import { dot, explained, forces, found, partner, purity, shares, spread } from "./forces.js";

const NUMBERS = ["found", "spread", "purity", "brightness"];

export const extend = (panel, view, context) => {
  const { common, body } = context;
  if (view === "ring_first" || view === "ring_second") {
    body.closest("figure").hidden = true;
    return { take: shown => { common[view] = unpacked(shown).places; common.board?.ready(); } };
  }
  if (view === "belt") return createBelt(panel, context);
  if (view !== "ring") return {};
  common.board ??= createRing(panel, context, common);
  body.replaceChildren(common.board.left);
  context.beside.replaceChildren(common.board.right);
  return common.board;
};

const createRing = (panel, { run }, common) => {
  const { say, server, language, props } = panel;
  let labels = null, ring = null, newest = null, at = 0, atlas = null, asked = null, data = null;

  const knob = name => run().told?.config?.[name] ?? props.offers.families[run().told?.family ?? run().family].knobs.find(each => each.name === name)?.default;
  const names = () => Array.from({ length: 10 }, (_, i) => (data === "fashion" ? say(`fashion_${i}`) : String(i)));

  const large = make("canvas", { width: TILE, height: TILE, className: "large" });
  const [which, apart, given, pulled] = [make("b"), ...Array.from({ length: 3 }, () => make("p"))];
  const [pull, push] = ["pull", "push"].map(className => make("p", { className }));
  const about = make("div", { className: "about", role: "status" }, which, apart, given, pull, push, pulled);
  const told = Object.fromEntries(NUMBERS.map(name => [name, { value: make("dd"), title: make("dt"), why: make("dd", { className: "hint" }) }]));
  const table = make("dl", { className: "figures" }, ...NUMBERS.flatMap(name => [told[name].title, told[name].value, told[name].why]));
  const legend = make("ul", { className: "legend" });
  const board = createBoard(index => { at = index; show(); });
  const left = make("div", {}, board.canvas, legend);
  const right = make("div", { className: "beside-ring" }, make("div", { className: "chosen" }, large, about), table);

  // What pulls and pushes the first view of the chosen picture, as if these pictures were the batch.
  const show = () => {
    if (!newest) return;
    const temperature = knob("temperature"), given_ = shares(newest, at, temperature), mate = partner(at, given_.length);
    const force = forces(newest, at, temperature, knob("negatives") !== false);
    board.choose(at, { shares: given_, ...force });
    const degrees = (Math.acos(Math.min(1, Math.max(-1, dot(newest, at, mate)))) * 180) / Math.PI, sum = force.pull + force.push;
    write(which, names()[labels[at]] ?? "");
    write(apart, say("apart", { degrees: number(degrees, { maximumFractionDigits: 0 }) }));
    write(given, say("given", { share: number(100 * given_[mate], { maximumFractionDigits: 1 }) }));
    write(pull, say("pull", { force: number(Math.abs(force.pull), { maximumFractionDigits: 2 }) }));
    write(push, say("push", { force: number(Math.abs(force.push), { maximumFractionDigits: 2 }) }));
    write(pulled, say(Math.abs(sum) < 0.05 ? "rests" : force.pull * sum > 0 ? "nearer" : "farther"));
    paintLarge();
  };
  const paintLarge = () => {
    const ink = large.getContext("2d");
    ink.clearRect(0, 0, TILE, TILE);
    if (atlas) ink.drawImage(atlas.image, (at % atlas.columns) * TILE, Math.floor(at / atlas.columns) * TILE, TILE, TILE, 0, 0, TILE, TILE);
    large.style.borderColor = COLOURS[labels[at] % COLOURS.length];
  };

  const measure = () => {
    const values = { found: found(newest), spread: spread(ring), purity: purity(ring, labels), brightness: atlas ? explained(ring, atlas.bright) : NaN };
    for (const name of NUMBERS) write(told[name].value, Number.isFinite(values[name]) ? say("percent", { share: number(100 * values[name], { maximumFractionDigits: 0 }) }) : "–");
    Object.assign(board.canvas.dataset, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.toFixed(3)])));
  };

  // The pictures, once a run has said which set it learns: they do not travel with each frame.
  const fetchPictures = async wanted => {
    if (asked === wanted) return;
    asked = data = wanted;
    speak();
    const { sheet, columns } = await server.pictures({ data: wanted, language: language() }).catch(() => ({})) ?? {};
    if (asked !== wanted) return;
    atlas = null;
    if (sheet) {
      const image = new Image();
      image.src = sheet;
      await image.decode();
      if (asked !== wanted) return;
      atlas = { image, columns, bright: brightness(image, columns, labels.length) };
    }
    board.pictures(atlas);
    if (newest) { measure(); show(); } // the pictures may be here before the first whole frame
  };

  const speak = () => {
    for (const name of NUMBERS) { write(told[name].title, say(`number_${name}`)); write(told[name].why, say(`number_${name}_why`)); }
    legend.replaceChildren(...names().map((name, i) => {
      const mark = make("i");
      mark.style.background = COLOURS[i];
      return make("li", {}, mark, name);
    }));
    board.canvas.setAttribute("aria-label", say("ring_label"));
    if (newest) { measure(); show(); }
  };

  return {
    left,
    right,
    take: shown => {
      const points = unpacked(shown);
      [ring, labels] = [points.places, points.labels ?? new Uint8Array(points.count)];
      if (at >= points.count) at = 0;
      fetchPictures(run().told?.about?.data ?? "fashion");
    },
    // Its three parts come one after the other; the last one makes a frame of them.
    ready: () => {
      const { ring_first: first, ring_second: second } = common;
      if (!ring || !first || !second || first.length !== ring.length || second.length !== ring.length) return;
      newest = Float32Array.from([...first, ...second]);
      board.take(ring, newest, labels);
      measure();
      show();
    },
    words: speak,
  };
};

// The mean grey of each picture, 0 to 1.
const brightness = (image, columns, count) => {
  const canvas = make("canvas", { width: image.width, height: image.height }), ink = canvas.getContext("2d", { willReadFrequently: true });
  ink.drawImage(image, 0, 0);
  return Array.from({ length: count }, (_, i) => {
    const { data } = ink.getImageData((i % columns) * TILE, Math.floor(i / columns) * TILE, TILE, TILE);
    let sum = 0;
    for (let k = 0; k < data.length; k += 4) sum += data[k];
    return sum / (255 * TILE * TILE);
  });
};
