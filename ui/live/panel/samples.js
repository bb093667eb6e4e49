// Samples by seed: the generator of one moment, asked again and again; the same seed is the same z at any step.

import { number } from "../../parts/page/spoken.js";
import { ROOT } from "./session.js";

export const createSamples = ({ say, latest }, place, roomOf) => {
  place.innerHTML = `
    <form>
      <label><span class="name seed-name"></span><input type="number" name="seed" min="0" max="4294967295" step="1" value="0"></label>
      <button type="button" class="reseed"></button>
      <label><span class="name count-name"></span><input type="range" name="count" min="8" max="64" step="8" value="16"></label>
      <label><span class="name truncation-name"></span><input type="range" name="truncation" min="0" max="3" step="0.05" value="3"></label>
      <button type="button" class="newest"></button>
    </form>
    <p class="complaint" role="alert"></p>
    <figure hidden><img><figcaption class="hint"></figcaption></figure>`;
  const [form, complaint, figure, picture, caption] =
    ["form", ".complaint", "figure", "img", "figcaption"].map(name => place.querySelector(name));
  let newest = true, shown = null;

  const fetched = async question => {
    const { language: _, ...query } = question;
    const response = await fetch(`${ROOT}/${roomOf()}/samples.jpg?${new URLSearchParams(query)}`, {
      headers: { "X-Session": window.__gradio_session_hash__ ?? "" }, // a turn of this page's own
    });
    if (!response.ok) return response.json();
    return { step: +response.headers.get("X-Step"), picture: URL.createObjectURL(await response.blob()) };
  };
  const speak = () => {
    if (!shown) return;
    const fields = { step: number(shown.step), seed: shown.seed };
    caption.textContent = say("samples_of", fields);
    picture.alt = caption.textContent;
  };
  const ask = latest(fetched, (answer, question) => {
    complaint.textContent = answer.error ?? "";
    if (answer.error) return;
    if (shown) URL.revokeObjectURL(shown.picture);
    shown = { ...answer, seed: question.seed };
    picture.src = shown.picture;
    figure.hidden = false;
    figure.dataset.step = shown.step;
    speak();
  });
  const change = () => {
    if (!form.seed.checkValidity() || form.seed.value === "") { complaint.textContent = say("samples_seed"); return; }
    const [seed, count, truncation] = ["seed", "count", "truncation"].map(name => form[name].value);
    const columns = Math.min(count, innerWidth < 600 ? 8 : 16);
    figure.style.maxWidth = `${4.5 * columns}rem`;
    ask({ seed, count, truncation, columns, newest });
    newest = false;
  };
  form.addEventListener("input", change);
  form.addEventListener("change", event => event.stopPropagation());
  form.addEventListener("submit", event => event.preventDefault());
  place.querySelector(".reseed").addEventListener("click", () => { form.seed.value = Math.floor(Math.random() * 10000); change(); });
  place.querySelector(".newest").addEventListener("click", () => { newest = true; change(); });

  return {
    words: () => {
      for (const [part, key] of [["seed-name", "knob_seed"], ["count-name", "samples_count"], ["truncation-name", "samples_variety"],
        ["reseed", "samples_reseed"], ["newest", "samples_newest"]]) place.querySelector(`.${part}`).textContent = say(key);
      place.querySelector("[name=truncation]").title = say("samples_variety_why");
      place.querySelector(".newest").title = say("samples_newest_why");
      speak();
    },
  };
};
