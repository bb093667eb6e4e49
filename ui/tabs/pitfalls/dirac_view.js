// The plane of the Dirac-GAN's two numbers with the way that training takes from where one puts it, and beside it the
// same two numbers as what they are: a point that chases the data, and a line that tilts.

import { ARROWS, clamp, createChoice, followPointer, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { fresh } from "./canvas.js";
import { factor, LOSSES, step } from "./dirac.js";

const KEPT = "pitfalls", FIRST = { loss: "wgan", together: true, rate: 0.1, penalty: 0, start: [1, 1] };
const SPEED = 30, MOST = 600, AT_ONCE = 200; // steps a second, of one way, and of one that does not move
const REACH = 2.4, FAR = 60; // of the plane at first, from the middle; beyond FAR nobody needs to look
const ARROW_COUNT = 15;
const FAINT = "rgb(203 213 225 / .35)", GRID = "rgb(203 213 225 / .18)", WAY = "#fb923c", GOAL = "#4ade80", D = "#93a4ff";

export const createDirac = ({ say }, root) => {
  const find = selector => root.querySelector(selector);
  const plane = find(".plane"), scene = find(".line"), still = matchMedia("(prefers-reduced-motion: reduce)");
  let settings = { ...FIRST }, way = [], reach = REACH, playing = true, frame = 0, before = 0, due = 0;

  // What was kept may be of another version of this page, or not be of ours at all.
  const recall = () => {
    const { loss, together, rate, penalty, start } = tabStore.parsed(KEPT) ?? {};
    if (!LOSSES.includes(loss) || !Array.isArray(start) || start.length !== 2) return;
    if (![rate, penalty, ...start].every(Number.isFinite)) return;
    settings = { loss, together: Boolean(together), rate: clamp(rate, 0.02, 0.5), penalty: clamp(penalty, 0, 1), start: start.map(value => clamp(value, -REACH, REACH)) };
  };

  const disc = (context, [x, y], radius, colour) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  };

  const drawPlane = () => {
    const [context, side] = fresh(plane), at = ([x, y]) => [side * (0.5 + x / reach / 2), side * (0.5 - y / reach / 2)];
    const line = (from, to) => { context.moveTo(...at(from)); context.lineTo(...at(to)); };
    Object.assign(context, { strokeStyle: GRID, lineWidth: side / 600 });
    context.beginPath();
    line([-reach, 0], [reach, 0]);
    line([0, -reach], [0, reach]);
    context.stroke();
    // where a step leads from there; longer ones are drawn shorter, so that none reaches into the next
    Object.assign(context, { strokeStyle: FAINT, fillStyle: FAINT, lineWidth: side / 450 });
    const gap = 2 * reach / ARROW_COUNT;
    for (let i = 0; i < ARROW_COUNT; i++) for (let j = 0; j < ARROW_COUNT; j++) {
      const from = [(i + 0.5) * gap - reach, (j + 0.5) * gap - reach], to = step(from, settings);
      const move = [to[0] - from[0], to[1] - from[1]], length = Math.hypot(...move) || 1, drawn = gap * 0.7 * Math.min(1, 3 * length / settings.rate / reach);
      const end = from.map((value, axis) => value + move[axis] / length * drawn);
      context.beginPath();
      line(from, end);
      context.stroke();
      disc(context, at(end), side / 300, FAINT);
    }
    disc(context, at([0, 0]), side / 70, GOAL);
    if (!way.length) return;
    Object.assign(context, { strokeStyle: WAY, lineWidth: side / 260 });
    context.beginPath();
    way.forEach(place => context.lineTo(...at(place)));
    context.stroke();
    const radius = side / 180;
    if (way.length < 120) for (const place of way) disc(context, at(place), radius, WAY);
    disc(context, at(way[0]), side / 90, "white");
    disc(context, at(way.at(-1)), side / 60, WAY);
  };

  const drawScene = () => {
    const [context, wide, high] = fresh(scene), [theta, psi] = way.at(-1) ?? settings.start;
    const x = value => wide * (0.5 + value / reach / 2.2), floor = high * 0.72, unit = high / 5;
    Object.assign(context, { strokeStyle: GRID, lineWidth: wide / 500 });
    context.beginPath();
    context.moveTo(0, floor);
    context.lineTo(wide, floor);
    context.stroke();
    Object.assign(context, { strokeStyle: D, lineWidth: wide / 150 });
    context.beginPath(); // D(x) = psi x, on the floor at the data
    const tilt = Math.atan(psi) / Math.PI * 2 * unit * 2;
    context.moveTo(0, floor + tilt * 1.1);
    context.lineTo(wide, floor - tilt * 1.1);
    context.stroke();
    disc(context, [x(0), floor], high / 22, GOAL);
    disc(context, [x(theta), floor], high / 22, WAY);
    const pushed = Math.sign(psi) * Math.min(1, Math.abs(psi)) * wide / 9;
    Object.assign(context, { strokeStyle: WAY, lineWidth: wide / 170, fillStyle: WAY });
    context.beginPath(); // uphill, where the generator goes
    context.moveTo(x(theta), floor - high / 9);
    context.lineTo(x(theta) + pushed, floor - high / 9);
    context.stroke();
    if (Math.abs(pushed) > 4) {
      const tip = x(theta) + pushed, back = Math.sign(pushed) * high / 26;
      context.beginPath();
      context.moveTo(tip + back, floor - high / 9);
      context.lineTo(tip - back / 2, floor - high / 9 - high / 34);
      context.lineTo(tip - back / 2, floor - high / 9 + high / 34);
      context.fill();
    }
    Object.assign(context, { textAlign: "center", textBaseline: "top" });
    const low = floor + high / 14, apart = Math.abs(x(theta) - x(0)) > wide / 5;
    context.fillStyle = GOAL;
    context.fillText(say("data"), x(0), low);
    context.fillStyle = WAY;
    context.fillText(say("generator"), clamp(x(theta), wide * 0.12, wide * 0.88), apart ? low : low + 18 * devicePixelRatio);
    Object.assign(context, { fillStyle: D, textAlign: "left" });
    context.fillText(`D(x) = ${number(psi, { maximumFractionDigits: 2 })} x`, wide * 0.03, high * 0.05);
  };

  const judge = () => {
    const steps = way.length - 1, begun = Math.hypot(...way[0]), radius = Math.hypot(...way.at(-1)), times = factor(settings);
    const course = times > 1 + 1e-9 ? "away" : times < 1 - 1e-9 ? "home" : "round";
    const linear = settings.loss === "wgan" ? "everywhere" : "near";
    const said = {
      steps: number(steps), radius: number(radius, { maximumSignificantDigits: 3 }), start: number(begun, { maximumSignificantDigits: 3 }),
      factor: number(times, { minimumFractionDigits: 4, maximumFractionDigits: 4 }),
    };
    const verdict = find(".verdict");
    tell(verdict, `${say("walked", said)} ${say(`${course}_${linear}`, said)}`);
    verdict.className = `verdict ${course}`;
    find(".penalty + output").textContent = number(settings.penalty, { maximumFractionDigits: 2 });
    find(".rate + output").textContent = number(settings.rate, { maximumFractionDigits: 2 });
    tell(find("[data-do=play]"), say(going() ? "pause" : "play"));
    find("[data-do=play]").disabled = ended();
    find("[data-do=step]").disabled = ended();
  };

  const ended = () => way.length > MOST || Math.hypot(...way.at(-1)) > FAR;
  const going = () => playing && !ended();
  const walk = () => {
    way.push(step(way.at(-1), settings));
    reach = Math.max(reach, 1.1 * Math.max(...way.at(-1).map(Math.abs)));
  };
  const draw = () => { drawPlane(); drawScene(); judge(); };
  const tick = now => {
    frame = 0;
    if (!root.checkVisibility()) return; // another tab is open; the observer of its size goes on
    if (going()) {
      due += Math.min(0.1, (now - before) / 1000) * SPEED;
      for (; due >= 1 && !ended(); due--) walk();
    }
    before = now;
    draw();
    if (going()) redraw();
  };
  const redraw = () => { frame ||= requestAnimationFrame(tick); };

  // From the start again: at once as far as it leads where nothing shall move.
  const again = () => {
    [way, reach, due] = [[settings.start], REACH, 0];
    if (still.matches) {
      while (way.length <= AT_ONCE && !ended()) walk();
      playing = false;
    }
    before = performance.now();
    tabStore.set(KEPT, JSON.stringify(settings));
    redraw();
  };
  const put = ([x, y]) => {
    settings.start = [x, y].map(value => clamp(value, -REACH, REACH));
    again();
  };

  followPointer(plane, {
    down: (event, point) => { put([(2 * point[0] - 1) * reach, (1 - 2 * point[1]) * reach]); },
    move: (event, points) => {
      if (!plane.hasPointerCapture(event.pointerId)) return;
      const [x, y] = points.at(-1);
      put([(2 * x - 1) * REACH, (1 - 2 * y) * REACH]);
    },
    up: () => {},
  });
  plane.addEventListener("keydown", event => {
    const [x, y] = ARROWS[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    put([settings.start[0] + x / 10, settings.start[1] - y / 10]);
  });
  const losses = createChoice(find(".losses"), loss => { settings.loss = loss; again(); });
  const turns = createChoice(find(".turns"), order => { settings.together = order === "together"; again(); });
  for (const name of ["penalty", "rate"]) {
    find(`.${name}`).addEventListener("input", event => { settings[name] = Number(event.target.value); again(); });
  }
  find("[data-do=play]").addEventListener("click", () => { playing = !playing; before = performance.now(); redraw(); });
  find("[data-do=step]").addEventListener("click", () => { playing = false; walk(); redraw(); });
  find("[data-do=again]").addEventListener("click", () => { playing = true; again(); });
  new ResizeObserver(redraw).observe(plane);
  document.addEventListener("visibilitychange", () => { before = performance.now(); redraw(); });

  recall();
  for (const name of ["penalty", "rate"]) find(`.${name}`).value = settings[name];
  again();
  return {
    words: () => {
      losses.build(LOSSES, loss => say(`loss_${loss}`));
      losses.show(settings.loss);
      turns.build(["together", "in_turn"], order => say(order));
      turns.show(settings.together ? "together" : "in_turn");
      judge(); // what is named by it has no other name until the next frame
      redraw();
    },
  };
};
