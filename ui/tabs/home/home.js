// The gallery: mosaics that the models painted, each fading from one of its frames to the next. A mosaic is a file, fetched
// before it comes on the screen, or where none is true painted by the server.

import { openPanel } from "../../parts/page/page.js";
import { make } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";

const FADE = 0.12;  // seconds of it in which both are seen
const still = matchMedia("(prefers-reduced-motion: reduce)");

// `playing`: the canvases that are on the screen; one that is not costs nothing.
const play = (canvas, sheet, frames, seconds, playing) => {
  [canvas.width, canvas.height] = [sheet.width, sheet.height / frames];
  const context = canvas.getContext("2d");
  const draw = (frame, opacity) => {
    context.globalAlpha = opacity;
    context.drawImage(sheet, 0, (frame % frames) * canvas.height, canvas.width, canvas.height, 0, 0, canvas.width, canvas.height);
  };
  let drawn = 0;  // the frame, and as a fraction how far it has faded into the next
  draw(0, 1);
  canvas.classList.add("shown");
  if (frames < 2) return;
  setInterval(() => {
    if (still.matches || document.hidden || !playing.has(canvas)) return;
    const time = performance.now() / 1000 / seconds, frame = Math.floor(time);
    const faded = Math.max(0, 1 - (frame + 1 - time) * seconds / FADE);
    if (frame + faded === drawn) return;
    drawn = frame + faded;
    draw(frame, 1);
    if (faded) draw(frame + 1, faded);
  }, 50);
};

// Does the address open another tab? Until Gradio has opened it, Home is on the screen for a moment.
const leaving = () => {
  const asked = new URLSearchParams(location.search), tab = asked.get("tab") ?? (asked.has("room") ? "live" : "home");
  return tab !== "home" && document.getElementById(`tab-${tab}-button`) !== null;
};

// Resolves once the node is on the screen to stay: a page that opens at another tab fetches none of the pictures.
const seen = node => new Promise(resolve => {
  new IntersectionObserver((entries, observer) => {
    if (!entries.at(-1).isIntersecting || leaving()) return;
    observer.disconnect();
    resolve();
  }).observe(node);
});

// What is said of a tab: its words are named by the tab's name.
const spoken = (tag, word, properties = {}) => {
  const node = make(tag, properties);
  node.dataset.word = word;
  return node;
};
const card = (tab, linked) => {
  const canvas = make("canvas", { role: "img" });
  canvas.dataset.label = `${tab}_picture`;
  const article = make("article", {}, canvas, spoken("h3", `${tab}_title`), spoken("p", `${tab}_text`));
  if (linked) article.append(spoken("a", `${tab}_open`, { href: `?tab=${tab}` }));
  article.dataset.tab = tab;
  return article;
};

export const start = async context => {
  const { element, props, server, language, say, knows, onLanguage } = await openPanel(context, {
    words: ["home", ...context.props.cards.map(({ tab }) => `card_${tab}`)], styles: ["tabs/home/home"],
  });
  const cards = element.querySelector(".cards"), made = element.querySelector(".made");
  cards.replaceChildren(...props.cards.map(({ tab }) => card(tab, knows(`${tab}_open`))));

  let count = null;
  const speak = () => { if (count !== null) made.textContent = say("made", { count: number(count) }); };
  onLanguage(speak);

  await seen(element);
  const playing = new Set(), offered = new Map(), fetched = new Set();
  const paint = async (canvas, { sheet: address, frames, seconds }) => {
    const sheet = new Image();
    sheet.src = new URL(address, document.baseURI);  // a file, or the picture itself as a data URL
    await sheet.decode();
    play(canvas, sheet, frames, seconds, playing);
  };
  const watching = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      playing[isIntersecting ? "add" : "delete"](target);
      if (!isIntersecting || fetched.has(target)) continue;
      fetched.add(target);
      paint(target, offered.get(target)).catch(() => { made.textContent = say("no_answer"); });
    }
  }, { rootMargin: "300px" });
  const offer = card => {
    const canvas = cards.querySelector(`[data-tab="${card.tab}"] canvas`);
    offered.set(canvas, card);
    watching.observe(canvas);
  };

  props.cards.filter(({ sheet }) => sheet).forEach(offer);
  const others = props.cards.filter(({ sheet }) => !sheet);
  if (others.length) {
    const answer = await server.pictures({ language: language() });
    if (!answer || answer.error) { made.textContent = answer?.error ?? say("no_answer"); return; }
    for (const card of others) if (answer.cards[card.tab]) offer({ ...card, ...answer.cards[card.tab] });
  }
  count = [...offered.values()].reduce((sum, { made }) => sum + made, 0);
  speak();
};
