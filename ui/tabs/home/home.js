// The gallery: mosaics that the models painted, each fading from one of its frames to the next.

const cards = element.querySelector(".cards");
const SECONDS = { sketch: 2, latent: 0.5, classes: 1.8, live: 1 };  // from one frame to the next
const FADE = 0.12;  // seconds of it in which both are seen

cards.innerHTML = props.cards.map(tab => `
  <article data-tab="${tab}">
    <canvas role="img" data-label="${tab}_picture"></canvas>
    <h3 data-word="${tab}_title"></h3>
    <p data-word="${tab}_text"></p>
    ${props.words.en[`${tab}_open`] ? `<a href="?tab=${tab}" data-word="${tab}_open"></a>` : ""}
  </article>`).join("");

// A link, so that it opens in a new window too; a plain click changes the tab without loading the page again.
cards.addEventListener("click", event => {
  const tab = event.target.closest("a")?.closest("article").dataset.tab;
  const button = tab && document.getElementById(`tab-${tab}-button`);
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  button.click();
});

const still = matchMedia("(prefers-reduced-motion: reduce)");

const play = (canvas, sheet, frames, seconds) => {
  [canvas.width, canvas.height] = [sheet.width, sheet.height / frames];
  const context = canvas.getContext("2d");
  const draw = (frame, opacity) => {
    context.globalAlpha = opacity;
    context.drawImage(sheet, 0, (frame % frames) * canvas.height, canvas.width, canvas.height, 0, 0, canvas.width, canvas.height);
  };
  draw(0, 1);
  canvas.classList.add("shown");
  if (frames < 2) return;
  setInterval(() => {
    if (still.matches || document.hidden || !canvas.offsetParent) return;
    const time = performance.now() / 1000 / seconds, frame = Math.floor(time);
    draw(frame, 1);
    draw(frame + 1, Math.max(0, 1 - (frame + 1 - time) * seconds / FADE));
  }, 50);
};

let made = null;
const speak = () => { if (made) element.querySelector(".made").textContent = say("made", made); };
onLanguage(speak);

(async () => {
  const answer = await server.pictures({ language: language() });
  if (!answer || answer.error) { element.querySelector(".made").textContent = answer?.error ?? say("no_answer"); return; }
  for (const article of cards.children) {
    const tab = article.dataset.tab, sheet = new Image();
    sheet.src = answer.sheets[tab];
    await sheet.decode();
    play(article.querySelector("canvas"), sheet, answer.frames[tab], SECONDS[tab]);
  }
  made = { count: answer.count };
  speak();
})();
