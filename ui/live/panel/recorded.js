// Before anybody starts, a short run that was recorded shows what is to come.

const still = matchMedia("(prefers-reduced-motion: reduce)");

// view: where it is played.  idle(): whether nobody has started or opened a run.
export const createRecorded = ({ props }, view, idle) => {
  let playing = null;

  return async family => {
    const address = props.offers.families[family].recorded;
    if (!idle() || !address || still.matches) {
      if (playing) { playing = null; view.still(); }
      return;
    }
    if (playing === family) return;
    playing = family;
    const told = await fetch(new URL(`../../${address}`, import.meta.url))
      .then(answer => (answer.ok ? answer.json() : null)).catch(() => null);
    if (told && playing === family && idle()) view.play({ family, ...told });
  };
};
