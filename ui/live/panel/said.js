// What is said of a run: a sentence, or a word for its state and the numbers behind it.

import { rounded } from "../../parts/charts/charts.js";
import { number } from "../../parts/page/spoken.js";
import { dataTitle } from "./bring.js";
import { knobName } from "./knobs.js";

// chosen: {data, pupil} of the bar; pictures: whether somebody's own are here; mine: whether this page has the controls.
export const sentence = (panel, told, { data, pupil }, { pictures, mine }) => {
  const { props, say, language, knows } = panel, { state: at, frame, about } = told ?? {};
  const facts = { step: number(frame?.step ?? 0), place: told?.place, good: number(told?.good), sentence: told?.sentence };
  if (!at || at === "none") {
    if (data === "own") return say(pictures ? "own_ready" : "own_first", props.offers.own);
    if (pupil) return say("pupil");
    const { here, by_hand: byHand } = props.offers.data[data];
    return say(here ? "ready" : byHand ? "by_hand" : "ready_download", { data: dataTitle(panel, data) });
  }
  if (at === "loading" && about.download) return say("downloading", { data: dataTitle(panel, about.data) });
  if (at === "ended" && told.reason === "failed") return say("ended_failed", { sentence: told.sentence[language()].replace(/\.$/, "") });
  if (at === "ended" && told.reason === "diverged") {
    const value = told.value == null ? say("not_a_number") : rounded(told.value), metric = `metric_${told.metric}`;
    const rates = props.offers.families[told.family].knobs.filter(({ name }) => name.endsWith("learning_rate"))
      .map(({ name }) => `${knobName(panel, told.family, name)} ${rounded(told.knobs[name])}`).join(", ");
    return say("ended_diverged", {
      ...facts, step: number(told.step), metric: knows(metric) ? say(metric) : told.metric, value, rates,
    });
  }
  if (at === "ended") return say(`ended_${told.reason}`, facts);
  const rate = frame?.metrics?.rate, seconds = Math.floor(frame?.seconds ?? 0);
  return [say(`state_${at}`, facts), [
    frame?.step !== undefined && say("at_step", facts),
    frame?.seconds !== undefined && `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`,
    rate && say("speed_is", { rate: rounded(rate), images: rounded(frame.metrics.images) }),
    told.watching > 1 && say("watching", { count: told.watching }),
    told.checkpoint && say("went_on", { name: told.checkpoint === true ? say("from_own") : told.checkpoint, steps: number(told.begin) }),
    about?.fallback && say("fallback"),
    !mine && say("not_mine"),
  ].filter(Boolean).map(fact => ` · ${fact}`).join("")];
};
