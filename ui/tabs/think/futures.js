// One picture that is being written and others that it might become: all begin with the pixels written so far, and each
// goes on by random numbers of its own. A future that has foreseen the newest pixel stays as it is.

export const FREE = 255; // of a pixel that nobody painted, or that is still to come

export const createFutures = (network, count, random = Math.random) => {
  const pixels = network.size ** 2, painted = new Uint8Array(pixels).fill(FREE);
  const threads = Array.from({ length: count }, network.createThread); // the first is the picture itself
  const due = threads.map(() => 0); // of each the first pixel that it has to decide anew
  let chance = [], now = 0, temperature = 1;

  const behind = (index, from) => { due[index] = Math.min(due[index], from); };
  const all = from => threads.forEach((_, index) => behind(index, from));
  // A pixel of a future: what is written stays, what is painted stays, the rest is drawn.
  const decide = index => (place, probabilities) => {
    if (place < now && index) return threads[0].values[place];
    if (painted[place] !== FREE) return painted[place];
    let value = 0, below = probabilities[0];
    while (value < probabilities.length - 1 && chance[index][place] >= below) below += probabilities[++value];
    return value;
  };

  // All anew, by other random numbers; what was painted stays.
  const begin = () => {
    now = 0;
    chance = threads.map(() => Float32Array.from({ length: pixels }, () => random()));
    all(0);
  };
  // Goes on by one row, the picture itself first; false if there was nothing to do.
  const work = () => {
    const index = due.findIndex((from, other) => from < pixels && (!other || due[0] > from));
    if (index < 0) return false;
    due[index] = threads[index].write(due[index], decide(index), temperature);
    return true;
  };
  // The picture is written as far as here; a future that said otherwise has to think again.
  const reach = place => {
    const before = now;
    now = Math.min(place, due[0]);
    for (let index = 1; index < count; index++) {
      for (let at = before; at < now && at < due[index]; at++) {
        if (threads[index].values[at] === threads[0].values[at]) continue;
        threads[index].values[at] = threads[0].values[at];
        behind(index, at + 1);
      }
    }
  };
  // [[place, its value or FREE], ...]: pixels that are so whatever the network thinks. What follows is decided again.
  const paint = strokes => {
    for (const [place, value] of strokes) {
      painted[place] = value;
      all(place);
    }
  };
  const forget = () => { painted.fill(FREE); all(0); };
  const warm = value => { temperature = value; all(0); };

  // futures: values, FREE where one is still to come.  open: how white it is expected to be, the mean of all that know,
  // or -1.
  // own: the same in the picture itself.
  const told = () => ({
    now,
    own: threads[0].expected.slice(),
    futures: threads.map(({ values }, index) => values.map((value, place) => (place < due[index] ? value : FREE))),
    open: Float32Array.from({ length: pixels }, (_, place) => {
      const known = threads.filter((_thread, index) => due[index] > place);
      return known.length ? known.reduce((sum, { expected }) => sum + expected[place], 0) / known.length : -1;
    }),
  });
  begin();
  return { begin, work, reach, paint, forget, warm, told };
};
