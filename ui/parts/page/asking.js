// Asking the server for what is dragged: every input asks, and the newest is never lost.

const QUICK = 40, SURE = 3; // milliseconds; answers
const FRAME = 1000 / 60, LEISURE = 3; // milliseconds: of the screen; that an answer waits for a worker at leisure
const BUSY = 0.6, LEAST = 0.1; // of the time, which one hand alone may keep a worker at; milliseconds, as they are told
const PATIENCE = 8000; // milliseconds; a question that hangs longer gives its place to the next

// A few questions are under way, and an answer older than the one shown is dropped. From a server at leisure there is one
// answer for each frame: so many questions at a time as an answer takes frames, up to `limit`. Where others wait, more would
// only wait in the same line. Then it is one on a quick link, and on another as many more as hide what the way there and
// back takes beyond the server's own time; that is the shortest of at least three, as a server that has much to do is late,
// too. What the page answered by itself (`here`) says nothing of the way, and one such question at a time keeps its processor
// busy.  lost(): what is shown of a question that had no answer.
export const latest = (ask, show, { limit, lost }) => {
  let sent = 0, shown = 0, underway = 0, waiting = null, way = Infinity, answers = 0, frames = 1, here = false;
  const send = async data => {
    const number = ++sent;
    underway++;
    const started = performance.now();
    let answer;
    try { answer = await ask(data); } catch { answer = undefined; }
    underway--;
    const took = performance.now() - started;
    here = Boolean(answer?.here);
    if (!here && answer?.milliseconds !== undefined) {
      way = Math.min(way, took - answer.milliseconds - answer.waited), answers++;
      const work = BUSY * took / Math.max(answer.milliseconds, LEAST); // answers that a worker has time for meanwhile
      frames = answer.waited > LEISURE ? 1 : Math.floor(Math.min(Math.ceil(took / FRAME), work));
    }
    if (waiting) { const next = waiting; waiting = null; send(next); }
    if (number < shown) return;
    shown = number;
    show(answer ?? lost(), data, took);
  };
  // One at least: a browser whose clock is coarse, for privacy, reckons ways of less than nothing.
  const allowed = () => (here || answers < SURE ? 1 : Math.min(limit, Math.max(1, frames, 1 + Math.floor(way / QUICK))));
  return data => { if (underway < allowed()) send(data); else waiting = data; };
};

export const patient = (question, wait = PATIENCE) =>
  Promise.race([question, new Promise(resolve => setTimeout(resolve, wait))]);

// Where many ask at once, the server answers with a place in line and a ticket; the same question with the ticket gets
// the answer. Meanwhile `turn` shows the place: tell(place) with each answer, tell(null) when nothing waits any more.
export const inTurn = (server, tell) => {
  let waits = 0;
  const patiently = ask => async data => {
    let answer = await ask(data);
    if (!answer?.ticket) return answer;
    waits++;
    while (answer?.ticket) {
      tell(answer.place);
      answer = await ask({ ...data, ticket: answer.ticket });
    }
    if (!--waits) tell(null);
    return answer;
  };
  return Object.fromEntries(Object.entries(server).map(([name, ask]) => [name, patiently(ask)]));
};
