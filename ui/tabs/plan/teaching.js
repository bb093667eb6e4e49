// The part in which a fresh actor is taught, and the curve of how far it is from the planner.

import { tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { opened } from "./draw.js";
import { LONGEST, seeded } from "./drive.js";
import { createStudent } from "./teach.js";

const OF_PLAN = 5; // of a plan's actions are learned: the first ones, which are bent best
const EACH = 16; // steps of the regression for each plan
export const LONGEST_LESSON = 80; // steps, then it goes on somewhere else
const SMOOTH = 0.95; // of the curve

const drawCurve = (canvas, curve) => {
  if (!canvas.clientWidth) return;
  const { context, wide, high, colour } = opened(canvas);
  const most = Math.max(...curve.flat(), 1e-9);
  const x = plan => plan / Math.max(1, curve.length - 1) * (wide - 2) + 1, y = far => high - 2 - far / most * (high - 4);
  context.fillStyle = colour("hairline");
  context.fillRect(0, high - 1, wide, 1);
  ["actor", "nobody"].forEach((name, which) => {
    Object.assign(context, { strokeStyle: colour(name), lineWidth: which ? 1.5 : 2 });
    context.setLineDash(which ? [4, 4] : []);
    context.beginPath();
    curve.forEach((far, plan) => context.lineTo(x(plan), y(far[which])));
    context.stroke();
  });
};

// there(): { agent, world } of now.  begin(), end(): a student has come, or has gone.
export const createTeaching = ({ say }, root, { there, begin, end }) => {
  const part = selector => root.querySelector(selector), canvas = part("canvas");
  const student = () => there()?.agent?.student ?? null;
  const show = () => {
    const now = student(), curve = now?.curve ?? [], found = there();
    root.hidden = !found?.agent;
    part("[data-do=trained]").disabled = !now;
    canvas.hidden = !now;
    Object.assign(root.dataset, { plans: curve.length, far: curve.at(-1)?.[0] ?? "" });
    if (!curve.length) return tell(part(".taught"), now ? say("taught_nothing") : "");
    drawCurve(canvas, curve);
    const [far, trained] = curve.at(-1).map(value => number(value, { maximumFractionDigits: 2, minimumFractionDigits: 2 }));
    return tell(part(".taught"), say(`taught_${found.world.name}`, { plans: number(curve.length), far, trained }));
  };
  part("[data-do=fresh]").onclick = () => {
    const found = there();
    if (!found?.agent) return;
    const { agent, world } = found;
    agent.trained ??= agent.actor;
    agent.student = Object.assign(createStudent(world, agent.trained, seeded(1)), { curve: [], path: new Float64Array((LONGEST + 1) * world.numbers) });
    agent.actor = agent.student.actor;
    show();
    begin();
  };
  part("[data-do=trained]").onclick = () => {
    const { agent } = there();
    agent.actor = agent.trained;
    agent.student = null;
    show();
    end();
  };
  return {
    show, teaches: () => student() !== null,
    // A plan of the drive: how far both actors' paths are from it, on the average of its steps, and then what it teaches.
    watch: drive => {
      const now = student(), { path, best, told: { horizon } } = drive.planner, { world } = drive, before = now?.curve.at(-1);
      if (!now) return;
      drive.expect(there().agent.trained, now.path);
      const far = [drive.ghost, now.path].map((other, which) => {
        let sum = 0;
        for (let step = 1; step <= horizon; step++) sum += world.apart(other, path, step * world.numbers) / horizon;
        return before ? SMOOTH * before[which] + (1 - SMOOTH) * sum : sum;
      });
      now.curve.push(far);
      for (let step = 0; step < Math.min(OF_PLAN, horizon); step++) now.take(path, step * world.numbers, best[step]);
      for (let turn = 0; turn < EACH; turn++) now.learn();
    },
  };
};
