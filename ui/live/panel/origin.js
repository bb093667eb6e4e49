// What a run goes on from: nothing, a published checkpoint of its family, or one's own zip from before.

import { number } from "../../parts/page/spoken.js";
import { sendUp } from "./bring.js";

export const createFrom = (panel, place, changed) => {
  const { props, say } = panel;
  place.innerHTML = `
    <p><select></select> <button type="button" class="mine"></button></p>
    <input type="file" accept=".zip" hidden>
    <p class="said" role="status"></p>
    <p class="hint"></p>`;
  const [list, button, field, said, hint] = ["select", ".mine", "[type=file]", ".said", ".hint"].map(name => place.querySelector(name));
  const from = { place, value: "", mine: null };
  let family = null, busy = false;

  const fill = () => {
    const options = [["", say("from_nothing")], ...props.offers.from[family].map(({ name }) => [name, name])];
    if (from.mine?.family === family) options.push(["mine", say("from_mine", { name: from.mine.name, steps: number(from.mine.steps) })]);
    if (!options.some(([value]) => value === from.value)) from.value = "";
    list.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    list.value = from.value;
    const { went_on: fresh = "from_fresh", catch_up: steps = 0 } = props.offers.families[family];
    hint.textContent = say(!from.value ? "from_why" : from.value === "mine" && from.mine.whole ? "from_whole" : fresh, { steps });
  };
  list.addEventListener("change", event => { event.stopPropagation(); from.value = list.value; fill(); changed(from.data()); });
  button.addEventListener("click", () => field.click());
  field.addEventListener("change", async () => {
    const [file] = field.files;
    field.value = "";
    if (!file || busy) return;
    busy = true;
    said.classList.remove("trouble");
    const answer = await sendUp(panel, "checkpoint", [file], {}, share => { said.textContent = share; });
    busy = false;
    said.textContent = answer.error ?? "";
    said.classList.toggle("trouble", Boolean(answer.error));
    if (answer.weights) from.take(answer.weights, true);
  });

  from.take = (mine, choose = false) => {
    from.mine = mine;
    if (mine && choose) from.value = "mine";
    if (mine && choose) changed(from.data(), mine.family);
    if (family) fill();
  };
  // The data set that a published checkpoint knows; one's own may have learned any of its size.
  from.data = () => props.offers.from[family]?.find(({ name }) => name === from.value)?.data;
  from.show = (name, open) => {
    if (family !== name) { family = name; fill(); }
    list.disabled = button.disabled = !open;
  };
  from.words = () => {
    list.setAttribute("aria-label", say("from"));
    button.textContent = say("from_choose");
    if (family) fill();
  };
  return from;
};
