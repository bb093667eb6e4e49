// What every panel stands on: its words in the reader's language, its styles, its server, and its place in the address.

import { inTurn, latest } from "./asking.js";
import { make } from "./shared.js";
import { speakIn } from "./spoken.js";
import { tabStore } from "./store.js";
import { teachersWord } from "./teacher.js";

const HERE = new URL("../../", import.meta.url); // where all scripts, styles and words of this version are

// Each is fetched once for the whole page.
const files = new Map();
const file = path => {
  if (!files.has(path)) files.set(path, fetched(path));
  return files.get(path);
};
const fetched = async path => {
  const response = await fetch(new URL(path, HERE));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.text();
};

// Styles are written for the inside of a panel, as if its root stood around them all: two panels may use one class.
const dress = async (element, styles) => {
  const texts = await Promise.all(["parts/page/page", ...styles].map(style => file(`${style}.css`)));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`#${element.id} { ${texts.join("\n")} }`);
  document.adoptedStyleSheets.push(sheet);
};

// context: what Gradio hands over; server: the functions that the panel was given.
// words: the tables in which say() looks, the panel's own first.  styles: files under ui/, without .css, in their order.
export const openPanel = async ({ element, props, server, watch }, { words, styles }) => {
  teachersWord(); // before any panel writes an address
  const language = () => (props.value === "ko" ? "ko" : "en");
  let tables = {}, order = [...words, "app"];
  const learn = async () => {
    let code, found;
    do {
      code = language();
      found = await Promise.all(order.map(async table => [table, JSON.parse(await file(`words/${table}.${code}.json`))]));
    } while (code !== language()); // switched meanwhile
    tables = Object.fromEntries(found);
    speakIn(code);
  };

  // The words of a key; {fields} are filled in.
  const having = key => order.find(table => key in tables[table]);
  const knows = key => having(key) !== undefined;
  // From now on these tables, of those that the panel has, are looked in first.
  const prefer = first => { order = [...new Set([...first, ...order])]; };
  const say = (key, fields = {}) =>
    (tables[having(key)]?.[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  const sayAll = () => {
    for (const node of element.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
    for (const node of element.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
    for (const node of element.querySelectorAll("[data-title]")) node.title = say(node.dataset.title);
  };

  // Runs `speak` now and whenever the reader switches language.
  const speakers = [];
  const onLanguage = speak => {
    const all = () => { sayAll(); speak?.(); };
    speakers.push(all);
    all();
  };
  watch("value", async () => {
    await learn();
    for (const speak of speakers) speak();
  });

  const turn = make("p", { className: "turn", hidden: true, role: "status" });
  element.append(turn);
  const tellTurn = place => {
    turn.hidden = !place;
    if (place) turn.textContent = say("turn", { place });
  };

  await Promise.all([learn(), dress(element, styles)]);
  sayAll(); // what is seen has its words and its names before any answer comes
  element.classList.add("ready");
  return {
    element, props, language, say, sayAll, knows, prefer, onLanguage, remember: createMemory(), recall,
    server: inTurn(server, tellTurn),
    // A caller for what is dragged: see asking.js.
    latest: (ask, show, limit = 3) => latest(
      data => ask({ ...data, language: language() }), show, { limit, lost: () => ({ error: say("no_answer"), lost: true }) },
    ),
  };
};

// The panel's state as the page's address, so that a link opens what is on the screen. Written once the hand rests:
// browsers refuse an address that changes a hundred times. Under another tab it waits for that tab to be opened again
// (ui/app.py); the room that one watches stays in the address of every tab.
const createMemory = () => {
  let resting = null;
  return (tab, state) => {
    clearTimeout(resting);
    const write = () => {
      const asked = new URLSearchParams(location.search), room = asked.get("room");
      const query = "?" + new URLSearchParams({ tab, ...(room && { room }), ...state })
        .toString().replace(/%(2C|2F|40)/g, decodeURIComponent);
      tabStore.set(`address-${tab}`, query);
      if ((asked.get("tab") ?? tab) === tab) history.replaceState(null, "", query);
    };
    resting = setTimeout(write, 250);
  };
};
const recall = tab => {
  const query = new URLSearchParams(location.search);
  return query.get("tab") === tab ? Object.fromEntries(query) : {};
};
