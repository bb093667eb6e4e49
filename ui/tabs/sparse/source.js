// Where the patch comes from: a window over a photograph, which may be one's own, or a patch that is drawn.

import { patient } from "../../parts/page/asking.js";
import { readPicture } from "../../parts/page/brought.js";
import { ARROWS, clamp, createChoice, followPointer, fromBase64, paint, tell } from "../../parts/page/shared.js";
import { tabStore } from "../../parts/page/store.js";
import { createPatchPad } from "./draw.js";
import { cut, levelled } from "./patch.js";

const FROM = ["photo", "drawn"], KEPT = "sparse";
const CARRIED = 60_000; // milliseconds that a photograph may take over a slow link
const percent = (value, whole) => `${100 * value / whole}%`;

// first: the photograph that is there without anybody's doing.  at: the window's corner, or null.  changed() after every
// change of the patch.
export const createSource = async (panel, root, { first, size, at, from, changed }) => {
  const { say, server, language } = panel;
  const part = selector => root.querySelector(selector);
  const photo = part(".photo canvas"), frame = part(".window"), border = part(".border"), whitened = part("input.whitened");
  const kept = tabStore.parsed(KEPT) ?? {};
  const state = { from: FROM.includes(from) ? from : "photo", left: at[0], top: at[1], brought: null };
  let bytes = null, image = null, width = 0, height = 0;

  const showPhoto = () => (whitened.checked ? paint(photo, bytes) : photo.getContext("2d").drawImage(image, 0, 0));
  const put = (left, top) => {
    Object.assign(state, { left: clamp(Math.round(left), 0, width - size), top: clamp(Math.round(top), 0, height - size) });
    Object.assign(frame.style, {
      left: percent(state.left, width), top: percent(state.top, height), width: percent(size, width), height: percent(size, height),
    });
    changed();
  };
  const open = async ({ photograph, white, width: across, border: edge }) => {
    const next = new Image();
    next.src = photograph;
    await next.decode();
    [image, bytes, width] = [next, fromBase64(white), across];
    height = bytes.length / width;
    Object.assign(photo, { width, height });
    border.hidden = part(".half").hidden = edge === null;
    border.style.left = percent(edge ?? 0, width);
    showPhoto();
    put(state.left, state.top);
  };
  const keep = tabStore.soon(KEPT, () => ({ brought: state.brought, drawn: [...pad.values] }));

  // ---- the window

  const middle = ([x, y]) => put(x * width - size / 2, y * height - size / 2);
  let dragging = false;
  followPointer(photo, {
    down: (_, point) => { dragging = true; middle(point); },
    move: (_, points) => { if (dragging) middle(points.at(-1)); },
    up: () => { dragging = false; },
  });
  photo.addEventListener("keydown", event => {
    if (!(event.key in ARROWS)) return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key], far = event.shiftKey ? size : 1;
    put(state.left + far * right, state.top + far * down);
  });
  whitened.onchange = showPhoto;

  // ---- one's own photograph

  const bring = async file => {
    if (!file) return;
    let answer = null;
    try { answer = await patient(server.bring({ picture: await readPicture(file), language: language() }), CARRIED); } catch (key) {
      answer = { error: say(typeof key === "string" ? key : "no_answer") };
    }
    tell(part(".refused"), answer ? answer.error ?? "" : say("no_answer"));
    if (!answer?.photograph) return; // the one before stays
    state.brought = answer;
    choose("photo");
    await open(answer);
    part(".back").hidden = false;
    keep();
  };
  const files = part("input[type=file]");
  part(".bring").onclick = () => files.click();
  files.onchange = () => { bring(files.files[0]); files.value = ""; };
  part(".photo").addEventListener("dragover", event => event.preventDefault());
  part(".photo").addEventListener("drop", event => { event.preventDefault(); bring(event.dataTransfer.files[0]); });
  part(".back").onclick = async () => {
    state.brought = null;
    part(".back").hidden = true;
    await open(first);
    keep();
  };

  // ---- a patch that is drawn

  const pad = createPatchPad(part(".drawing"), size, () => { changed(); keep(); });
  const shades = createChoice(part(".shades"), name => { pad.tool.shade = name; });
  part(".undo").onclick = pad.undo;
  part(".wipe").onclick = pad.clear;

  const choices = createChoice(part(".from"), name => { choose(name); changed(); });
  const choose = name => {
    state.from = name;
    choices.show(name);
    for (const each of FROM) part(`.is-${each}`).hidden = each !== name;
  };

  if (kept.drawn?.length === size * size && kept.drawn.every(Number.isFinite)) pad.take(kept.drawn);
  try { await open(kept.brought ?? first); state.brought = kept.brought ?? null; } catch { await open(first); }
  part(".back").hidden = !state.brought;
  return {
    signal: () => (state.from === "drawn" ? levelled(pad.values) : cut(bytes, width, [state.left, state.top], size)),
    where: () => ({ at: `${state.left},${state.top}`, from: state.from }),
    words: () => {
      choices.build(FROM, name => say(`from_${name}`));
      shades.build(["light", "dark"], name => say(`shade_${name}`));
      shades.show(pad.tool.shade);
      choose(state.from);
    },
  };
};
