// What the page remembers beyond a reload, in the browser's storage. Where there is none to be had (the frame of a Space
// whose visitor blocks third-party cookies, a private window, a full disk) it remembers as long as it is open.

const PAUSE = 400; // milliseconds

// write -> soon(), see there.
const createSoon = write => {
  let waiting = null;
  const now = () => {
    if (waiting === null) return;
    clearTimeout(waiting);
    waiting = null;
    write();
  };
  addEventListener("pagehide", now);
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(now, PAUSE);
  };
};

// find() -> a Storage, or raises.
export const createStore = find => {
  const here = new Map(); // what the browser does not take
  const get = key => {
    if (here.has(key)) return here.get(key);
    try { return find().getItem(key); } catch { return null; }
  };
  const set = (key, value) => {
    here.delete(key);
    try { find().setItem(key, value); } catch { here.set(key, value); }
  };
  return {
    get,
    // What JSON.stringify made of it; null for nothing, and for what is none of ours.
    parsed: key => { try { return JSON.parse(get(key)); } catch { return null; } },
    set,
    // look() -> what JSON is made of, once the hand that calls what this returns pauses, and before the page goes away.
    soon: (key, look) => createSoon(() => set(key, JSON.stringify(look()))),
  };
};

export const tabStore = createStore(() => sessionStorage); // of this tab of the browser
export const siteStore = createStore(() => localStorage); // of all its tabs, until somebody empties it
