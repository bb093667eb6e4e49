// The picture that perception sees, and the cover that a visitor lays over a part of it: drawn, moved and resized by a
// pointer or by keys.

import { ARROWS, clamp, followPointer, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { SIDE } from "./rods.js";
import { createWitness, gapOf } from "./senses.js";

const BEGIN = 10, CORNER = 2; // pixels across a cover that is laid by a tap or a key; how near its corner a hand takes that

const INSIDE = `
  <div class="pixels" tabindex="0" role="application"><canvas></canvas><div class="cover" hidden></div></div>
  <div class="told">
    <p class="name" data-word="sight"></p>
    <p class="gap-seen"></p>
    <p class="astray" aria-live="polite"></p>
    <button type="button" data-do="uncover" data-word="uncover"></button>
    <p class="hint" data-word="cover_hint"></p>
  </div>
  <p class="hint why" data-word="sight_two"></p>
  <p class="hint why" data-word="sight_covered"></p>`;

// Between two pixels, both covered.
export const between = ([x, y], [toX, toY]) => ({
  left: Math.min(x, toX), top: Math.min(y, toY), wide: Math.abs(x - toX) + 1, high: Math.abs(y - toY) + 1,
});
const around = ([x, y], side = BEGIN) => moved({ left: x - side / 2, top: y - side / 2, wide: side, high: side }, 0, 0);
export const moved = (cover, right, down) => ({
  ...cover, left: clamp(cover.left + right, 0, SIDE - cover.wide), top: clamp(cover.top + down, 0, SIDE - cover.high),
});
export const sized = (cover, right, down) => ({
  ...cover, wide: clamp(cover.wide + right, 1, SIDE - cover.left), high: clamp(cover.high + down, 1, SIDE - cover.top),
});

// changed(cover): it lies elsewhere, or null: there is none.  first: the cover that is there to begin with, if any.
export const createCover = ({ say }, root, changed, first) => {
  root.innerHTML = INSIDE;
  const part = selector => root.querySelector(selector), field = part(".pixels"), canvas = part("canvas"), shown = part(".cover");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d"), image = context.createImageData(SIDE, SIDE), witness = createWitness();
  const bytes = new Uint32Array(image.data.buffer), off = part("[data-do=uncover]");
  let cover = null, held = null;

  const lay = next => {
    cover = next;
    shown.hidden = off.disabled = !cover;
    if (cover) for (const [side, value] of [["left", cover.left], ["top", cover.top], ["width", cover.wide], ["height", cover.high]]) shown.style[side] = `${100 * value / SIDE}%`;
    changed(cover);
  };
  const pixel = point => point.map(share => Math.min(SIDE - 1, Math.floor(share * SIDE)));
  const has = ([x, y]) => cover && x >= cover.left && y >= cover.top && x < cover.left + cover.wide && y < cover.top + cover.high;
  const atCorner = ([x, y]) => cover && Math.hypot(x - cover.left - cover.wide + 1, y - cover.top - cover.high + 1) <= CORNER;
  followPointer(field, {
    down: (_, point) => {
      const at = pixel(point);
      held = { from: at, cover, does: atCorner(at) ? sized : has(at) ? moved : null, still: true };
    },
    move: (_, points) => {
      if (!held) return;
      const at = pixel(points.at(-1)), { from, cover: before, does } = held;
      if (held.still && at[0] === from[0] && at[1] === from[1]) return;
      held.still = false;
      lay(does ? does(before, at[0] - from[0], at[1] - from[1]) : between(from, at));
    },
    up: () => {
      if (held?.still && !held.does) lay(around(held.from)); // a tap
      held = null;
    },
  });
  field.addEventListener("keydown", event => {
    if (event.key in ARROWS) {
      const [right, down] = ARROWS[event.key];
      lay(cover ? (event.shiftKey ? sized : moved)(cover, right, down) : around([SIDE / 2, SIDE / 2]));
    } else if (cover && ["Delete", "Backspace", "Escape"].includes(event.key)) lay(null);
    else return;
    event.preventDefault();
  });
  off.onclick = () => { lay(null); field.focus({ preventScroll: true, focusVisible: false }); };
  lay(first);

  return {
    forget: witness.forget,
    // eyes: of senses.js.  told, state: angles.  sees: false where the sensors tell.
    show: ({ eyes, told, state }, sees) => {
      root.hidden = !sees;
      if (!sees) return;
      for (let at = 0; at < bytes.length; at++) bytes[at] = 0xff000000 | (Math.round(255 * eyes.now[at]) * 0x010101);
      context.putImageData(image, 0, 0);
      const gap = gapOf(told[0], state[0]), word = witness.judge(gap);
      tell(part(".gap-seen"), say("sight_gap", { gap: number(gap, { maximumFractionDigits: 1, minimumFractionDigits: 1 }) }));
      tell(part(".astray"), say(`sight_${word}`));
      Object.assign(root.dataset, { gap: gap.toFixed(2), verdict: word });
    },
    words: () => { field.ariaLabel = say("canvas_sight"); },
  };
};
