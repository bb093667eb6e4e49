// Asking the server for what is dragged: every input asks, and the newest is never lost.

const QUICK = 40, SURE = 3; // milliseconds; answers
const PATIENCE = 8000; // milliseconds; a question that hangs longer gives its place to the next

// A few questions are under way, and an answer older than the one shown is dropped. One question at a time on a quick
// link: more would only wait in line for the same cores. What the way there and back takes beyond the server's own time
// is hidden by more, up to `limit`; it is the shortest of at least three, as a server that has much to do is late, too,
// and then more would make it worse. What the page answered by itself (`here`) says nothing of the way, and one such question
// at a time keeps its processor busy.  lost(): what is shown of a question that had no answer.
export const latest = (ask, show, { limit, lost }) => {
  let sent = 0, shown = 0, underway = 0, waiting = null, way = Infinity, answers = 0, here = false;
  const send = async data => {
    const number = ++sent;
    underway++;
    const started = performance.now();
    let answer;
    try { answer = await ask(data); } catch { answer = undefined; }
    underway--;
    const took = performance.now() - started;
    here = Boolean(answer?.here);
    if (!here && answer?.milliseconds !== undefined) way = Math.min(way, took - answer.milliseconds - answer.waited), answers++;
    if (waiting) { const next = waiting; waiting = null; send(next); }
    if (number < shown) return;
    shown = number;
    show(answer ?? lost(), data, took);
  };
  const allowed = () => (here || answers < SURE ? 1 : Math.min(limit, 1 + Math.floor(way / QUICK)));
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
