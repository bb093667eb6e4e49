// The map of digits: click one and say what it is. Tinted as q(y | x) guesses, ringed where it doubts.

import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { tabStore } from "../../parts/page/store.js";
import { unpacked } from "../../parts/scatter/points.js";
import { createMap } from "./map.js";

const KEPT = "few-labels"; // what this page's visitor said, {row: class}, beyond a reload and from run to run
const CLASSES = [..."0123456789"];
const AGAIN = 2000; // milliseconds until a run that shows no label is told them again
const BUSY = ["loading", "running", "paused"];

const remembered = () => tabStore.parsed(KEPT) ?? {};

// What is missing before there is something to learn, or what is known now.
export const lesson = (say, told) => {
  const counts = CLASSES.map((_, label) => Object.values(told).filter(value => value === label).length);
  const named = CLASSES.filter((_, label) => counts[label]), missing = CLASSES.filter((_, label) => !counts[label]);
  if (!named.length) return say("none_told");
  if (named.length === 1) return say("one_told", { label: named[0] });
  return missing.length ? say("some_told", { missing: missing.join(", ") }) : say("all_told");
};

export const extend = (panel, view, { body, beside, tell, run }) => {
  if (view !== "map") return {};
  const { say, server, language } = panel;
  body.replaceChildren();
  let told = remembered(), heard = {}, points = null, chosen = -1, asked = null, sentAt = -Infinity;

  const lead = make("p", { className: "lead" }), which = make("p", { className: "which-one" });
  const chips = make("div", { className: "chips", role: "group" });
  const unsure = make("button", { type: "button", className: "strong" }), back = make("button", { type: "button" });
  const state = make("p", { className: "hint", role: "status" });
  beside.append(lead, unsure, which, chips, back, state);
  for (const [label] of CLASSES.entries()) chips.append(make("button", { type: "button", textContent: label, onclick: () => name(label) }));

  const mine = () => run().mine !== false;
  // of a run of one's own what one said; of another's, or of the recorded one, what that was told
  const labels = () => (mine() && (run().code || Object.keys(told).length) ? told : heard);
  const map = createMap(body, { pick: index => pick(index), key: event => key(event) });

  const pick = index => {
    chosen = index;
    if (index >= 0) map.canvas.focus({ preventScroll: true });
    show();
  };
  const send = () => {
    tabStore.set(KEPT, JSON.stringify(told));
    if (BUSY.includes(run().told?.state) && run().code && mine()) { sentAt = performance.now(); tell("labels", told); }
  };
  const name = label => {
    if (chosen < 0 || !mine()) return;
    told = { ...told, [chosen]: label };
    send();
    show();
  };
  const takeBack = () => {
    if (!(chosen in told) || !mine()) return;
    const { [chosen]: _, ...rest } = told;
    told = rest;
    send();
    show();
  };
  const askMe = () => {
    if (!points) return;
    let most = -1;
    for (let row = 0; row < points.count; row++) {
      if (row in labels()) continue;
      if (most < 0 || points.values[row] > points.values[most]) most = row;
    }
    pick(most);
  };
  const key = event => {
    if (CLASSES.includes(event.key)) name(Number(event.key));
    else if (event.key === "Delete" || event.key === "Backspace") takeBack();
    else if (event.key === "Enter") askMe();
    else return false;
    return true;
  };
  unsure.addEventListener("click", askMe);
  back.addEventListener("click", takeBack);

  const show = () => {
    const known = labels(), owner = mine();
    map.show(points, known, chosen);
    const said = points && chosen >= 0 && chosen < points.count;
    const guess = said ? points.labels[chosen] : 255, between = said ? Math.exp(points.values[chosen]) : 1;
    const taken = guess > 9 ? say("is_open") : between < 1.05 ? say("is_sure", { label: guess })
      : say("is_guessed", { label: guess, count: number(between, { maximumFractionDigits: 1 }) });
    which.textContent = !said ? (owner ? say("choose") : "")
      : chosen in known ? say("is_told", { label: known[chosen] }) : owner ? `${taken} ${say("say_what")}` : taken;
    for (const [label, chip] of [...chips.children].entries()) {
      chip.disabled = !said || !owner;
      chip.setAttribute("aria-pressed", said && known[chosen] === label);
    }
    back.hidden = !said || !(chosen in known) || !owner;
    unsure.disabled = !points;
    unsure.hidden = chips.hidden = !owner; // who only watches says nothing
    lead.textContent = owner ? lesson(say, known) : say("watch_only");
    state.textContent = say("told_count", { count: Object.keys(known).length });
  };

  // The pictures of the digits, once a run has said which set it learns.
  const fetchDigits = async data => {
    if (asked === data) return;
    asked = data;
    const { sheet, columns } = await server.digits({ data, language: language() }).catch(() => ({})) ?? {};
    if (sheet && asked === data) await map.digits(sheet, columns, data);
    show();
  };

  return {
    take: shown => {
      points = unpacked(shown);
      const { about, frame, state: at } = run().told ?? {};
      fetchDigits(about?.data ?? "mnist");
      const { names = [], values = [] } = frame?.shown?.told ?? {};
      heard = Object.fromEntries(names.map((row, i) => [row, values[i]]));
      if (mine() && run().code && BUSY.includes(at)) {
        // a new run is told at once what was said before; whoever takes over another's goes on from what that was told
        if (!names.length && Object.keys(told).length && performance.now() - sentAt > AGAIN) send();
        else if (names.length && !Object.keys(told).length && sentAt < 0) told = heard;
      }
      show();
    },
    words: () => {
      unsure.textContent = say("ask_me");
      back.textContent = say("take_back");
      chips.setAttribute("aria-label", say("say_what"));
      map.canvas.setAttribute("aria-label", say("map_label"));
      show();
    },
  };
};
