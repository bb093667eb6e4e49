// What the nine learn: a set that is made here, a drawing, or Gaussians that a hand has laid down. The last two are kept
// beyond a reload, and told to the run while it learns.

import { patient } from "../../parts/page/asking.js";
import { tabStore } from "../../parts/page/store.js";
import { BEGINNING, paced, sampled, spread, whole } from "./own.js";

export const SETS = ["spiral", "moons", "gaussians", "ring", "grid", "drawn", "mixture"]; // the last two by one's own hand
const DRAWN = "energy-drawn", LAID = "energy-gaussians", WISH = "energy-wish"; // in the tab's store: what was made, and which of it is wanted
const YOUNG = 60; // steps until which a run takes up what was made before it began
const BETWEEN = 100, QUIET = 900; // milliseconds from word to word, and after one in which what the run tells is older

// The same answer to the same question, so that who paints it sees that nothing is new.
const once = make => { let asked = null, made = null; return of => (of === asked ? made : (made = make(asked = of))); };
const rounded = value => Number(value.toFixed(3));

// run(): the view.  tell(name, value): to the run.  bar(): the radio buttons of the sets that a run can begin with.
// changed(): what is to be learned is another.  refused(): a drawing was.
export const createData = ({ run, tell, bar, changed, refused }) => {
  const kept = whole(tabStore.parsed(LAID));
  const strewn = once(sampled), drawn = once(strokes => Float32Array.from(strokes.flat()));
  let drawing = tabStore.parsed(DRAWN), own = kept ?? BEGINNING, kind = null, points = null, spoken = -Infinity, taken = null;
  let wish = [drawing && "drawn", kept && "mixture"].find(name => name === tabStore.get(WISH)) ?? null;

  const mine = () => Boolean(run().code) && run().mine !== false;
  const living = () => mine() && ["running", "paused"].includes(run().told?.state);
  const busy = () => ["loading", "running", "paused", "waiting"].includes(run().told?.state);
  const free = () => mine() || !busy(); // whether a person may change the data here
  const ahead = () => wish && (!busy() || (mine() && taken !== run().code)); // what a run will learn once it has begun
  const chosen = () => (ahead() ? wish : (run().code && kind) || bar().find(input => input.checked)?.value);
  const laid = () => (chosen() === "mixture" ? own : null);
  const recent = () => performance.now() - spoken < QUIET;

  const sendLatest = paced(async ({ value, back }) => {
    const answer = await patient(tell("points", value));
    spoken = performance.now();
    if (answer?.error) back?.();
  }, BETWEEN);
  const send = (name, back) => {
    spoken = performance.now();
    kind = name;
    const made = { drawn: { places: drawing }, mixture: { gaussians: own } }[name]; // nothing of a set that is made here
    sendLatest({ value: { kind: name, ...made }, back });
  };
  const keepOwn = () => tabStore.set(LAID, JSON.stringify(own)); // a wish for Gaussians that nothing keeps would be lost by a reload
  const want = name => { wish = name; tabStore.set(WISH, name ?? ""); };

  return {
    mine, living, free, ahead, chosen, laid,
    // x y x y ... of some of them, or null.
    points: () => (laid() ? strewn(own) : ahead() ? drawn(drawing) : points),
    choose: name => {
      if (name === "drawn" && !drawing) return; // it will be
      const made = ["drawn", "mixture"].includes(name);
      if (made ? free() : living() || !busy()) want(made ? name : null);
      if (wish === "mixture") keepOwn();
      if (living()) send(name);
      else if (!made && !busy()) {
        bar().find(({ value }) => value === name)?.click();
        kind = name;
      }
      changed();
    },
    draw: strokes => {
      const [older, hoped] = [drawing, wish], fresh = drawing = spread(strokes);
      want("drawn");
      tabStore.set(DRAWN, JSON.stringify(drawing));
      if (living()) send("drawn", () => {
        if (drawing !== fresh) return; // another stroke has been added to it
        drawing = older;
        tabStore.set(DRAWN, JSON.stringify(older));
        want(hoped);
        refused();
      });
      changed();
    },
    lay: gaussians => {
      own = gaussians;
      want("mixture");
      keepOwn();
      if (living()) send("mixture");
    },
    // What a run tells: its points, named by their label; its Gaussians.
    take: told => {
      const named = SETS[told.labels[0]] ?? run().told?.about?.data;
      if (recent() && named !== kind) return; // what a person has just said is newer
      if (named === kind && points && told.places.every((value, i) => value === points[i])) return;
      kind = SETS.includes(named) ? named : "spiral";
      points = told.places;
      changed();
    },
    takeGaussians: ({ count, places, spreads }) => {
      if (!count || recent() || ahead()) return;
      const told = Array.from({ length: count }, (_, i) => [places[2 * i], places[2 * i + 1], spreads[2 * i]].map(rounded));
      if (JSON.stringify(told) === JSON.stringify(own)) return;
      own = told;
      changed();
    },
    // A run of one's own has begun: it hears what was made before.
    begin: () => {
      const { code, told } = run();
      if (!living() || taken === code) return;
      const young = wish && told.frame?.step < YOUNG && kind !== wish;
      taken = code;
      if (young) send(wish);
    },
  };
};
