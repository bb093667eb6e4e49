// One face under attributes: a slider from 0 to 1 for each, and above it the same z all along the slider.

import { clamp, followPointer, make, tell } from "../../parts/page/shared.js";
import { number } from "../../parts/page/spoken.js";

// The value under a pointer, as a share of the strip: 0 lies in the middle of the first picture, 1 in that of the last.
export const valueAt = (share, steps) => Math.round(100 * clamp((share * steps - 0.5) / (steps - 1), 0, 1)) / 100;

// moved(values): a hand has turned one of them.
export const createAttributes = ({ say, knows }, root, moved) => {
  const face = make("canvas", { role: "img" }), caption = make("figcaption"), strips = make("div", { className: "strips" });
  let names = [], values = [], rows = [], answer = null, painted = 0, decoded = 0;
  const title = name => (knows(`attribute_${name.toLowerCase()}`) ? say(`attribute_${name.toLowerCase()}`) : say("attribute", { name }));
  const percent = share => number(share, { style: "percent", maximumFractionDigits: 0 });

  const mark = () => rows.forEach((row, i) => {
    row.node.style.setProperty("--at", values[i]);
    row.input.value = values[i];
    row.input.setAttribute("aria-valuetext", percent(values[i]));
    tell(row.output, percent(values[i]));
  });
  const turn = (i, value) => {
    if (value === values[i]) return;
    values = values.with(i, value);
    mark(); // at once; the faces follow
    moved(values);
  };

  const row = (_, i) => {
    const input = make("input", { type: "range", min: 0, max: 1, step: 0.01, oninput: event => { event.stopPropagation(); turn(i, input.valueAsNumber); } });
    const output = make("output"), name = make("span", { className: "name" });
    const canvas = make("canvas", { role: "img" }), track = make("div", { className: "track" }, canvas, make("i"));
    const [low, high] = [make("span"), make("span")];
    const node = make("div", { className: "strip" }, make("span", {}, name, output), track, input, make("span", { className: "hint" }, low, high));
    const go = ([x]) => { if (answer) turn(i, valueAt(x, answer.steps)); };
    followPointer(track, { down: (_, point) => go(point), move: ({ buttons }, points) => { if (buttons) go(points.at(-1)); } });
    return { node, input, output, name, canvas, low, high };
  };

  const describe = () => {
    if (!answer) return;
    rows.forEach((row, i) => {
      const called = title(names[i]);
      row.name.textContent = called;
      row.input.setAttribute("aria-label", called);
      row.canvas.setAttribute("aria-label", say("strip", { name: called }));
      [row.low.textContent, row.high.textContent] = [say("attribute_none"), say("attribute_whole")];
    });
    const said = answer.said?.map((share, i) => say("attribute_said", { name: title(names[i]), share: percent(share) }));
    caption.replaceChildren(...(said ? [make("span", {}, say("judge_sees")), ...said.map(words => make("span", {}, words))] : []));
    face.setAttribute("aria-label", [say("face"), ...(said ?? [])].join(", "));
  };

  const paint = async ({ picture, strips: sheet, size, steps }) => {
    const mine = ++decoded, [one, all] = [new Image(), new Image()];
    [one.src, all.src] = [picture, sheet];
    await Promise.all([one.decode(), all.decode()]);
    if (mine < painted) return;
    painted = mine;
    const onto = (canvas, image, top, width) => {
      if (canvas.width !== width || canvas.height !== size) Object.assign(canvas, { width, height: size });
      canvas.getContext("2d").drawImage(image, 0, top, width, size, 0, 0, width, size);
    };
    onto(face, one, 0, size);
    rows.forEach((row, i) => onto(row.canvas, all, i * size, steps * size));
  };

  return {
    // found: the server's answer.  chosen: where the sliders are to stand, or null, which is in the middle.
    take: (found, chosen) => {
      answer = found;
      values = chosen ?? found.names.map(() => 0.5);
      if (found.names.join() !== names.join()) {
        names = found.names;
        rows = names.map(row);
        strips.replaceChildren(...rows.map(({ node }) => node));
        root.replaceChildren(make("figure", { className: "face" }, face, caption), strips);
      }
      mark();
      root.style.setProperty("--steps", found.steps);
      describe();
      paint(found);
    },
    speak: () => { mark(); describe(); },
  };
};
