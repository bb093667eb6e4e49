// What can wait until a hand rests, and is done now and then as long as it moves: what a drawing costs, say.

const RESTS = 40, MOVES = 250; // milliseconds without a move that are a rest; longest wait for one

export const createRest = () => {
  let last = -Infinity;
  const pause = () => new Promise(resolve => { setTimeout(resolve, RESTS / 4); });
  const come = async () => {
    for (const begun = performance.now(); performance.now() < Math.min(last + RESTS, begun + MOVES);) await pause();
  };
  return { moved: () => { last = performance.now(); }, come };
};
