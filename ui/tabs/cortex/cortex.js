// A finished sheet of units: its wall and its map; a grating that one turns before it, and what a unit, its neighbours and
// their pool answer. All is reckoned in the page; the server sends the weights once.

import { patient } from "../../parts/page/asking.js";
import { openPanel } from "../../parts/page/page.js";
import { ARROWS, clamp, createChoice, followPointer, fromBase64, halves, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { drawBars, drawCourse } from "./answers.js";
import { arrowsOf, bell, complex, fallOf, grating, mapOf, share, simple } from "./cells.js";
import { degreesOf, drawKey, drawMap, drawMarks, tintedAtoms } from "./sheet_map.js";

const VIEWS = ["wall", "map"], TURNS = ["direction", "phase", "cycles"];
const CELL = 44, GAP = 2, DIM = 0.22; // canvas pixels of a unit and around it; how bright one is that is in no pool
const PHASES = 48, RIM = 0.34; // of a whole turn; how far from the middle a hand turns the grating and no longer slides it
const TURN = 5, SLIDE = 15; // degrees by a key
const DRIFT = 120; // degrees of phase a second
const BEGIN = 1; // units: the width of the pool that reads, a little more than that by which the sheet learned
const ROUND = [-1, 0, 1].flatMap(down => [-1, 0, 1].map(right => [right, down]));

export const start = async context => {
  const panel = await openPanel(context, { words: ["cortex"], styles: ["tabs/cortex/cortex"] });
  const { element, props, server, say, onLanguage, language, remember, recall } = panel;
  const find = selector => element.querySelector(selector), complaint = find(".complaint");
  if (!props.models.length) { onLanguage(() => tell(complaint, say("no_models"))); return; }
  const answer = await patient(server.sheet({ model: props.models[0], language: language() }));
  if (!answer || answer.error) { tell(complaint, answer?.error ?? say("no_answer")); onLanguage(); return; }
  find(".desk").hidden = false;

  const { side, size } = answer, units = side * side, encoder = halves(fromBase64(answer.encoder)), atoms = halves(fromBase64(answer.atoms));
  const arrows = arrowsOf(atoms, size), map = mapOf(arrows, side), pictures = tintedAtoms(atoms, arrows, size);
  const asked = recall("cortex"), among = (value, low, high, usual) => (value !== undefined && value >= low && value <= high ? Number(value) : usual);
  const radians = degrees => degrees * Math.PI / 180;
  const seen = (direction, cycles, phase) => grating(size, radians(direction), cycles / size, radians(phase));
  const around = unit => ROUND.map(([right, down]) => ((Math.floor(unit / side) + down + side) % side) * side + (unit % side + right + side) % side);
  const weightsOf = unit => encoder.subarray(unit * size * size, (unit + 1) * size * size);

  // The grating of its own direction to which a unit answers most.
  const best = unit => {
    const direction = degreesOf(arrows, unit), found = Array.from({ length: 46 }, (_, i) => 0.5 + i / 10).map(cycles => {
      const [even, odd] = [0, 90].map(phase => simple(weightsOf(unit), seen(direction, cycles, phase))[0]);
      return { direction, cycles, phase: Math.round(Math.atan2(odd, even) * 180 / Math.PI), strength: Math.hypot(even, odd) };
    });
    return found.reduce((most, each) => (each.strength > most.strength ? each : most));
  };
  // The unit whose pool stands stillest: the one to begin with.
  const stillest = () => {
    const shares = around(0).map(unit => share(bell(side, BEGIN), side, unit, 0));
    const falls = Array.from({ length: units }, (_, unit) => {
      const { direction, cycles } = best(unit), waves = [0, 90].map(phase => seen(direction, cycles, phase));
      return fallOf(...waves.map(wave => around(unit).map(near => simple(weightsOf(near), wave)[0])), shares);
    });
    return falls.indexOf(Math.min(...falls));
  };
  // strongest: how the unit answers its own grating
  const state = {
    unit: asked.unit === undefined ? stillest() : Math.floor(among(asked.unit, 0, units - 1, 0)), view: VIEWS.includes(asked.view) ? asked.view : "wall",
    pool: among(asked.pool, 0, 2, BEGIN), direction: 0, phase: 0, cycles: 2.5, drifting: null, most: 1, strongest: 0, courses: null,
  };

  // ---- the wall and the map

  const wall = find("canvas.wall"), screen = wall.getContext("2d"), plain = document.createElement("canvas");
  drawMap(plain, arrows, side, []);
  drawKey(find("canvas.key"));
  wall.width = wall.height = side * CELL;
  const showWall = () => {
    const weights = bell(side, state.pool), most = share(weights, side, state.unit, state.unit);
    screen.globalAlpha = 1;
    screen.clearRect(0, 0, wall.width, wall.height);
    screen.imageSmoothingEnabled = state.view === "map";
    if (state.view === "map") screen.drawImage(plain, 0, 0, wall.width, wall.height);
    for (let unit = 0; unit < units; unit++) {
      const [left, top] = [unit % side * CELL, Math.floor(unit / side) * CELL], part = share(weights, side, unit, state.unit) / most;
      if (state.view === "wall") {
        screen.globalAlpha = DIM + (1 - DIM) * Math.max(0.55, Math.sqrt(part));
        screen.drawImage(pictures[unit], left + GAP / 2, top + GAP / 2, CELL - GAP, CELL - GAP);
      }
      if (part < 0.02) continue;
      Object.assign(screen, { globalAlpha: 0.25 + 0.75 * Math.sqrt(part), strokeStyle: "#ffd34d", lineWidth: unit === state.unit ? 5 : 3 });
      screen.strokeRect(left + 2, top + 2, CELL - 4, CELL - 4);
    }
    screen.globalAlpha = 1;
    drawMarks(screen, map.pinwheels, CELL);
    wall.dataset.unit = state.unit;
    wall.ariaLabel = say("wall", { unit: number(state.unit + 1), units: number(units), direction: number(degreesOf(arrows, state.unit)) });
  };
  const choose = unit => { state.unit = unit; fit(); showWall(); };
  wall.addEventListener("click", event => {
    const box = wall.getBoundingClientRect(), at = (value, low, long) => clamp(Math.floor(side * (value - low) / long), 0, side - 1);
    choose(at(event.clientY, box.top, box.height) * side + at(event.clientX, box.left, box.width));
  });
  wall.addEventListener("keydown", event => {
    if (!(event.key in ARROWS)) return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key], around = value => (value + side) % side;
    choose(around(Math.floor(state.unit / side) + down) * side + around(state.unit % side + right));
  });

  // ---- the grating

  const pad = find("canvas.grating"), inputs = Object.fromEntries([...TURNS, "pool"].map(name => [name, find(`input.${name}`)]));
  const showGrating = () => {
    const context = pad.getContext("2d"), { width } = pad, image = context.createImageData(width, width), middle = (width - 1) / 2;
    const frequency = 2 * Math.PI * state.cycles / width, [right, down] = [Math.cos(radians(state.direction)), Math.sin(radians(state.direction))];
    for (let i = 0; i < width * width; i++) {
      const value = 127.5 + 110 * Math.cos(frequency * (right * (i % width - middle) + down * (Math.floor(i / width) - middle)) + radians(state.phase));
      image.data.set([value, value, value, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
    Object.assign(context, { strokeStyle: "rgb(255 211 77 / .9)", lineWidth: 1 });
    context.setLineDash([3, 3]);
    context.beginPath();
    context.arc(width / 2, width / 2, RIM * width, 0, 2 * Math.PI);
    context.stroke();
  };
  const set = values => {
    Object.assign(state, values);
    const around = Math.floor(state.direction / 180); // half a turn is the same grating, with its phase the other way
    if (around) Object.assign(state, { direction: state.direction - 180 * around, phase: around % 2 ? -state.phase : state.phase });
    state.phase = ((state.phase % 360) + 360) % 360;
    state.cycles = clamp(state.cycles, 0.5, 5);
    if (Object.keys(values).some(name => name !== "phase")) state.courses = null;
    redraw();
  };
  const fit = () => {
    const { strength, ...found } = best(state.unit);
    state.strongest = strength;
    set(found);
  };
  let held = null;
  const polar = ([x, y]) => ({ angle: Math.atan2(y - 0.5, x - 0.5) * 180 / Math.PI, far: Math.hypot(x - 0.5, y - 0.5) });
  followPointer(pad, {
    down: (_, point) => { drift(false); held = { point, turns: polar(point).far > RIM }; },
    move: (_, points) => {
      if (!held) return;
      const point = points.at(-1), [dx, dy] = [point[0] - held.point[0], point[1] - held.point[1]];
      if (held.turns) set({ direction: state.direction + ((polar(point).angle - polar(held.point).angle + 540) % 360) - 180 });
      else set({ phase: state.phase - 360 * state.cycles * (dx * Math.cos(radians(state.direction)) + dy * Math.sin(radians(state.direction))) });
      held.point = point;
    },
    up: () => { held = null; },
  });
  pad.addEventListener("keydown", event => {
    const more = { "+": 0.1, "=": 0.1, "-": -0.1 }[event.key];
    if (!(event.key in ARROWS) && !more) return;
    event.preventDefault();
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    if (more) set({ cycles: Math.round(10 * (state.cycles + more)) / 10 });
    else if (right) set({ direction: state.direction + TURN * right });
    else set({ phase: state.phase - SLIDE * down });
  });
  for (const name of TURNS) inputs[name].oninput = () => { if (name === "phase") drift(false); set({ [name]: Number(inputs[name].value) }); };
  inputs.pool.oninput = () => { set({ pool: Number(inputs.pool.value) }); showWall(); };
  find(".fit").onclick = () => fit();
  const drift = going => {
    let last = null;
    cancelAnimationFrame(state.drifting);
    const beat = now => {
      if (last !== null) set({ phase: state.phase + DRIFT * Math.min(100, now - last) / 1000 });
      last = now;
      state.drifting = requestAnimationFrame(beat);
    };
    state.drifting = going ? requestAnimationFrame(beat) : null;
    tell(find(".drift"), say(going ? "stop" : "drift"));
  };
  find(".drift").onclick = () => drift(!state.drifting);

  // ---- what is answered

  const reckon = () => {
    const weights = bell(side, state.pool), near = around(state.unit);
    const codes = Array.from({ length: PHASES + 1 }, (_, i) => simple(encoder, seen(state.direction, state.cycles, 360 * i / PHASES)));
    const courses = near.map(unit => ({ share: share(weights, side, unit, state.unit), values: codes.map(code => code[unit]) }));
    const pooled = codes.map(code => complex(code, weights, side, state.unit));
    const strongest = Math.max(...courses[4].values.map(Math.abs)); // the unit itself is in the middle
    state.courses = { weights, near, courses, pooled, strongest, fall: 1 - Math.min(...pooled) / Math.max(...pooled) };
    state.most = Math.max(0.3, ...pooled, ...courses.flatMap(({ values }) => values.map(Math.abs)));
  };
  let waiting = null;
  const redraw = () => { waiting ??= requestAnimationFrame(() => { waiting = null; draw(); }); };
  const draw = () => {
    if (!state.courses) reckon();
    const { weights, near, courses, pooled, strongest, fall } = state.courses, code = simple(encoder, seen(state.direction, state.cycles, state.phase));
    const now = complex(code, weights, side, state.unit), degree = value => `${number(Math.round(value))}°`, bars = find(".bars");
    showGrating();
    drawBars(bars, near.map((unit, i) => ({ value: code[unit], share: courses[i].share, picture: pictures[unit] })), now, state.most);
    drawCourse(find(".course"), courses, pooled, state.most, state.phase / 360);
    for (const name of TURNS) inputs[name].value = state[name];
    inputs.pool.value = state.pool;
    const told = { direction: degree(state.direction), phase: degree(state.phase), cycles: number(state.cycles, { maximumFractionDigits: 1 }), pool: number(state.pool, { maximumFractionDigits: 1 }) };
    for (const [name, text] of Object.entries(told)) { tell(find(`output.${name}`), text); inputs[name].ariaValueText = text; }
    bars.ariaLabel = say("bars", { simple: number(code[state.unit], { maximumFractionDigits: 2 }), complex: number(now, { maximumFractionDigits: 2 }) });
    Object.assign(bars.dataset, { simple: code[state.unit], complex: now, fall });
    const share = number(fall, { style: "percent", maximumFractionDigits: 0 });
    const quiet = strongest < 0.25 * state.strongest;
    tell(find(".verdict"), quiet ? say("verdict_quiet", { direction: degree(degreesOf(arrows, state.unit)) }) : say(fall < 0.3 ? "verdict_still" : "verdict_moves", { share }));
    if (!state.drifting) remember("cortex", { unit: state.unit, view: state.view, pool: state.pool });
    find(".desk").dataset.ready = true;
  };
  const views = createChoice(find(".views"), name => { state.view = name; views.show(name); showWall(); redraw(); });
  fit();
  onLanguage(() => {
    views.build(VIEWS, name => say(`view_${name}_of_it`));
    views.show(state.view);
    const { pinwheels, degrees, chance } = map;
    tell(find(".counted"), say("counted_of_it", {
      degrees: number(degrees, { maximumFractionDigits: 1 }), count: number(pinwheels.length), chance: number(Math.round(chance)),
    }));
    drift(Boolean(state.drifting));
    showWall();
    redraw();
  });
};
