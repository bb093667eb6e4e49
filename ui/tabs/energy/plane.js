// What the live panel has in this tab: nine tiles of one plane, in which the same ball is dropped and the data are drawn.

import { ARROWS, clamp, createChoice, followPointer, make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { EDGE, rows } from "../../parts/plane/networks.js";
import { gradient } from "../../parts/ramp/ramp.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createBall, roll, wake } from "./ball.js";
import { createData, SETS } from "./data.js";
import { distancesTo, energiesOf, TILES } from "./energies.js";
import { createHandles } from "./handles.js";
import { added, gripAt, pulled, RIM, widened } from "./own.js";
import { createTile, FINE, GRIP } from "./tile.js";

const SETTLED = 150; // milliseconds without a change until the scores are reckoned anew
const TWICE = 350, FINGER = 1.7; // milliseconds from tap to tap of a double one; how much farther a finger reaches
const BALLS = 4, PACE = 0.18, HURRY = 15; // trails that stay; steps of a ball in a millisecond, and in a frame at most
const BUDGET = 3; // milliseconds of a frame for new surfaces: the balls go on rolling meanwhile
const STEP = 0.1; // of the cursor, by a key

export const extend = (panel, view, context) => {
  const { common } = context;
  if (["data", "gaussians", "pushed"].includes(view)) {
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
  const handles = createHandles({ say }, { chose: index => { meant = index; restart(); showHandles(); }, lay: gaussians => lay(gaussians) });
  const parts = [
    make("div", { className: "hands" }, sets, hand, clear, undraw), hint, handles.node, field,
    make("div", { className: "looks" }, legend, pushedBox.node, commonBox.node, make("label", { className: "beta" }, betaName, beta, betaSaid)),
  ];
  const tiles = TILES.map(name => createTile({ say, resized: () => restart() }, name, field, looks));
  let tool = "ball", distances = null, pushed = [], stroke = null, aimed = null, drawn = [], told = null, meant = null, grip = null;
  let waiting = [], behind = false, moving = false, frames = 0, last = 0, touched = false, newest = 0, before = null, settling = 0;
  let tapped = { at: null, when: -Infinity };

  const data = createData({
    run, tell,
    bar: () => [...element.querySelectorAll(".bar input[name=data]")],
    changed: () => measure(),
    refused: () => drawn.pop(),
  });
  const { mine, living, free, chosen, laid } = data;
  const showHandles = () => handles.show(laid(), meant, free());

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
    handles.speak();
    showHandles();
    const points = data.points();
    for (const tile of tiles) tile.speak(points);
  };
  const tellBeta = () => {
    betaSaid.textContent = looks.beta ? number(looks.beta, { maximumSignificantDigits: 2 }) : say("beta_none");
    low.textContent = say(looks.beta ? "improbable" : "low");
    high.textContent = say(looks.beta ? "probable" : "high");
    legend.classList.toggle("glows", looks.beta > 0);
  };
  const tellHint = () => {
    const watching = run().code && !mine();
    const word = tool === "draw" ? "hint_draw" : laid() && free() ? "hint_gaussians" : "hint_ball";
    hint.textContent = say(watching && tool === "draw" ? "hint_watch" : living() || watching ? word : `${word}_before`);
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
    const points = data.points(), gaussians = laid(), hold = gaussians && { gaussians, chosen: meant, free: free() && tool === "ball" };
    tiles.forEach((tile, i) => {
      if (!tile.bend(now)) going = true;
      const { energy, balls } = tile.state;
      if (energy) for (const ball of balls) if (roll(ball, energy, tile.steep(), steps)) going = true;
      tile.cover(points, pushed[i], stroke ?? (tool === "draw" ? drawn.at(-1) : null), hold);
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

  const choose = name => {
    drawn = [];
    tool = name === "drawn" ? "draw" : "ball";
    meant = null;
    data.choose(name);
    speak();
    return restart();
  };
  const lay = gaussians => {
    if (gaussians === laid()) return;
    data.lay(gaussians);
    showHandles();
    restart();
    clearTimeout(settling);
    settling = setTimeout(measure, SETTLED);
  };
  const measure = () => {
    const points = data.points();
    distances = points && distancesTo(points, FINE);
    setChoice.show(chosen());
    showHandles();
    if (told) surfaces();
  };
  const setChoice = createChoice(sets, choose);
  const handChoice = createChoice(hand, name => { tool = name; tellHint(); restart(); });

  // ---- the hand

  const place = ([u, v]) => [(2 * u - 1) * EDGE, (1 - 2 * v) * EDGE];
  const graspAt = (tile, at, event) => (
    tool === "ball" && free() && laid() ? gripAt(laid(), at, tile.reach(GRIP * (event.pointerType === "touch" ? FINGER : 1))) : null);
  const tap = (tile, at, event) => {
    const twice = event.timeStamp - tapped.when < TWICE && Math.hypot(at[0] - tapped.at[0], at[1] - tapped.at[1]) < tile.reach(2 * GRIP);
    tapped = { at, when: twice ? -Infinity : event.timeStamp };
    if (!twice || !laid() || !free()) return drop(at);
    for (const { state } of tiles) state.balls = state.balls.slice(0, -1); // the first tap's
    const more = added(laid(), at);
    meant = more.length - 1;
    lay(more);
    handles.focus(meant);
    return restart();
  };
  for (const tile of tiles) {
    followPointer(tile.over, {
      down: (event, at) => {
        grip = graspAt(tile, place(at), event);
        if (grip) handles.focus(meant = grip.index); // the keys are for it now
        else if (tool === "ball") aimed = place(at);
        else stroke = [place(at)];
        restart();
      },
      move: (event, points) => {
        if (grip) lay(pulled(laid(), grip, place(points.at(-1))));
        else if (stroke) { stroke.push(...points.map(place)); restart(); } else tile.over.style.cursor = graspAt(tile, place(points.at(-1)), event) ? "grab" : "";
      },
      up: event => {
        if (aimed && event.type === "pointerup") tap(tile, aimed, event); // a finger that scrolls the page is cancelled
        aimed = grip = null;
        if (!stroke) return;
        drawn.push(stroke);
        stroke = null;
        data.draw(drawn);
        restart();
      },
    });
    tile.over.addEventListener("touchstart", event => { if (grip) event.preventDefault(); }, { passive: false }); // else it scrolls the page
    tile.over.addEventListener("wheel", event => {
      const box = tile.over.getBoundingClientRect(), [x, y] = place([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
      const gaussian = laid() && free() ? laid()[meant] : null;
      if (!gaussian || Math.hypot(x - gaussian[0], y - gaussian[1]) > Math.max(RIM * gaussian[2], tile.reach(GRIP))) return;
      event.preventDefault();
      lay(widened(laid(), meant, gaussian[2] * Math.exp(-Math.sign(event.deltaY) * 0.06)));
    }, { passive: false });
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
    const points = data.ahead() ? null : data.points(); // of what is yet to be learned there are no scores
    waiting = tiles.map(tile => ({
      going: rows(energies[tile.name], FINE),
      take: values => {
        tile.take(energies[tile.name], values, points, distances);
        tile.state.balls.forEach(wake);
      },
    }));
    restart();
  };
  common.data = data.take;
  common.gaussians = shown => { if (!grip) data.takeGaussians(shown); };
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
      const { code, told: now } = run(), at = `${code} ${now?.state} ${mine()} ${chosen()}`;
      if (at !== before) { before = at; speak(); }
      data.begin();
    },
    words: speak,
  };
};
