// The Live training tab: the bar of controls above one run, or two after a fork; what is shared and taken home below.

import { openPanel } from "../../parts/page/page.js";
import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { createBring } from "./bring.js";
import { fill } from "./inside.js";
import { knobName } from "./knobs.js";
import { createFrom } from "./origin.js";
import { createPublish } from "./publish.js";
import { createRecorded } from "./recorded.js";
import { createRoom } from "./room.js";
import { sentence } from "./said.js";
import { createSamples } from "./samples.js";
import { MOST } from "./seats.js";
import { OWNER, ROOT, TEACHER } from "./session.js";
import { showStages } from "./stages.js";
import { createView, newest } from "./view.js";

const BUSY = ["loading", "running", "paused"];
const FOLLOWING = 5000; // milliseconds between two questions of a pupil's page for the teacher's newest run
const STYLES = ["parts/charts/charts", "parts/scatter/scatter", ...["bring", "samples", "room", "publish", "live"].map(name => `live/panel/${name}`)];

export const start = async context => {
  fill(context.element.querySelector(".inside"));
  const { tab } = context.props, words = Object.values(context.props.offers.families).flatMap(family => family.words);
  const panel = await openPanel(context, { words: [...words, "live", "live_publish", "fashion"], styles: [...STYLES, ...context.props.styles] });
  const { element, props, server, language, say, onLanguage, remember } = panel;
  const bar = element.querySelector(".bar"), place = element.querySelector(".views");
  const [status, spoken, complaint, lookout] = [".status", ".status [role=status]", ".complaint", ".lookout"]
    .map(name => element.querySelector(name));

  // pupil: in a class room whoever is not its teacher; such a page starts nothing, whatever room it is in
  const state = { family: props.chosen, data: props.offers.families[props.chosen].data[0], seed: 0, draft: {}, preset: null, views: [], pupil: props.classroom };

  const main = () => state.views[0], twin = () => state.views[1];
  const stateOf = view => view?.told?.state ?? "none"; // a recorded run has none
  const mine = () => !main().code || main().mine !== false || stateOf(main()) === "gone";
  const names = family => props.offers.families[family];
  const shortName = family => {
    const key = `family_${family.replaceAll("-", "_")}`;
    return panel.knows(key) ? say(key) : names(family).title;
  };
  const defaults = family => Object.fromEntries(names(family).knobs.map(knob => [knob.name, knob.default]));

  // ---- asking the server

  const ask = async (action, data = {}, service = server.control) => {
    let answer;
    try { answer = await service({ do: action, tab, owner: OWNER, teacher: TEACHER, language: language(), ...data }); } catch { answer = undefined; }
    answer ??= { error: say("no_answer") };
    const named = names(state.family).knobs.find(({ name }) => name === answer.about); // called as the page calls it
    complaint.textContent = named ? answer.error.replace(named.name, knobName(panel, state.family, named.name)) : answer.error ?? "";
    return answer;
  };
  const all = (action, at = BUSY) => Promise.all(state.views.filter(view => at.includes(stateOf(view))).map(view => ask(action, { code: view.code })));

  const begin = async (preset = null) => {
    state.preset = preset;
    if (preset) Object.assign(state, { family: preset.family, draft: {} });
    if (preset) element.scrollIntoView({ behavior: "smooth" });
    keepData();
    const { family, data, seed, draft: config } = state;
    const answer = await ask("start", { family, data, config, seed, preset: preset?.name, from: from.value });
    if (answer.error) return;
    closeTwin();
    main().mine = true;
    main().open(answer.code);
    look();
    remember(tab, { room: answer.code });
  };

  const addView = name => {
    const view = createView(panel, place, name, state.family, {
      changed: refresh,
      turned: (knob, value) => turn(view, knob, value),
      tell: (word, value) => ask("tell", { code: view.code, name: word, value }),
      act: name => actions[name](),
    });
    state.views.push(view);
  };
  const openTwin = code => {
    if (!twin()) addView("B");
    twin().open(code);
    look();
    refresh();
  };
  const closeTwin = () => { if (twin()) state.views.pop().remove(); };

  const actions = {
    start: () => begin(),
    pause: () => all("pause"),
    resume: () => all("resume"),
    step: () => all("step"),
    stages: () => ask("stages", { code: main().code }),
    stop: () => all("stop", [...BUSY, "waiting"]),
    go_on: () => ask("go_on", { code: main().code, pause: main().told.reason === "diverged" }),
    fork: async () => {
      const answer = await ask("fork", { code: main().code });
      if (!answer.code) return;
      main().now(); // both stand at the same step
      openTwin(answer.code);
    },
    leave_fork: async () => { await ask("leave_fork", { code: twin().code }); closeTwin(); refresh(); },
    walk: () => {
      const film = element.querySelector(".film");
      film.src = `${ROOT}/${main().code}/walk.gif?${Date.now()}`;
      film.hidden = false;
    },
  };

  const turn = (view, name, value) => {
    if (BUSY.includes(stateOf(view))) return ask("knob", { code: view.code, name, value });
    if (name === "seed") state.seed = value; else state.draft[name] = value;
    return refresh();
  };

  element.addEventListener("click", event => {
    const button = event.target.closest("button[data-do]");
    if (button) actions[button.dataset.do](button);
    const preset = event.target.closest("button[data-preset]");
    if (preset) begin({ name: preset.dataset.preset, family: preset.dataset.family });
  });
  bar.addEventListener("submit", event => event.preventDefault());
  bar.addEventListener("change", event => {
    if (event.target.name === "family") Object.assign(state, { family: event.target.value, draft: {}, preset: null });
    if (event.target.name === "data") state.data = event.target.value;
    keepData();
    refresh();
  });
  // Not every family can learn every data set.
  const keepData = () => { if (!names(state.family).data.includes(state.data)) [state.data] = names(state.family).data; };

  // ---- showing

  // The controls have come to this page, with a copy beside the run perhaps, or have gone to another.
  const moved = async own => {
    if (!own) return closeTwin();
    const { codes = [] } = await ask("hello");
    return codes.length > 1 && codes.includes(main().code) && openTwin(codes.find(code => code !== main().code));
  };
  let held = null;

  // A button that its own effect hides would leave the keyboard nowhere: the first beside it takes over.
  const keepingFocus = show => (...given) => {
    const at = document.activeElement;
    show(...given);
    if (!element.contains(at) || !at.matches("button") || at.getClientRects().length) return;
    for (let group = at.parentElement; element.contains(group); group = group.parentElement) {
      const next = [...group.querySelectorAll("button")].find(button => button.getClientRects().length);
      if (next) return next.focus();
    }
  };

  const refresh = keepingFocus((_, trouble = false) => {
    const view = main(), at = stateOf(view), told = view.told, busy = BUSY.includes(at), own = mine();
    if (told && held !== own) { if (held !== null) moved(own); held = own; }
    const shown = {
      start: own && !busy && at !== "waiting" && !state.pupil, go_on: own && !state.pupil && at === "ended" && told.frame?.step !== undefined && told.reason !== "failed",
      resume: own && at === "paused", pause: own && at === "running", step: own && at === "paused",
      stages: own && at === "paused" && !twin(), stop: own && (busy || at === "waiting"),
    };
    for (const [name, open] of Object.entries(shown)) element.querySelector(`[data-do=${name}]`).hidden = !open;
    const go = element.querySelector("[data-do=go_on]");
    go.textContent = say(told?.reason === "diverged" ? "go_back" : "go_on", { step: number(told?.good) });
    element.querySelector("[data-do=start]").textContent = say(at === "none" ? "start" : "start_again");
    const found = told?.about?.data && state.room !== view.code; // by a page that opens again
    if (busy || at === "waiting" || found) Object.assign(state, { family: told.family, data: told.about?.data ?? state.data });
    if (found) state.room = view.code;
    for (const input of bar.querySelectorAll("[type=radio]")) {
      input.checked = state[input.name] === input.value;
      const learnable = input.name !== "data" || names(state.family).data.includes(input.value);
      input.disabled = !own || state.pupil || busy || at === "waiting" || !learnable;
    }
    play(state.family);
    for (const each of state.views) {
      each.family = state.family;
      const running = BUSY.includes(stateOf(each));
      if (!running && stateOf(each) !== "none") each.knobs.setFamily(state.family);
      if (running) state.seed = each.told.seed;
      const config = running ? each.told.config : { ...defaults(state.family), ...state.draft };
      each.knobs.show({ ...config, seed: state.seed }, !running, own && (running || !state.pupil));
      each.node.querySelector(".which").hidden = !twin();
    }
    if (at === "none") view.words(state.data !== "own");
    place.classList.toggle("two", Boolean(twin()));
    if (twin()) for (const each of state.views) each.end = Math.max(...state.views.map(other => newest(other.told)));
    for (const part of [".breaking", ".origin"]) element.querySelector(part).hidden = state.pupil;
    bring.place.hidden = state.data !== "own" || !own || busy || at === "waiting";
    from.show(state.family, own && !busy && at !== "waiting");
    const gone = at === "gone" && say(state.pupil ? "gone_pupil" : "gone");
    const [word, numbers = ""] = [gone || (state.views.some(({ crowded }) => crowded) ? say("crowded", { most: MOST }) : trouble ? say("no_stream") : sentence(panel, told, state, { pictures: bring.pictures, mine: own }))].flat();
    if (spoken.textContent !== word) spoken.textContent = word; // said aloud: not five times a second
    status.querySelector(".numbers").textContent = main().plays ? ` ${say("recorded")}` : numbers;
    status.dataset.state = at;
    lookout.hidden = !state.preset || at === "none";
    lookout.textContent = state.preset ? say(`preset_${state.preset.name}_watch`) : "";
    showStages(panel, element.querySelector(".slow"), at === "paused" && told.stages?.step ? told.stages : null, told?.family, view.address);
    share(view, at);
  });

  const share = (view, at) => {
    const known = view.code && at !== "gone";
    room.show();
    element.querySelector(".samples").hidden = !known || !view.told?.frame?.step || !names(state.family).samples;
    element.querySelector(".keep").hidden = !known || view.told?.frame?.step === undefined;
    element.querySelector(".publish").hidden = !mine() || (props.login ? state.pupil : element.querySelector(".keep").hidden);
    element.querySelector(".twin").hidden = !mine() || state.pupil || !(["running", "paused"].includes(at) || twin());
    element.querySelector("[data-do=fork]").hidden = Boolean(twin());
    element.querySelector("[data-do=leave_fork]").hidden = !twin();
    element.querySelector("[data-do=walk]").hidden = !names(view.told?.family ?? state.family).samples;
    if (!known) return;
    element.querySelector(".checkpoint").href = `${ROOT}/${view.code}/checkpoint.zip`;
    element.querySelector(".lapse").href = `${ROOT}/${view.code}/lapse.gif`;
  };

  const layOut = () => {
    const radio = (name, value, title) => (
      make("label", {}, make("input", { type: "radio", name, value }), make("span", {}, title)));
    const { families, data } = props.offers;
    element.querySelector(".families").replaceChildren(...Object.keys(families).map(name => radio("family", name, shortName(name))));
    element.querySelector(".sets").replaceChildren(...Object.keys(data).map(name => radio("data", name, say(`data_${name}`))));
    const presets = Object.entries(families).flatMap(([family, { presets }]) => presets.map(name => [family, name]));
    element.querySelector(".presets").replaceChildren(...presets.map(([family, name]) => {
      const button = make("button", { type: "button" },
        make("small", {}, shortName(family)), make("b", {}, say(`preset_${name}`)), make("span", {}, say(`preset_${name}_what`)));
      Object.assign(button.dataset, { preset: name, family });
      return button;
    }));
    for (const view of state.views) view.words();
    from.words();
    samples.words();
    bring.words();
    room.words();
    publish.words();
  };

  // ---- coming and going: only what is looked at holds a stream

  const beacon = closing => {
    for (const view of state.views) {
      if (view.code && view.mine) navigator.sendBeacon(`${ROOT}/${view.code}/here?owner=${OWNER}&closing=${closing}`);
    }
  };
  let visible = false, leaving = false;
  const look = () => {
    const now = visible && document.visibilityState === "visible";
    if (!now && !leaving) beacon(false); // a page that closes is hidden after it has said so
    for (const view of state.views) { if (now) view.connect(); else view.disconnect(); }
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => { leaving = true; beacon(true); });
  addEventListener("pageshow", () => { leaving = false; look(); });
  setInterval(() => beacon(false), 20000); // an open stream is no sign: a network that vanished closes nothing
  new IntersectionObserver(entries => { visible = entries.at(-1).isIntersecting; look(); }).observe(element);

  const samples = createSamples(panel, element.querySelector(".by-seed"), () => main().code);
  const from = createFrom(panel, element.querySelector(".from"), (data, family) => {
    Object.assign(state, { family: family ?? state.family, data: data ?? state.data, draft: {} });
    refresh();
  });
  const bring = createBring(panel, element.querySelector(".bring"), () => refresh());
  const room = createRoom(
    panel, element.querySelector(".share"), element.querySelector(".offered"), main, (action, data) => ask(action, data, server.room),
  );
  const publish = createPublish(panel, element.querySelector(".publish"), () => main()?.code);
  addView("A");
  const play = createRecorded(panel, main(), () => !main().code && stateOf(main()) === "none");
  onLanguage(layOut);
  // A pupil's page goes to the teacher's newest run, unless its address names a room that is there or it holds a run.
  const follow = async invited => {
    const at = stateOf(main()), holds = main().mine && [...BUSY, "waiting"].includes(at);
    if (!holds && (!invited || at === "gone")) {
      const question = { do: "hello", tab, owner: OWNER, teacher: TEACHER, language: language() };
      const { lesson } = await server.control(question).catch(() => null) ?? {}; // in silence: nobody has asked for it
      if (lesson && lesson !== main().code) { main().mine = undefined; main().open(lesson); look(); }
    }
    setTimeout(follow, FOLLOWING, invited);
  };
  const arrive = async () => {
    const room = new URLSearchParams(location.search).get("room")?.toUpperCase();
    const { codes = [], elsewhere, pictures, weights, pupil, lesson } = await ask("hello", { room });
    const invited = elsewhere ? undefined : room; // another tab shows it
    state.pupil = Boolean(pupil);
    from.take(weights);
    bring.restore(pictures);
    if (invited && !codes.includes(invited)) main().code = invited;
    else if (codes.length || lesson) main().code = codes[0] ?? lesson;
    if (pupil) setTimeout(follow, FOLLOWING, invited);
    if (!main().code) return refresh();
    if (codes.length > 1 && codes.includes(main().code)) openTwin(codes[1]);
    // one's own run, or the room that a link leads to, is what one came for: only what is in sight holds a stream
    if (element.getBoundingClientRect().top > innerHeight) element.scrollIntoView();
    return look();
  };
  arrive();
};
