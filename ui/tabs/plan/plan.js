// The plan that one can see thinking: a pendulum or a truck is dragged and let go, a fan of plans bends under the gradient,
// the cheapest takes one step. All of it runs in the page; the server sends the networks once.

import { openPanel } from "../../parts/page/page.js";
import { tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { createAgents } from "./agents.js";
import { createChoosers } from "./choosers.js";
import { PICTURES } from "./draw.js";
import { createDrive, seeded } from "./drive.js";
import { createHand } from "./hand.js";
import { fill } from "./inside.js";
import { createKnobs } from "./knobs.js";
import { createLegend, createLights, createTable } from "./modules.js";
import { timed } from "./networks.js";
import { createPicking } from "./picking.js";
import { BEGIN, readAddress, refused, RULES, somewhere, STARTS, WINDS } from "./settings.js";
import { createSight } from "./sight.js";
import { createTeaching, LONGEST_LESSON } from "./teaching.js";
import { ending, SURE, verdict } from "./verdict.js";

const FIRST = 30; // iterations of the first plan, one for each frame: it begins with nothing
const BUDGET = 8, HASTE = 24, SLOW = 160; // milliseconds of a frame for planning, also while an actor is taught; between two iterations in slow motion
const PACE = 50; // milliseconds of a step, at least: those of the pendulum

export const start = async context => {
  const panel = await openPanel(context, { words: ["plan", "weights"], styles: ["parts/weights/weights", "tabs/plan/plan"] });
  const { element, say, onLanguage, remember, recall } = panel, find = selector => element.querySelector(selector);
  fill(find(".inside"));
  const canvas = find("canvas.world"), asked = readAddress(recall("plan")), choices = asked.choices, quiet = matchMedia("(prefers-reduced-motion: reduce)");
  const state = { name: asked.world, going: false, left: 0, failed: false, last: 0, turn: 0, slow: false, held: null, complaint: asked.complaints };
  const note = (...complaint) => state.complaint.push(complaint), agents = createAgents(panel, note);
  let drive = null, picture = null, frame = 0, seen = false, took = {}, spent = 0, earlier = [];

  // ---- a world, its networks, and an episode in it

  const open = async (name, from) => {
    state.name = name;
    pause();
    await Promise.all([agents.ready(name), sight.open(name)]);
    if (state.name !== name) return; // switched meanwhile
    const agent = agents.of(name);
    choices.hasActor = Boolean(agent);
    if (!agent) {
      choices.model = "true";
      if (choices.driver === "actor") choices.driver = "planner";
    }
    blow();
    drive = createDrive(RULES[name], agent, choices);
    picture = PICTURES[name](canvas);
    canvas.style.aspectRatio = picture.sides;
    took = {};
    words();
    picking.show(name);
    episode(from);
    think(FIRST, true);
  };
  const blow = () => { choices.push = choices.wind / 10 * WINDS[state.name]; };
  // same: from the start of the one before, whose costs are kept to compare.
  const episode = (from, same = false) => {
    const paid = drive.paid.planner;
    if (same && choices.driver === "planner" && paid.length >= SURE) earlier.push({ horizon: drive.planner.told.horizon, paid: [...paid] });
    if (!same) earlier = [];
    drive.begin(from, same);
    sight.forget();
    tell(find(".status"), say(`begin_${state.name}`));
  };

  // ---- thinking and acting

  // iterations of the next plan.  whole: all of them at once, without a picture of each.
  const think = (iterations, whole = false) => {
    const from = performance.now();
    drive.look();
    spent = performance.now() - from;
    state.left = choices.driver === "planner" ? iterations : 0;
    if (whole) for (; state.left; state.left--) drive.planner.bend();
    else wake();
    draw();
  };
  const bend = time => {
    if (state.slow && time - state.turn < SLOW) return;
    state.turn = time;
    const from = performance.now(), most = state.slow ? 0 : teaching.teaches() ? HASTE : drive.now.steps ? BUDGET : 0;
    do {
      drive.planner.bend();
      state.left--;
    } while (state.left && performance.now() - from < most);
    spent += performance.now() - from;
  };
  const step = () => {
    if (choices.driver === "planner" && drive.now.steps) took.planner = took.planner === undefined ? spent : 0.95 * took.planner + 0.05 * spent;
    if (choices.hasActor && drive.now.steps % 20 === 0) took.actor = timed(agents.of(state.name).actor, drive.state);
    if (choices.driver === "planner") teaching.watch(drive);
    drive.step();
    judge();
    const lesson = teaching.teaches() && state.going && choices.driver === "planner";
    if (lesson && (drive.now.ended || drive.now.steps >= LONGEST_LESSON)) episode(somewhere(state.name, chance));
    else if (drive.now.ended) pause();
  };
  const beat = time => {
    frame = 0;
    if (!seen || !drive || state.held) return;
    if (state.left) {
      bend(time);
      lights.show(["model", "critic"]);
    } else if (state.going && time - state.last >= (state.slow ? 3 * SLOW : teaching.teaches() ? 0 : PACE)) {
      state.last = time;
      lights.show(choices.driver === "actor" || teaching.teaches() ? ["perception", "actor"] : ["perception"]);
      step();
      if (!drive.now.ended) think(choices.iterations);
    }
    draw();
    if (state.going || state.left) wake();
    else { lights.show([]); keep(); }
  };
  const wake = () => { if (seen) frame ||= requestAnimationFrame(beat); };
  const play = () => {
    if (drive.now.ended) episode(settled());
    if (!drive.now.planned) think(FIRST);
    state.going = true;
    speakTools();
    wake();
  };
  const pause = () => {
    state.going = false;
    speakTools();
    if (drive) keep();
  };
  new IntersectionObserver(entries => {
    seen = entries.at(-1).isIntersecting;
    wake();
  }).observe(element);

  // ---- what is said of it

  const judge = () => {
    const [key, fields] = drive.now.ended ? [ending(state.name, drive), {}] : verdict(drive, choices, earlier);
    tell(find(".status"), say(key, Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, short(value)]))));
  };
  const short = value => number(value, { maximumFractionDigits: 0 });
  const draw = () => {
    if (!drive || !canvas.clientWidth) return;
    const { now } = drive, told = Boolean(choices.perception || choices.noise);
    picture.draw({ drive, choices, failed: state.failed, ahead: !state.held, told });
    legend.show(told);
    sight.show(drive);
    teaching.show();
    table.show({ driver: choices.driver, took, paid: drive.paid, steps: now.steps });
    tell(find("output.at"), say("at", { steps: number(now.steps) }));
    tell(find(".gap"), now.kept ? say(`gap_${state.name}`, { steps: number(now.kept), gap: number(now.gap, { maximumFractionDigits: 3, minimumFractionDigits: 3 }) }) : "");
    Object.assign(canvas.dataset, { state: [...drive.state].map(value => value.toFixed(4)), steps: now.steps, ended: now.ended, left: state.left, told: drive.told[0].toFixed(4), perceived: now.perceived });
  };
  const speakComplaint = () => tell(find(".complaint"), state.complaint.map(([key, fields]) => (key ? say(key, fields) : fields)).join(" "));
  const complain = (...all) => { state.complaint = all; speakComplaint(); };
  const keep = () => {
    const from = settled(), { driver, model, sees, cover, horizon, restarts, iterations, wind, noise, critic } = choices;
    remember("plan", { world: state.name, ...agents.named(state.name), driver, imagines: model, sees, ...(cover && { cover: [cover.left, cover.top, cover.wide, cover.high] }), horizon, restarts, iterations, wind, noise, critic: critic ? 1 : 0, at: from.map(value => Number(value.toFixed(3))) });
  };

  // ---- the hand

  // The state as it is, or where it began if it ended where nothing can be driven from.
  const settled = () => [...(refused(state.name, drive.state) ? drive.start : drive.state)];
  const letGo = (next, before) => {
    const why = refused(state.name, next);
    state.failed = false;
    complain(...(why ? [[why, {}]] : []));
    episode(why ? before : next);
    keep();
    if (why || quiet.matches) return think(FIRST, true);
    think(FIRST);
    return play();
  };
  const hold = next => {
    drive.hold(next);
    state.failed = refused(state.name, next) !== null;
    draw();
  };
  createHand(canvas, {
    there: () => drive && { state: drive.state, picture, flick: state.name === "pendulum" },
    down: () => {
      const before = settled();
      pause();
      Object.assign(state, { left: 0, held: before });
      drive.now.action = 0;
      lights.show([]);
    },
    hold,
    up: next => {
      const before = state.held;
      state.held = null;
      letGo(next, before);
    },
    press: () => (state.going ? pause() : play()),
    move: (name, shift) => {
      const before = settled(), next = picture.key(before, name, shift), why = refused(state.name, next);
      pause();
      complain(...(why ? [[why, {}]] : []));
      episode(why ? before : next);
      think(FIRST, quiet.matches);
    },
  });

  // ---- choices, sliders, buttons

  const settle = () => { // after a choice: the fan is bent anew, unless the drive goes on and comes to it
    if (!drive) return;
    keep();
    if (!state.going && !drive.now.ended) think(FIRST, quiet.matches);
    else draw();
  };
  const choosers = createChoosers(panel, find, choices, {
    worlds: name => { picking.leave(); complain(); choices.model = BEGIN.model; open(name, STARTS[name]); },
    drivers: name => {
      choices.driver = name;
      if (!drive.now.ended) episode([...drive.state]);
      settle();
    },
    models: name => { choices.model = name; settle(); },
    sees: async name => {
      complain();
      await sight.choose(name, state.name);
      choosers.sees.show(choices.sees);
      speakComplaint();
    },
  });
  const sight = createSight(panel, find, choices, agents, { there: () => drive, settle, complain: note });
  const picking = createPicking(panel, find(".weights"), {
    agents, choices, open, complain, tellComplaint: () => speakComplaint(), now: () => ({ world: state.name, from: drive && settled() }),
  });
  const knobs = createKnobs(panel, find(".knobs"), choices, name => {
    blow();
    if (drive && name === "noise") drive.perceive(true);
    settle();
  });
  Object.assign(find("input.critic"), { checked: choices.critic, onchange: event => { choices.critic = event.target.checked; settle(); } });
  find("input.slow").onchange = event => { state.slow = event.target.checked; };
  const button = name => find(`[data-do=${name}]`);
  button("play").onclick = () => { if (!drive) return; if (state.going) pause(); else play(); };
  button("step").onclick = () => {
    if (!drive) return;
    pause();
    if (drive.now.ended) episode(drive.start.slice(), true);
    if (!drive.now.planned) drive.look();
    for (; state.left; state.left--) drive.planner.bend();
    step();
    if (drive.now.ended) return draw();
    keep();
    return think(choices.iterations, true);
  };
  button("again").onclick = () => {
    if (!drive) return;
    pause();
    complain();
    episode(drive.start.slice(), true);
    think(FIRST, true);
    if (!quiet.matches) play();
  };

  // ---- an actor that is taught

  const chance = seeded(2);
  const teaching = createTeaching(panel, find(".teach"), {
    there: () => drive && { agent: agents.of(state.name), world: RULES[state.name] },
    begin: () => {
      choices.driver = "planner";
      choosers.drivers.show(choices.driver);
      episode(somewhere(state.name, chance));
      think(choices.iterations);
      play();
    },
    end: () => { pause(); episode(settled()); think(FIRST, true); },
  });

  // ---- words

  const lights = createLights(panel, find(".modules")), table = createTable(panel, find("tbody")), legend = createLegend(panel, find(".legend"));
  const speakTools = () => tell(button("play"), say(state.going ? "pause" : "play"));
  const words = () => {
    choosers.words(state.name, agents.canSee(state.name));
    knobs.words();
    tell(find(".wind-why"), say(`wind_${state.name}`));
    legend.words();
    picking.speak();
    canvas.ariaLabel = say(`canvas_${state.name}`);
    sight.words();
    lights.words();
    table.words();
    teaching.show();
    speakTools();
    speakComplaint();
    if (drive) { tell(find(".status"), say(drive.now.ended ? ending(state.name, drive) : `begin_${state.name}`)); draw(); }
  };
  onLanguage(words);
  new ResizeObserver(draw).observe(canvas);
  await open(asked.world, asked.start);
  find(".work").dataset.ready = true;
  picking.begin(asked.names.filter(name => !agents.offered(name)));
};
