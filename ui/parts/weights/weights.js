// The checkpoint picker: which weights are on and why, and which others there are. The Hub is asked only when a person
// asks; a choice is fetched while the old weights stay on, and it is this page's alone.

import { make } from "../page/shared.js";
import { number } from "../page/spoken.js";

export const REPOSITORY = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*(@\S+)?$/;
const POLL = 400; // milliseconds between two looks at a download
const GROUPS = ["bundled", "cached", "hub"];

const INSIDE = `
  <p class="weights-trouble" role="alert" hidden><span></span> <button type="button" class="link" data-word="weights_again"></button></p>
  <p class="weights-progress" role="status" hidden><progress></progress> <span></span></p>
  <details><summary><span class="weights-now">…</span><span class="weights-why"></span></summary>
    <div class="weights-inside">
      <div class="weights-lists">
        <section><h4 data-word="weights_group_bundled"></h4><div class="weights-items" data-group="bundled"></div></section>
        <section><h4 data-word="weights_group_cached"></h4><div class="weights-items" data-group="cached"></div></section>
        <section><h4 data-word="weights_group_hub"></h4><div class="weights-items" data-group="hub"></div></section>
        <form class="weights-find"><input type="text" maxlength="200" spellcheck="false" autocapitalize="off" data-label="weights_find"><button></button></form>
        <p class="weights-hint" data-word="weights_find_why"></p>
      </div>
      <dl class="weights-card"></dl>
    </div>
  </details>`;

// opened(name): the tab is to show this checkpoint, which is on the server now. Its words are the table "weights".
export const createWeights = ({ server, language, say, sayAll, knows }, root, opened) => {
  root.innerHTML = INSIDE;
  const part = selector => root.querySelector(selector);
  const [now, why, trouble, progress, card] = ["now", "why", "trouble", "progress", "card"].map(name => part(`.weights-${name}`));
  const field = part("input"), press = part("form button");
  const lists = {};
  let name = null, facts = null, wanted = null, again = null, searched = null;

  const ask = async question => {
    try { return (await server.weights({ ...question, language: language() })) ?? { error: say("no_answer") }; }
    catch { return { error: say("no_answer") }; }
  };
  const complain = (sentence, retry) => {
    trouble.hidden = !sentence;
    trouble.querySelector("span").textContent = sentence ?? "";
    again = retry ?? null;
    trouble.querySelector("button").hidden = !retry;
  };
  trouble.querySelector("button").onclick = () => again?.();

  const short = text => text.replace(/@([0-9a-f]{7})[0-9a-f]{33}$/, "@$1");
  const megabytes = bytes => (bytes / 1e6).toFixed(1);
  const sentence = text => (/[.!?。]$/.test(text) ? text : `${text}.`);

  // A card names things in English; what this page has a word for is said in its language.
  const named = (kind, key, otherwise) => {
    const word = `weights_${kind}_${key.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`;
    return knows(word) ? say(word) : otherwise;
  };
  const dataName = ({ data, title }) => named("data", data, title);
  const hardware = text => text.replace(/^(\d+) CPU threads?\b/, (_, count) => say(count === "1" ? "weights_one_thread" : "weights_threads", { count }));

  // ---- what is on

  const tell = () => {
    if (!facts) return;
    now.textContent = say("weights_now", { name: short(facts.called), source: say(`weights_source_${facts.source}`) });
    why.textContent = facts.reason ? ` ${say("weights_instead", { reason: sentence(facts.reason) })}` : "";
    const trained = [facts.command && `${facts.command}`, say(facts.steps === 1 ? "weights_one_step" : "weights_steps", { steps: number(facts.steps), seed: facts.seed }), hardware(facts.hardware)];
    const rows = {
      family: named("family", facts.family, facts.family_title), data: [dataName(facts), facts.credit].filter(Boolean).join(", "), licence: named("licence", facts.licence, facts.licence),
      scores: facts.scores.map(([score, value]) => `${named("score", score, score.replaceAll("_", " "))} ${value}`).join(" · "), command: trained.filter(Boolean).join(" · "),
      source: `${short(facts.called)}, ${say(`weights_source_${facts.source}`)}`, memory: `${megabytes(facts.bytes)} MB`,
    };
    card.replaceChildren(...Object.entries(rows).filter(([, value]) => value).flatMap(([key, value]) => [
      make("dt", {}, say(`weights_${key}`)), make("dd", {}, value),
    ]));
  };

  const show = async chosen => {
    name = chosen;
    mark();
    const answer = await ask({ do: "show", name: chosen });
    if (name !== chosen) return facts;
    if (answer.error) { complain(answer.error, () => show(chosen)); return facts; }
    facts = answer;
    root.dataset.shown = chosen;
    if (!wanted) complain(null); // what a choice that failed said stays until there is another
    tell();
    if (facts.reason) offerAgain(chosen);
    return facts;
  };

  const offerAgain = chosen => {
    const button = make("button", { type: "button", className: "link" }, say("weights_again"));
    button.onclick = async event => {
      event.preventDefault();
      const answer = await ask({ do: "again", name: chosen });
      if (name !== chosen) return;
      if (answer.error) complain(answer.error);
      else if (!answer.reason) opened(chosen);
      else { facts = answer; tell(); offerAgain(chosen); }
    };
    why.append(" ", button);
  };

  // ---- what else there is

  const fill = group => {
    const box = part(`[data-group=${group}]`), entries = lists[group];
    const focused = box.contains(document.activeElement) && document.activeElement.value;
    box.parentNode.hidden = !entries;
    if (!entries) return;
    const empty = make("p", { className: "weights-hint" }, say(`weights_none_${group}`));
    box.replaceChildren(...(entries.length ? entries.map(entry => {
      const button = make("button", { type: "button", value: entry.name }, make("b", {}, entry.label));
      if (entry.bytes) button.append(make("span", {}, `${dataName(entry)} · ${megabytes(entry.bytes)} MB`));
      button.onclick = () => (group === "hub" ? choose(entry.name) : take(entry.name));
      return button;
    }) : [empty]));
    mark();
    if (focused) [...box.children].find(button => button.value === focused)?.focus({ preventScroll: true });
  };
  const mark = () => {
    for (const button of root.querySelectorAll(".weights-items button")) button.setAttribute("aria-pressed", button.value === name);
  };
  const list = async () => {
    const answer = await ask({ do: "list" });
    if (answer.error) { complain(answer.error, list); return; }
    Object.assign(lists, answer);
    GROUPS.forEach(fill);
  };
  const search = async () => {
    const mine = searched = {};
    press.disabled = true;
    const answer = await ask({ do: "search", text: field.value });
    press.disabled = false;
    if (mine !== searched) return;
    if (answer.error) { complain(sentence(answer.error), search); return; }
    complain(null);
    lists.hub = answer.hub;
    fill("hub");
  };

  // ---- another

  // A download goes on without the page: somebody has chosen another since.
  const leave = () => {
    wanted = null;
    progress.hidden = true;
    complain(null);
  };
  const take = chosen => {
    leave();
    opened(chosen);
  };

  const choose = async repository => {
    wanted = repository;
    complain(null);
    let answer = await ask({ do: "choose", name: repository });
    while (wanted === repository && !answer.error && !answer.name) {
      tellProgress(repository, answer);
      await new Promise(resolve => setTimeout(resolve, POLL));
      if (wanted === repository) answer = await ask({ do: "progress", name: repository });
    }
    if (wanted !== repository) return;
    progress.hidden = true;
    if (answer.error) complain(say("weights_failed", { name: short(repository), reason: sentence(answer.error) }), () => choose(repository));
    else { take(answer.name); if (part("details").open) list(); }
  };
  const tellProgress = (repository, { begun, so_far, total }) => {
    const bar = progress.querySelector("progress"), key = total ? "weights_loading" : begun ? "weights_asking" : "weights_waiting";
    progress.hidden = false;
    if (total) Object.assign(bar, { max: total, value: so_far }); else bar.removeAttribute("value");
    progress.querySelector("span").textContent = say(key, { name: short(repository), done: megabytes(so_far), total: megabytes(total) });
  };

  const label = () => { press.textContent = say(REPOSITORY.test(field.value.trim()) ? "weights_load" : "weights_search"); };
  field.oninput = label;
  part("form").onsubmit = event => {
    event.preventDefault();
    const text = field.value.trim();
    if (REPOSITORY.test(text)) choose(text); else search();
  };
  part("details").ontoggle = event => { if (event.target.open) list(); };

  const speak = () => {
    sayAll();
    label();
    GROUPS.forEach(fill);
    tell();
    if (facts?.reason) offerAgain(name);
  };
  return { show, choose, leave, speak };
};
