// How many streams the windows of one browser hold together. Over HTTP/1.1 it has six connections for one server, and a
// stream keeps one: with six of them nothing else gets through, neither a seventh page nor Pause in the first. The
// windows tell each other what they hold, and the eldest seats are the ones that are given.

export const MOST = 4; // streams; two connections are left for pages, pictures and controls
const ANSWERED = 300; // milliseconds in which every window that lives has answered, also on a busy machine
const AGAIN = 3000; // milliseconds until a window that waits asks whether all the others still live

// channel: a BroadcastChannel, or what is like one.  most: streams at a time; over HTTP/2 there is no bound.
// take(tell) -> leave(); tell(whether there is a seat) now or soon, and whenever it changes.
export const createSeats = (channel, most) => {
  const me = Math.random(), mine = new Set(), others = new Map(); // of each window: since when it has wanted its seats
  let sure = false, waiting = null, number = 0;

  const say = ask => channel.postMessage({ from: me, seats: [...mine].map(seat => seat.since), ask });
  const elder = seat => {
    const all = [...others].flatMap(([from, seats]) => seats.map(since => ({ since, from })));
    for (const { since, number } of mine) all.push({ since, from: me, number });
    return all.filter(({ since, from, number = 0 }) => (
      since - seat.since || from - me || number - seat.number) < 0).length;
  };
  const judge = () => {
    if (!sure) return;
    for (const seat of [...mine]) {
      const given = elder(seat) < most;
      if (given === seat.given) continue;
      seat.given = given;
      seat.tell(given);
    }
    if ([...mine].some(({ given }) => !given)) waiting ??= setTimeout(ask, AGAIN);
  };
  const ask = () => {
    clearTimeout(waiting);
    waiting = null;
    sure = false;
    others.clear();
    say(true);
    setTimeout(() => { sure = true; judge(); }, ANSWERED);
  };
  channel.onmessage = ({ data }) => {
    others.set(data.from, data.seats);
    if (data.ask) say(false);
    judge();
  };
  ask();

  return tell => {
    const seat = { since: Date.now(), number: number++, tell, given: null };
    mine.add(seat);
    say(false);
    judge();
    return () => {
      mine.delete(seat);
      say(false);
      judge();
    };
  };
};

const together = () => {
  const { nextHopProtocol } = performance.getEntriesByType("navigation")[0] ?? {};
  let channel = { postMessage: () => {} }; // where a frame may have none, each window counts its own
  try { channel = new BroadcastChannel("genmodels-streams"); } catch { /* see above */ }
  return createSeats(channel, /^h[23]/.test(nextHopProtocol) ? Infinity : MOST);
};
let seats = null;
export const sharedSeats = () => seats ??= together(); // of this page; the sooner, the more it knows when it takes one
