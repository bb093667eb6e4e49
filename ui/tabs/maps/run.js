// t-SNE at work on the maps' first pictures, in the page: the perplexity turns while it runs, and the next run begins from
// the principal components or from chance. The large digits are where the classes were when the run before had ended.

import { fromBase64, make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";
import { agreement, centres, createTsne, EARLY, fromChance, fromPca, mostPerplexity, squaredDistances } from "./tsne.js";

const FIRST = 30, LEAST = 2; // perplexity
const STEPS = 1000, MORE = 400; // of a run, and after a turn of the perplexity
const A_FRAME = 4, BUDGET = 9; // steps between two pictures at most, and the milliseconds that these may take
const SIDE = 28, PAPER = "#0f172a";

// What the slider says, in [0, 1], as a perplexity: each step of it a share more. Beyond the last there is none.
export const perplexityAt = (share, most) => LEAST * ((most * 1.2) / LEAST) ** share;
export const shareOf = (perplexity, most) => Math.log(perplexity / LEAST) / Math.log((most * 1.2) / LEAST);

export const createRun = ({ say }, root, { colours, className }) => {
  const find = selector => root.querySelector(selector);
  const canvas = find(".field"), slider = find(".perplexity"), output = find("output");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let data = null, tsne = null, stamps = null, squares = null, before = null, goal = 0, perplexity = FIRST, beginning = "pca";
  let reach = 1, running = false, seen = false, seed = 0, kl = null, frame = 0;

  const draw = () => {
    const context = canvas.getContext("2d"), side = canvas.width;
    context.fillStyle = PAPER;
    context.fillRect(0, 0, side, side);
    if (!tsne) return;
    const far = tsne.places.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9) * 1.12;
    reach = Math.abs(Math.log(far / reach)) > 1 ? far : reach + (far - reach) * 0.1;
    const at = places => i => [side * (0.5 + places[2 * i] / reach / 2), side * (0.5 - places[2 * i + 1] / reach / 2)];
    const size = side / 26, place = at(tsne.places);
    if (before) {
      const named = className(0).length > 1;
      Object.assign(context, { textAlign: "center", textBaseline: "middle", font: `700 ${side / (named ? 20 : 7)}px system-ui`, globalAlpha: 0.35 });
      const ghost = at(before.centres.map(value => value / before.reach * reach));
      for (let label = 0; label < 10; label++) {
        if (Number.isNaN(before.centres[2 * label])) continue;
        context.fillStyle = colours[label];
        context.fillText(className(label), ...ghost(label));
      }
      context.globalAlpha = 1;
    }
    for (let i = 0; i < data.count; i++) {
      const [x, y] = place(i);
      if (stamps) context.drawImage(stamps, i * SIDE, 0, SIDE, SIDE, x - size / 2, y - size / 2, size, size);
      else { context.fillStyle = colours[data.labels[i]]; context.fillRect(x - size / 8, y - size / 8, size / 4, size / 4); }
    }
  };

  const tellSteps = () => {
    const steps = tsne?.steps() ?? 0, fields = { steps: number(steps), kl: number(kl ?? 0, { maximumFractionDigits: 2, minimumFractionDigits: 2 }) };
    tell(find(".steps"), !tsne ? "" : steps < EARLY ? say("steps_early", fields) : say("steps", fields));
    tell(find("[data-do=pause]"), say(running ? "pause" : "go_on"));
    const same = before && tsne && steps > EARLY ? agreement(centres(tsne.places, data.labels), before.centres) : null;
    tell(find(".agreement"), same === null ? "" : say(`agreement_${beginning}`, { value: number(same, { maximumFractionDigits: 2, minimumFractionDigits: 2 }) }));
  };

  const tick = () => {
    frame = 0;
    if (!running || !seen || document.hidden) return;
    const until = performance.now() + BUDGET;
    for (let steps = 0; steps < A_FRAME && performance.now() < until && tsne.steps() < goal; steps++) tsne.step();
    if (tsne.steps() % 20 < A_FRAME || tsne.steps() >= goal) kl = tsne.divergence();
    if (tsne.steps() >= goal) running = false;
    draw();
    tellSteps();
    go();
  };
  const go = () => { if (running && seen && tsne) frame ||= requestAnimationFrame(tick); };

  const begin = from => {
    if (!data) return;
    if (tsne && tsne.steps() > EARLY + 50) before = { centres: centres(tsne.places, data.labels), reach };
    beginning = from;
    const places = from === "pca" ? fromPca(data.codes, data.count, data.size) : fromChance(data.count, ++seed);
    tsne = createTsne(squares, data.count, perplexity, places);
    [goal, running, kl, reach] = [STEPS, true, null, 1];
    tellSteps();
    go();
  };
  const turn = () => {
    if (!data) return;
    const most = mostPerplexity(data.count), asked = perplexityAt(Number(slider.value), most), wanted = Math.round(Math.min(asked, most));
    tell(find(".most"), asked > most * 1.01 ? say("perplexity_most", { count: number(data.count), most }) : "");
    if (wanted === perplexity || !tsne) return;
    perplexity = wanted;
    tell(output, String(perplexity));
    tsne.turn(perplexity);
    [goal, running] = [Math.max(STEPS, tsne.steps() + MORE), true];
    tellSteps();
    go();
  };
  slider.oninput = turn;
  find("[data-do=pca]").onclick = () => begin("pca");
  find("[data-do=chance]").onclick = () => begin("chance");
  find("[data-do=pause]").onclick = () => {
    if (!tsne) { begin("pca"); return; }
    running = !running;
    if (running && tsne.steps() >= goal) goal = tsne.steps() + MORE;
    tellSteps();
    go();
  };

  new ResizeObserver(() => {
    canvas.width = canvas.height = Math.round(canvas.clientWidth * devicePixelRatio);
    draw();
  }).observe(canvas);
  new IntersectionObserver(entries => {
    seen = entries.at(-1).isIntersecting;
    if (seen && !tsne && !still.matches) begin("pca");
    go();
  }).observe(canvas);
  document.addEventListener("visibilitychange", go);

  // The pictures as stamps in the colours of their classes, side by side.
  const stamped = (sheet, columns) => {
    const strip = make("canvas", { width: data.count * SIDE, height: SIDE }), one = make("canvas", { width: SIDE, height: SIDE });
    const context = strip.getContext("2d"), small = one.getContext("2d", { willReadFrequently: true });
    for (let i = 0; i < data.count; i++) {
      small.drawImage(sheet, i % columns * SIDE, Math.floor(i / columns) * SIDE, SIDE, SIDE, 0, 0, SIDE, SIDE);
      const pixels = small.getImageData(0, 0, SIDE, SIDE), ink = colours[data.labels[i]];
      for (let p = 0; p < pixels.data.length; p += 4) {
        pixels.data[p + 3] = pixels.data[p];
        for (let c = 0; c < 3; c++) pixels.data[p + c] = parseInt(ink.slice(1 + 2 * c, 3 + 2 * c), 16);
      }
      context.putImageData(pixels, i * SIDE, 0);
    }
    return strip;
  };

  return {
    speak: () => { tell(output, String(perplexity)); if (data) turn(); tellSteps(); draw(); },
    // told: { count, size, codes } as the server sends them.  labels: of all pictures.
    use: ({ count, size, codes }, labels) => {
      const values = Float64Array.from(new Int16Array(fromBase64(codes).buffer), value => value / 32_000);
      data = { count, size, codes: values, labels: labels.slice(0, count) };
      squares = squaredDistances(values, count, size);
      perplexity = Math.min(FIRST, mostPerplexity(count));
      slider.value = shareOf(perplexity, mostPerplexity(count));
      [tsne, stamps, before] = [null, null, null];
      tell(output, String(perplexity));
      if (seen && !still.matches) begin("pca");
      tellSteps();
      draw();
    },
    picture: (sheet, columns) => { stamps = stamped(sheet, columns); draw(); },
  };
};
