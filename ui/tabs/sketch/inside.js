// What happens inside: the critic's map, the skip connections one by one, and dropout as the only noise.

import { patient } from "../../parts/page/asking.js";
import { clamp, createChoice, fromBase64, make, tell } from "../../parts/page/shared.js";

const SKIPS = 7, INKED = SKIPS, REST = 300; // milliseconds without a change before the slower questions are asked
const PATCHES = 30, FIELD = 70, STRIDE = 8, FIRST = 11.5; // patch i is centred on pixel 8 i + 11.5
const FAKE = [217, 95, 2], REAL = [27, 120, 240]; // told apart by the colour-blind too

// state: { keep, dropout }; changed(): the main picture must be asked for again.
export const createInside = ({ server, say, latest }, root, changed) => {
  const part = name => root.querySelector(`details.${name}`);
  const keep = Array(SKIPS + 1).fill(true); // the last is the ink's, where the model lays ink over its picture
  let shortcuts = SKIPS, noise = "off", opinion = null, differ = null, changes = null;

  // ---- the critic ----
  const heats = root.querySelectorAll(".heat"), fields = root.querySelectorAll(".field");
  const showOpinion = bytes => {
    opinion = bytes;
    for (const heat of heats) {
      heat.hidden = !bytes;
      if (!bytes) continue;
      const context = heat.getContext("2d"), image = context.createImageData(PATCHES, PATCHES);
      bytes.forEach((value, i) => {
        const share = value / 255;
        image.data.set([...FAKE.map((from, c) => from + share * (REAL[c] - from)), 255], 4 * i);
      });
      context.putImageData(image, 0, 0);
    }
    for (const field of fields) field.hidden = true;
    tellScore();
  };
  const tellScore = patch => {
    const node = part("critic").querySelector(".score");
    if (!opinion) return tell(node, say("critic_waits"));
    const share = 100 * opinion.reduce((sum, value) => sum + value, 0) / opinion.length / 255;
    const words = [say("critic_score", { share: share.toFixed(0) })];
    if (patch !== undefined) words.push(say("critic_patch", { share: (opinion[patch] / 2.55).toFixed(0) }));
    tell(node, words.join(" "));
  };
  // Outlines what the patch under the pointer looks at, on drawing and picture alike.
  const point = (event, canvas) => {
    if (!opinion) return;
    const box = canvas.getBoundingClientRect();
    const [column, row] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
      .map(share => clamp(Math.round((share * 256 - FIRST) / STRIDE), 0, PATCHES - 1));
    const edges = index => [-1, 1].map(side => clamp(FIRST + STRIDE * index + side * FIELD / 2, 0, 256) / 2.56);
    const [[left, right], [top, bottom]] = [edges(column), edges(row)];
    for (const field of fields) {
      field.hidden = false;
      Object.assign(field.style, { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });
    }
    tellScore(row * PATCHES + column);
  };
  for (const canvas of root.querySelectorAll(".sheet, .picture")) {
    canvas.addEventListener("pointermove", event => point(event, canvas));
    canvas.addEventListener("pointerleave", () => { for (const field of fields) field.hidden = true; tellScore(); });
  }

  // ---- the skips and the noise: slower questions, asked once the hand rests ----
  const slow = (name, show) => latest(data => patient(server[name](data)), (answer, data) => {
    if (!answer.error && data.pixels === wanted.pixels && data.hints === wanted.hints && data.model === wanted.model) show(answer);
  }, 1);
  const wanted = { pixels: null, hints: null, model: null };
  const askLevels = slow("levels", answer => {
    changes = answer.changes;
    part("skips").querySelectorAll("img").forEach((image, i) => {
      if (!(i in answer.pictures)) return;
      image.src = answer.pictures[i];
      image.hidden = false;
    });
    speak();
  });
  const askSamples = slow("samples", answer => {
    const row = part("noise").querySelector(".six");
    row.replaceChildren(...answer.pictures.map(source => Object.assign(new Image(), { src: source, alt: "" })));
    differ = answer;
    speak();
  });
  let resting = null;
  const rest = question => {
    clearTimeout(resting);
    if (!part("skips").open && !(part("noise").open && noise === "six")) return;
    resting = setTimeout(async () => {
      Object.assign(wanted, await question());
      if (!wanted.pixels) return;
      if (part("skips").open) askLevels({ ...wanted });
      if (part("noise").open && noise === "six") askSamples({ ...wanted });
    }, REST);
  };

  const tiles = keep.map((_, level) => {
    const turn = () => { keep[level] = !keep[level]; speak(); changed(); };
    const inside = [make("img", { alt: "", hidden: true }), ...["b", "span", "small"].map(tag => make(tag))];
    return make("button", { type: "button", onclick: turn }, ...inside);
  });
  part("skips").querySelector(".levels").replaceChildren(...tiles);
  const choice = createChoice(part("noise").querySelector(".segments"), value => {
    noise = value;
    part("noise").querySelector(".six").hidden = value !== "six";
    speak();
    changed();
  });
  for (const name of ["critic", "skips", "noise"]) {
    part(name).addEventListener("toggle", () => { if (name === "critic" && !part(name).open) showOpinion(null); changed(); });
  }

  const speak = () => {
    tell(part("skips").querySelector(".why"), say(shortcuts > SKIPS ? "skips_why_ink" : "skips_why"));
    tiles.forEach((tile, level) => {
      const [name, on, change] = tile.querySelectorAll("b, span, small");
      const carries = say(level === INKED ? "skip_ink" : `skip_${level}`), side = 2 ** (SKIPS - level);
      const title = level === INKED ? say("ink") : `${side} × ${side}`;
      tell(name, title);
      tell(on, say(keep[level] ? "skip_on" : "skip_off"));
      tell(change, level in (changes ?? {}) ? say("skip_change", { change: changes[level].toFixed(1) }) : carries);
      tile.title = carries;
      tile.setAttribute("aria-label", `${say("skip")} ${title}: ${carries}`);
      tile.hidden = level >= shortcuts;
      tile.ariaPressed = keep[level];
    });
    choice.build(["off", "on", "six"], value => say(`noise_${value}`));
    choice.show(noise);
    const told = noise === "six" && differ;
    tell(part("noise").querySelector(".differ"), told
      ? say("noise_differ", { between: differ.between.toFixed(1), beside: differ.beside.toFixed(1) }) : "");
    tellScore();
  };

  const kept = () => keep.slice(0, shortcuts);
  return {
    speak, rest,
    use: ink => {
      shortcuts = SKIPS + (ink ? 1 : 0);
      part("skips").querySelector(".levels").style.setProperty("--shortcuts", shortcuts);
    },
    settings: () => ({
      critic: part("critic").open,
      dropout: part("noise").open && noise === "on",
      keep: part("skips").open && kept().includes(false) ? kept() : null,
    }),
    show: answer => { if (answer.critic && part("critic").open) showOpinion(fromBase64(answer.critic)); },
    wipe: () => {
      showOpinion(null);
      clearTimeout(resting);
      Object.assign(wanted, { pixels: null, hints: null, model: null });
      changes = differ = null;
      part("noise").querySelector(".six").replaceChildren();
      for (const image of part("skips").querySelectorAll("img")) image.hidden = true;
      speak();
    },
  };
};
