// What the live panel has in this tab besides: the plane on which a person bends the prior while the codes follow it.

import { make, createChoice } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createPlane } from "./plane.js";
import { even, flower, ghosts, ownShare, shapeOf } from "./shape.js";

const KEPT = "priors-wish"; // in the tab's store: the shape that a person has made last
const QUIET = 900; // milliseconds after a person's own change in which what the run tells of the shape is older
const YOUNG = 40; // steps until which a run takes up the shape that was made before it began
const PICTURE = 28, OUTLINE = 200; // pixels of a decoded picture's side; points of a drawn line

const hide = node => { node.closest("figure").hidden = true; };
const word = shape => (shape.kind === "petals" ? { kind: "petals", petals: shape.petals } : { kind: "drawn", curve: shape.points });
const wished = () => tabStore.parsed(KEPT);

export const extend = (panel, view, { beside, body, scatter, common, tell, run }) => {
  if (view === "prior") {
    hide(body);
    return { take: told => common.prior?.(told) };
  }
  if (view === "pointed") {
    hide(body);
    return { take: told => common.pictures?.(told) };
  }
  return view === "codes" ? createCodes(panel, { beside, body, scatter, tell, run }, common) : {};
};

const createCodes = ({ say, latest }, { beside, body, scatter, tell, run }, common) => {
  scatter.take = () => {}; // this figure draws them itself
  scatter.canvas.remove();
  const [tools, back, alarm, share, hint] = [
    make("div", { className: "segments" }), make("button", { type: "button" }), make("p", { className: "alarm", hidden: true }),
    make("p", { className: "own" }), make("p", { className: "hint" }),
  ];
  alarm.setAttribute("role", "alert");
  beside.append(tools, back, alarm, share, hint);
  let codes = null, tool = "move", touched = -Infinity, told = null, sheet = null, taken = null;

  const mine = () => Boolean(run().code) && run().mine !== false;
  const living = () => mine() && ["running", "paused"].includes(run().told?.state);
  const speak = () => {
    tools.setAttribute("aria-label", say("tools"));
    choice.build(["move", "draw"], name => say(`tool_${name}`));
    choice.show(tool);
    back.textContent = say("back_to_flower");
    const bent = tool === "move" && !["petals", undefined].includes(plane.get().shape?.kind) ? "line" : tool;
    hint.textContent = say(!run().code ? "hint_before" : !mine() ? "hint_watch" : !living() ? "hint_over" : `hint_${bent}`);
    plane.canvas.setAttribute("aria-label", say("plane"));
    alarm.textContent = say("d_wins");
    measure();
  };
  const measure = () => {
    const found = codes && plane.get().shape ? ownShare(plane.get().shape, codes) : null;
    share.textContent = found === null ? say("own_none") : say("own_share", { share: number(found, { style: "percent", maximumFractionDigits: 1 }) });
  };

  // A refused shape goes back to the one before it; one that is taken is kept beyond a reload.
  const send = async shape => {
    touched = performance.now();
    if (!living()) {
      tabStore.set(KEPT, JSON.stringify(shape));
      return {};
    }
    const answer = await tell("prior", word(shape));
    touched = performance.now();
    if (answer.error) plane.set({ shape: told });
    else tabStore.set(KEPT, JSON.stringify(shape));
    return answer;
  };
  const sendLatest = latest(({ shape }) => send(shape), () => {});
  const point = latest(({ places }) => (living() ? tell("pointed", places) : {}), () => {});

  const plane = createPlane(body, {
    bent: shape => { measure(); sendLatest({ shape }); },
    drew: async points => {
      const shape = { kind: "curve", points: points.length > 1 ? even(points, OUTLINE) : points };
      if (points.length > 1) plane.set({ shape });
      await send(shape);
      measure();
    },
    pointed: at => {
      const { shape } = plane.get();
      if (!at || !shape) { plane.set({ ghosts: null }); return point({ places: [] }); }
      const found = ghosts(shape, at);
      plane.set({ ghosts: { ...found, picture: living() ? picture : null } });
      return point({ places: found.places });
    },
  });
  const picture = (context, index, left, top, side) => {
    if (!sheet) return false;
    context.imageSmoothingEnabled = true;
    context.drawImage(sheet, Math.min(index, sheet.width / PICTURE - 1) * PICTURE, 0, PICTURE, PICTURE, left, top, side, side);
    return true;
  };
  const choice = createChoice(tools, name => { tool = name; plane.set({ tool, chosen: null, ghosts: null }); speak(); });
  plane.set({ tool });
  back.addEventListener("click", () => { plane.set({ shape: flower() }); send(flower()).then(measure); });

  common.prior = outline => {
    told = shapeOf(unpacked(outline));
    if (plane.busy || performance.now() - touched < QUIET) return;
    const wish = wished(), { code, told: now } = run();
    if (!code && wish) return plane.set({ shape: wish }); // a recorded run does not take it back
    plane.set({ shape: told });
    if (!living() || taken === code) return;
    taken = code;
    if (wish && now.frame?.step < YOUNG && now.config?.prior === "petals") { plane.set({ shape: wish }); send(wish); }
  };
  common.pictures = async shown => {
    const image = new Image();
    image.src = run().address(shown);
    try { await image.decode(); } catch { return; }
    sheet = image;
    plane.redraw();
  };
  let before = null;
  return {
    take: shown => {
      plane.codes(codes = unpacked(shown));
      const { told: now, code } = run(), metrics = now?.frame?.metrics ?? {};
      if (metrics.d_wins !== undefined) alarm.hidden = !(metrics.d_wins > 0.5); // a frame of a paused run has none
      else if (!now?.frame?.step) alarm.hidden = true;
      const at = `${code} ${now?.state} ${mine()} ${plane.get().shape?.kind}`; // what the words depend on
      if (at !== before) { before = at; speak(); }
      measure();
    },
    words: speak,
  };
};
