// What every panel's script may use. Gradio hands over: element, props, server, watch.

const language = () => (props.value === "ko" ? "ko" : "en");

// The words of this panel in the reader's language; {fields} are filled in.
const say = (key, fields = {}) =>
  (props.words[language()][key] ?? props.words.app[language()][key] ?? key)
    .replace(/\{(\w+)\}/g, (_, name) => fields[name]);

const sayAll = () => {
  for (const node of element.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  for (const node of element.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  for (const node of element.querySelectorAll("[data-title]")) node.title = say(node.dataset.title);
};

// Runs `speak` now and whenever the reader switches language.
const onLanguage = speak => {
  const all = () => { sayAll(); speak?.(); };
  all();
  watch("value", all);
};

// Where many ask at once, the server answers with a place in line and a ticket; the same question with the ticket gets
// the answer. Meanwhile the panel shows the place.
{
  const turn = Object.assign(document.createElement("p"), { className: "turn", hidden: true, role: "status" });
  element.append(turn);
  let waits = 0;
  const patiently = ask => async data => {
    let answer = await ask(data);
    if (!answer?.ticket) return answer;
    waits++;
    while (answer?.ticket) {
      turn.hidden = !answer.place;
      turn.textContent = say("turn", { place: answer.place });
      answer = await ask({ ...data, ticket: answer.ticket });
    }
    if (!--waits) turn.hidden = true;
    return answer;
  };
  server = Object.fromEntries(Object.entries(server).map(([name, ask]) => [name, patiently(ask)]));
}

// A caller for what is dragged: every input asks, a few questions are under way, the newest input is never lost, and an
// answer older than the one shown is dropped. One question at a time on a quick link: more would only wait in line for
// the same cores. What the way there and back takes beyond the server's own time is hidden by more, up to `limit`; it
// is the shortest of at least three, as a server that has much to do is late, too, and then more would make it worse.
const QUICK = 40, SURE = 3; // milliseconds; answers
const latest = (ask, show, limit = 3) => {
  let sent = 0, shown = 0, underway = 0, waiting = null, way = Infinity, answers = 0;
  const send = async data => {
    const number = ++sent;
    underway++;
    const started = performance.now();
    let answer;
    try { answer = await ask({ ...data, language: language() }); } catch { answer = undefined; }
    underway--;
    const took = performance.now() - started;
    if (answer?.milliseconds !== undefined) way = Math.min(way, took - answer.milliseconds - answer.waited), answers++;
    if (waiting) { const next = waiting; waiting = null; send(next); }
    if (number < shown) return;
    shown = number;
    show(answer ?? { error: say("no_answer"), lost: true }, data, took);
  };
  const allowed = () => (answers < SURE ? 1 : Math.min(limit, 1 + Math.floor(way / QUICK)));
  return data => { if (underway < allowed()) send(data); else waiting = data; };
};

// The panel's state as the page's address, so that a link opens what is on the screen. Written once the hand rests:
// browsers refuse an address that changes a hundred times. Under another tab it waits for that tab to be opened again
// (ui/app.py); the room that one watches stays in the address of every tab.
let resting = null;
const remember = (tab, state) => {
  clearTimeout(resting);
  const write = () => {
    const asked = new URLSearchParams(location.search), room = asked.get("room");
    const query = "?" + new URLSearchParams({ tab, ...(room && { room }), ...state })
      .toString().replace(/%(2C|2F|40)/g, decodeURIComponent);
    sessionStorage[`address-${tab}`] = query;
    if ((asked.get("tab") ?? tab) === tab) history.replaceState(null, "", query);
  };
  resting = setTimeout(write, 250);
};
const recall = tab => {
  const query = new URLSearchParams(location.search);
  return query.get("tab") === tab ? Object.fromEntries(query) : {};
};
