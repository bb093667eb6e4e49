// What the live panel has in this tab: nine tiles of one plane, in which the same ball is dropped and the data are drawn.

import { createChoice, followPointer, make, ARROWS, clamp } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { gradient } from "../../parts/ramp/ramp.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createBall, roll, wake } from "./ball.js";
import { distancesTo, EDGE, energiesOf, rows, TILES } from "./energies.js";
import { createTile, FINE } from "./tile.js";

const SETS = ["spiral", "moons", "gaussians", "ring", "grid", "drawn"];
const KEPT = "energy-drawn"; // in the tab's store: what a person has drawn last
const YOUNG = 60; // steps until which a run takes up what was drawn before it began
const MOST = 2000, APART = 0.012, SPREAD = 0.02; // points of a drawing, how close they lie on a stroke, and beside it
const BALLS = 4, PACE = 0.18, HURRY = 15; // trails that stay; steps of a ball in a millisecond, and in a frame at most
const BUDGET = 7; // milliseconds of a frame for new surfaces: the balls go on rolling meanwhile
const STEP = 0.1; // of the cursor, by a key


export const extend = (panel, view, context) => {
  const { common } = context;
  if (view === "data" || view === "pushed") {
    context.body.closest("figure").hidden = true;
    return { take: shown => common[view]?.(unpacked(shown)) };
  }
  if (view !== "weights") return {};
  common.plane ??= createPlane(panel, context, common);
  context.beside.remove();
  context.body.append(...common.plane.parts); // a recorded run that begins anew makes its figures anew, and the balls stay
  return common.plane;
};

const createPlane = ({ say, element, props }, { tell, run }, common) => {
  const looks = { beta: 0, common: false, pushed: false };
  const [sets, hand, clear, undraw, hint, legend] = [
    make("div", { className: "segments sets-of-points" }), make("div", { className: "segments" }), make("button", { type: "button" }),
    make("button", { type: "button" }), make("p", { className: "hint" }), make("div", { className: "legend" }),
  ];
  const checkbox = name => {
    const box = make("input", { type: "checkbox" }), label = make("span");
    box.addEventListener("change", () => { looks[name] = box.checked; for (const tile of tiles) tile.again(); restart(); });
    return { node: make("label", { className: "look" }, box, label), label };
  };
  const [pushedBox, commonBox] = ["pushed", "common"].map(checkbox);
  const beta = make("input", { type: "range", min: 0, max: 60, step: 1, value: 0 }), betaName = make("span"), betaSaid = make("output");
  const [low, bar, high] = [make("span"), make("i"), make("span")];
  bar.style.background = gradient;
  legend.append(low, bar, high);
  const field = make("div", { className: "tiles" });
  const parts = [
    make("div", { className: "hands" }, sets, hand, clear, undraw), hint, field,
    make("div", { className: "looks" }, legend, pushedBox.node, commonBox.node, make("label", { className: "beta" }, betaName, beta, betaSaid)),
  ];
  const tiles = TILES.map(name => createTile({ say }, name, field, looks));
  let tool = "ball", data = null, distances = null, kind = null, pushed = [], stroke = null, aimed = null, drawn = [], told = null;
  let waiting = [], behind = false, moving = false, frames = 0, last = 0, touched = false, newest = 0, taken = null, before = null, wish = tabStore.parsed(KEPT);

  const mine = () => Boolean(run().code) && run().mine !== false;
  const living = () => mine() && ["running", "paused"].includes(run().told?.state);
  const busy = () => ["loading", "running", "paused", "waiting"].includes(run().told?.state);
  const chosen = () => (wish && !busy() ? "drawn" : kind ?? element.querySelector(".bar input[name=data]:checked")?.value);
  const pointsNow = () => (wish && !busy() ? Float32Array.from(wish.flat()) : data);

  const speak = () => {
    for (const [choice, group, key, values] of [[setChoice, sets, "set", SETS], [handChoice, hand, "hand", ["ball", "draw"]]]) {
      group.setAttribute("aria-label", say(key));
      choice.build(values, name => say(`${key}_${name}`));
    }
    setChoice.show(chosen());
    handChoice.show(tool);
    clear.textContent = say("clear_balls");
    undraw.textContent = say("clear_drawing");
    pushedBox.label.textContent = say("who_is_pushed");
    commonBox.label.textContent = say("common_scale");
    betaName.textContent = say("beta");
    tellBeta();
    tellHint();
    for (const tile of tiles) tile.speak(pointsNow());
  };
  const tellBeta = () => {
    betaSaid.textContent = looks.beta ? number(looks.beta, { maximumSignificantDigits: 2 }) : say("beta_none");
    low.textContent = say(looks.beta ? "improbable" : "low");
    high.textContent = say(looks.beta ? "probable" : "high");
    legend.classList.toggle("glows", looks.beta > 0);
  };
  const tellHint = () => {
    const watching = run().code && !mine();
    hint.textContent = say(tool === "draw" ? (watching ? "hint_watch" : living() ? "hint_draw" : "hint_draw_before") : living() || watching ? "hint_ball" : "hint_ball_before");
    field.classList.toggle("drawing", tool === "draw");
    undraw.hidden = tool !== "draw";
    clear.hidden = tool === "draw";
  };

  // ---- the loop: some rows of new surfaces, then whatever is on its way

  const restart = () => { if (!moving) { moving = true; requestAnimationFrame(loop); } };
  const loop = now => {
    moving = false;
    if (!field.isConnected) return;
    for (const until = performance.now() + BUDGET; waiting.length && performance.now() < until;) {
      const { done, value } = waiting[0].going.next();
      if (done) waiting.shift().take(value);
    }
    if (!waiting.length && behind) surfaces();
    let going = waiting.length > 0;
    frames++;
    const steps = Math.max(1, Math.min(HURRY, Math.round(PACE * (now - last))));
    last = now;
    const points = pointsNow();
    tiles.forEach((tile, i) => {
      if (!tile.bend(now)) going = true;
      const { energy, balls } = tile.state;
      if (energy) for (const ball of balls) if (roll(ball, energy, tile.steep(), steps)) going = true;
      tile.cover(points, pushed[i], stroke ?? (tool === "draw" ? drawn.at(-1) : null));
      if (points && (frames % 6 === 0 || !going)) tile.tellRest(points);
    });
    if (going) restart();
  };

  const drop = ([x, y]) => {
    touched = true;
    for (const { state } of tiles) state.balls = [...state.balls.slice(1 - BALLS), createBall(x, y)];
    restart();
  };

  // ---- the data

  // All strokes as points, so many apart along them and a little beside them, as a spiral of this page is.
  const spread = strokes => {
    const found = [];
    for (const points of strokes) for (let i = 0; i < points.length; i++) {
      const [x, y] = points[i], [fromX, fromY] = points[Math.max(0, i - 1)];
      const parts = Math.max(1, Math.round(Math.hypot(x - fromX, y - fromY) / APART));
      for (let part = 1; part <= parts; part++) found.push([fromX + ((x - fromX) * part) / parts, fromY + ((y - fromY) * part) / parts]);
    }
    const every = Math.max(1, found.length / MOST);
    const beside = () => SPREAD * (Math.random() + Math.random() + Math.random() - 1.5) * 2;
    return Array.from({ length: Math.floor(found.length / every) }, (_, i) => found[Math.floor(i * every)])
      .map(point => point.map(value => Number(clamp(value + beside(), -EDGE, EDGE).toFixed(3))));
  };
  const send = value => tell("points", value);
  const choose = name => {
    if (name === "drawn") {
      tool = "draw";
      const drawing = tabStore.parsed(KEPT);
      if (drawing) learn(drawing);
      return speak();
    }
    drawn = [];
    wish = null;
    tool = "ball";
    if (living()) { kind = name; send({ kind: name }); }
    else element.querySelector(`.bar input[name=data][value=${name}]`)?.click();
    if (!living()) kind = name;
    speak();
    return restart();
  };
  const learn = async places => {
    if (living()) {
      const answer = await send({ kind: "drawn", places });
      if (answer.error) { drawn.pop(); return; }
    }
    wish = places;
    tabStore.set(KEPT, JSON.stringify(places));
    measure();
  };
  const measure = () => {
    const points = pointsNow();
    distances = points && distancesTo(points, FINE);
    setChoice.show(chosen());
    if (told) surfaces();
  };
  const setChoice = createChoice(sets, choose);
  const handChoice = createChoice(hand, name => { tool = name; tellHint(); restart(); });

  // ---- the hand

  const place = ([u, v]) => [(2 * u - 1) * EDGE, (1 - 2 * v) * EDGE];
  for (const tile of tiles) {
    followPointer(tile.over, {
      down: (_, at) => { if (tool === "ball") aimed = place(at); else { stroke = [place(at)]; restart(); } },
      move: (_, points) => { if (stroke) { stroke.push(...points.map(place)); restart(); } },
      up: event => {
        if (aimed && event.type === "pointerup") drop(aimed); // a finger that scrolls the page is cancelled
        aimed = null;
        if (!stroke) return;
        drawn.push(stroke);
        stroke = null;
        learn(spread(drawn));
        restart();
      },
    });
    tile.over.addEventListener("keydown", event => {
      const { state } = tile;
      if (event.key in ARROWS) {
        const [across, down] = ARROWS[event.key], [x, y] = state.cursor ?? [0, 0];
        state.cursor = [clamp(x + STEP * across, -EDGE, EDGE), clamp(y - STEP * down, -EDGE, EDGE)];
      } else if ([" ", "Enter"].includes(event.key)) drop(state.cursor ?? [0, 0]);
      else return;
      event.preventDefault();
      restart();
    });
    tile.over.addEventListener("blur", () => { tile.state.cursor = null; restart(); });
  }
  clear.addEventListener("click", () => { for (const tile of tiles) tile.state.balls = []; restart(); });
  undraw.addEventListener("click", () => { drawn = []; restart(); });
  beta.addEventListener("input", () => {
    looks.beta = beta.valueAsNumber ? 0.5 * 10 ** (beta.valueAsNumber / 20) : 0;
    tellBeta();
    for (const tile of tiles) tile.again();
    restart();
  });

  // ---- what the run tells

  const surfaces = () => {
    behind = waiting.length > 0; // what has begun is finished first: a slow page would never come to the last tile
    if (behind) return;
    const config = run().told?.config ?? {};
    const knob = name => config[name] ?? props.offers.families.energies.knobs.find(each => each.name === name).default;
    const energies = energiesOf(told, { beta: knob("beta"), sparsity: knob("sparsity") });
    const points = pointsNow();
    waiting = tiles.map(tile => ({
      going: rows(energies[tile.name], FINE),
      take: values => {
        tile.take(energies[tile.name], values, points, distances);
        tile.state.balls.forEach(wake);
      },
    }));
    restart();
  };
  common.data = points => {
    const named = SETS[points.labels[0]] ?? run().told?.about?.data ?? null;
    if (named === kind && data && points.places.every((value, i) => value === data[i])) return;
    kind = SETS.includes(named) ? named : "spiral";
    data = points.places;
    measure();
  };
  common.pushed = points => {
    pushed = TILES.map(() => []);
    points.labels.forEach((tile, i) => pushed[tile].push(points.places[2 * i], points.places[2 * i + 1]));
    restart();
  };
  speak();
  return {
    parts,
    take: shown => {
      const step = run().told?.frame?.step ?? 0;
      if (run().plays && touched && step < newest) return; // a recording that begins anew would pull the valley from under a ball
      newest = step;
      told = shown;
      surfaces();
      const { code, told: now } = run(), at = `${code} ${now?.state} ${mine()}`;
      if (at !== before) { before = at; speak(); }
      if (living() && taken !== code) {
        taken = code;
        if (wish && now.frame?.step < YOUNG && kind !== "drawn") send({ kind: "drawn", places: wish });
      }
    },
    words: speak,
  };
};
