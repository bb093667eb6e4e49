// What the live panel has in this tab: a game over the plane with the energy under it, the generator's mesh, the pull at
// each fake, the modes that are reached, and steps of one player alone.

import { clamp, createChoice, make, tell as write } from "../../parts/page/shared.js";
import { EDGE, field, numbers } from "../../parts/plane/networks.js";
import { between, gradient, RAMP } from "../../parts/ramp/ramp.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createGame, lines, MODES, NEAR, normals, pull, reached, SHARES, WIDTH } from "./game.js";

const SIDE = 40, PIXELS = 640; // cells across the energy, and pixels across the board
const COUNTED = 2000, SEEN = 240, ARROWS = 90; // fakes that are counted, drawn, and drawn with their pull
const LINES = 16; // of the mesh, each way
const GLIDE = [120, 700]; // milliseconds in which one frame's weights become the next's
const LONGEST = 0.42, FLAT = 0.02; // an arrow where the judge is steepest; a judge that is less steep than that is drawn as flat
export const CURE = { d_learning_rate: 0.01, r1: 0.1 };
const LOSSES = ["non-saturating", "saturating"];
const VALLEY = Array.from({ length: 256 }, (_, i) => between(RAMP, i / 255)); // a colour for each height
const DATA = "rgb(220 252 231 / .85)", FAKE = "#fb923c", ARROW = "#fff1df", REACHED = "#4ade80", MISSED = "rgb(255 255 255 / .65)";

export const extend = (panel, view, context) => {
  const { common, body, beside } = context;
  if (view === "data") {
    body.closest("figure").hidden = true;
    return { take: shown => common.data?.(unpacked(shown)) };
  }
  if (view !== "weights") return {};
  common.board ??= createBoard(panel, context, common);
  body.replaceChildren(common.board.left);
  beside.replaceChildren(common.board.right);
  common.board.redraw(); // what changed while it lay beside the page
  return common.board;
};

const createBoard = ({ say, props }, { tell, turn, act, run }, common) => {
  const canvas = make("canvas", { width: PIXELS, height: PIXELS, className: "board" }), context = canvas.getContext("2d");
  canvas.setAttribute("role", "img");
  const small = make("canvas", { width: SIDE, height: SIDE }), image = small.getContext("2d").createImageData(SIDE, SIDE);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const looks = { energy: true, mesh: true, pull: true, slow: false, loss: LOSSES[0] };
  const noise = normals(COUNTED), mesh = lines(LINES);
  let told = null, game = null, values = null, before = null, after = null, began = 0, glide = 0, came = 0, frame = 0, data = null, found = null;

  const [count, counted, legend, hint] = [make("b", { className: "count" }), make("span"), make("p", { className: "legend" }), make("p", { className: "hint" })];
  const [low, bar, high] = [make("span"), make("i"), make("span")];
  bar.style.background = gradient;
  legend.append(low, bar, high);
  const boxes = Object.fromEntries(["energy", "mesh", "pull", "slow"].map(name => {
    const box = make("input", { type: "checkbox", checked: looks[name] }), title = make("span");
    box.addEventListener("change", () => { looks[name] = box.checked; redraw(); });
    return [name, { node: make("label", { className: "look" }, box, title), title }];
  }));
  const losses = make("div", { className: "segments" }), choice = createChoice(losses, kind => { looks.loss = kind; redraw(); });
  const button = (name, pressed) => make("button", { type: "button", className: name, onclick: pressed });
  const steps = ["judge", "generator"].map(player => button(`step-${player}`, () => step(player)));
  const cure = button("cure", () => { for (const [name, value] of Object.entries(CURE)) turn(name, value); });
  const left = make("div", {}, canvas, legend);
  const right = make("div", { className: "beside-board" },
    make("p", { className: "modes" }, count, counted), make("div", { className: "looks" }, ...["energy", "mesh", "pull"].map(name => boxes[name].node), losses),
    make("div", { className: "steps" }, ...steps, boxes.slow.node), cure, hint);

  const family = () => run().told?.family ?? run().family;
  const critic = () => props.offers.families[family()].knobs.some(({ name }) => name === "critic_learning_rate");
  const open = () => Boolean(run().code) && run().mine !== false && ["running", "paused"].includes(run().told?.state);

  // One step of one player, at once or in slow motion; whoever plays in the next one is again as the knob says.
  const step = async player => {
    const answer = await tell("alone", player === "generator" ? player : critic() ? "critic" : "discriminator");
    if (!answer.error) await act(looks.slow ? "stages" : "step");
  };

  // ---- painting

  const at = ([x, y]) => [((x / EDGE + 1) / 2) * PIXELS, ((1 - y / EDGE) / 2) * PIXELS];

  // A page that is slow spends half of its time on it at most: the points go on meanwhile.
  let fielded = 0, cost = 0;
  const paintEnergy = moving => {
    const clock = performance.now();
    if (!moving || clock - fielded > 2 * cost) {
      reckonEnergy();
      fielded = performance.now();
      cost = fielded - clock;
    }
    context.imageSmoothingEnabled = true;
    context.drawImage(small, 0, 0, PIXELS, PIXELS);
  };
  const reckonEnergy = () => {
    const heights = field(game.energy, SIDE), order = Float32Array.from(heights).sort();
    const bottom = order[0], height = Math.max(1.6 * (order[order.length >> 1] - bottom), FLAT);
    heights.forEach((value, i) => {
      const share = Number.isFinite(value) ? clamp((value - bottom) / height, 0, 1) : 1;
      image.data.set(VALLEY[Math.round(255 * share)], 4 * i);
      image.data[4 * i + 3] = 255;
    });
    small.getContext("2d").putImageData(image, 0, 0);
  };

  // Each cell is as likely as the others: where it is small, many fakes lie.
  const paintMesh = () => {
    const places = mesh.map(second => mesh.map(first => at(game.made(first, second))));
    Object.assign(context, { strokeStyle: "rgb(253 186 116 / .55)", lineWidth: 1 });
    for (let row = 0; row < LINES; row++) for (let column = 0; column < LINES; column++) {
      const corners = [places[row][column], places[row][column + 1], places[row + 1][column + 1], places[row + 1][column]];
      const area = Math.abs(corners.reduce((sum, [x, y], i) => { const [nextX, nextY] = corners[(i + 1) % 4]; return sum + x * nextY - nextX * y; }, 0)) / 2;
      context.beginPath();
      for (const corner of corners) context.lineTo(...corner);
      context.closePath();
      context.fillStyle = `rgb(251 146 60 / ${clamp(60 / (area + 40), 0.02, 0.5).toFixed(3)})`;
      context.fill();
      context.stroke();
    }
  };

  const paintPulls = fakes => {
    const kind = critic() ? "critic" : looks.loss, some = fakes.slice(0, ARROWS);
    const slopes = some.map(([x, y]) => pull(game.energy, "critic", x, y)), steepest = Math.max(FLAT, ...slopes.map(pair => Math.hypot(...pair)));
    context.beginPath();
    some.forEach(([x, y], i) => {
      const share = (LONGEST / steepest) * SHARES[kind](-game.energy(x, y)), [across, up] = slopes[i].map(value => share * value);
      const from = at([x, y]), to = at([x + across, y + up]), length = Math.hypot(to[0] - from[0], to[1] - from[1]);
      if (!(length > 2)) return;
      const angle = Math.atan2(to[1] - from[1], to[0] - from[0]), barb = Math.min(8, length / 2);
      context.moveTo(...from);
      context.lineTo(...to);
      for (const turned of [2.6, -2.6]) { context.moveTo(...to); context.lineTo(to[0] + barb * Math.cos(angle + turned), to[1] + barb * Math.sin(angle + turned)); }
    });
    Object.assign(context, { strokeStyle: ARROW, lineWidth: 1.6 });
    context.stroke();
    canvas.dataset.pull = kind; // as painted
  };

  const dots = (places, colour, size) => {
    context.fillStyle = colour;
    for (const place of places) { const [x, y] = at(place); context.fillRect(x - size / 2, y - size / 2, size, size); }
  };

  const paintModes = () => found?.modes.forEach((place, i) => {
    context.beginPath();
    context.arc(...at(place), ((NEAR * WIDTH) / EDGE / 2) * PIXELS, 0, 2 * Math.PI);
    Object.assign(context, { strokeStyle: found.hit[i] ? REACHED : MISSED, lineWidth: found.hit[i] ? 3.5 : 1.5 });
    context.setLineDash(found.hit[i] ? [] : [5, 5]);
    context.stroke();
    context.setLineDash([]);
  });

  const paint = now => {
    frame = 0;
    if (!game || !canvas.isConnected) return;
    const share = still.matches || !before ? 1 : clamp((now - began) / glide, 0, 1);
    for (let i = 0; i < values.length; i++) values[i] = share < 1 ? before[i] + share * (after[i] - before[i]) : after[i];
    context.fillStyle = "#0f172a";
    context.fillRect(0, 0, PIXELS, PIXELS);
    if (looks.energy) paintEnergy(share < 1);
    if (looks.mesh) paintMesh();
    if (data) dots(data, DATA, 4);
    const fakes = noise.slice(0, SEEN).map(pair => game.made(...pair));
    dots(fakes, FAKE, 5);
    paintModes();
    if (looks.pull) paintPulls(fakes);
    if (share < 1) redraw();
  };
  const redraw = () => { frame ||= requestAnimationFrame(paint); };

  // ---- what is said

  const speak = () => {
    for (const [name, { title }] of Object.entries(boxes)) write(title, say(`show_${name}`));
    losses.setAttribute("aria-label", say("pull_of"));
    choice.build(LOSSES, name => say(`pull_${name}`));
    choice.show(looks.loss);
    write(low, say("taken_for_data"));
    write(high, say("taken_for_fake"));
    follow();
  };
  const follow = () => {
    steps.forEach((node, i) => write(node, say(i ? "step_generator" : critic() ? "step_critic" : "step_discriminator")));
    for (const node of [...steps, cure]) node.disabled = !open();
    write(cure, say("cure"));
    cure.hidden = critic();
    losses.hidden = critic();
    write(hint, say(critic() ? "hint_critic" : `hint_${looks.loss}`));
    const all = found?.modes.length;
    write(count, found ? `${found.hit.filter(Boolean).length} / ${all}` : "");
    write(counted, found ? say("modes_reached") : say("no_modes"));
    if (found) canvas.dataset.modes = found.hit.filter(Boolean).length; else delete canvas.dataset.modes;
    canvas.setAttribute("aria-label", `${say("view_weights")} ${count.textContent} ${counted.textContent}`);
  };
  const countModes = () => { // of the newest weights, wherever the eye's are on their way
    const modes = MODES[run().told?.about?.data];
    if (!modes) { found = null; return; }
    const fresh = createGame(told, after);
    found = { modes, hit: reached(noise.map(pair => fresh.made(...pair)), modes) };
  };

  common.data = points => {
    data = Array.from({ length: points.count }, (_, i) => [points.places[2 * i], points.places[2 * i + 1]]);
    redraw();
  };
  choice.build(LOSSES, name => name);
  losses.addEventListener("change", follow);
  speak();
  return {
    left,
    right,
    take: shown => {
      const fresh = Float64Array.from(numbers(shown)), now = performance.now();
      const anew = !after || after.length !== fresh.length || (told && shown.names.join() !== told.names.join());
      told = shown;
      if (anew) {
        values = Float64Array.from(fresh);
        game = createGame(told, values);
      }
      before = anew ? null : Float64Array.from(values);
      after = fresh;
      [glide, began, came] = [clamp(now - came, ...GLIDE), now, now];
      countModes();
      follow();
      redraw();
    },
    redraw,
    words: speak,
  };
};
