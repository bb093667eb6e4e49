// Curves drawn from numbers as SVG. A chart knows its lines and its scale; the view hands it columns and a cursor.

const ROOT = "gradio_api/live"; // beside the page, also where it is served under a prefix
const OWNER = sessionStorage["live-owner"] ??= // this tab's secret: survives a reload, not the tab
  [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");

const CHARTS = [
  { name: "loss", lines: [["d_loss", "d"], ["g_loss", "g"]] },
  { name: "opinion", lines: [["d_x", "d"], ["d_g_z1", "g"], ["d_g_z2", "g dashed"], ["d_accuracy", "other"]], range: [0, 1], halfway: 0.5, without: "wgan-gp" },
  { name: "distance", lines: [["wasserstein", "d"]], only: "wgan-gp" },
  { name: "penalty", lines: [["penalty", "other"]], only: "wgan-gp", log: true },
  { name: "gradient", lines: [["g_gradient", "g"]], log: true },
  { name: "classes", bars: true, judged: true },
  { name: "confidence", lines: [["confidence", "good"]], range: [0, 1], judged: true },
  { name: "frechet", lines: [["frechet", "good"]], log: true, judged: true, floor: "floor" },
  { name: "speed", lines: [["rate", "other"]], floorless: true },
];
const WIDE = 100, HIGH = 40;

const number = value => {
  if (value == null) return "–";
  const size = Math.abs(value);
  if (size >= 1e5 || (size && size < 1e-4)) return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  return value.toLocaleString("en", { maximumSignificantDigits: size >= 100 ? Math.ceil(Math.log10(size)) || 3 : 3 });
};

// The range that shows nearly all values: one wild step must not flatten the rest.
const rangeOf = (chart, columns) => {
  if (chart.range) return chart.range;
  const values = chart.lines.flatMap(([key]) => columns[key] ?? []).filter(value => value != null && (!chart.log || value > 0));
  if (chart.floor && columns[chart.floor]?.length) values.push(columns[chart.floor].at(-1));
  if (!values.length) return [chart.log ? 0.1 : 0, 1];
  values.sort((a, b) => a - b);
  let low = values[0], high = values[Math.ceil(0.99 * (values.length - 1))];
  if (chart.log) return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(Math.max(high, low * 1.01)))];
  if (chart.floorless || low > 0) low = 0;
  if (high <= low) high = low + 1;
  return [low, high + 0.08 * (high - low)];
};

const createChart = (spec, place) => {
  const node = document.createElement("figure");
  node.className = `chart ${spec.name}`;
  node.innerHTML = `
    <figcaption><b></b><span class="now"></span></figcaption>
    <div class="plot">${spec.bars ? '<div class="bars"></div>' : `
      <svg viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none" aria-hidden="true">
        <g class="rules"></g><g class="turns"></g>
        ${spec.lines.map(([, kind]) => `<path class="line ${kind}"></path>`).join("")}
        <line class="cursor" y1="0" y2="${HIGH}" hidden></line>
      </svg><i class="high"></i><i class="low"></i>`}
    </div>
    <p class="hint"></p>`;
  place.append(node);
  const [title, now, hint] = ["b", ".now", ".hint"].map(name => node.querySelector(name));

  const words = () => {
    title.textContent = say(`chart_${spec.name}`);
    hint.textContent = say(`chart_${spec.name}_why`);
  };

  const path = (steps, values, x, y) => {
    let text = "", pen = "M";
    const skip = Math.max(1, Math.floor(steps.length / 600));
    for (let i = 0; i < steps.length; i++) {
      if (values[i] == null || (i % skip && i < steps.length - 1)) continue;
      text += `${pen}${x(steps[i]).toFixed(2)} ${y(values[i]).toFixed(2)}`;
      pen = "L";
    }
    return text;
  };

  // columns: {step: [...], key: [...]}; begin, end: the first and the last step on the axis; at: index of the cursor, -1 for none.
  const draw = (columns, [begin, end], at, marks) => {
    const x = step => (step - begin) / Math.max(1, end - begin) * WIDE;
    const [low, high] = rangeOf(spec, columns), place = spec.log ? Math.log10 : value => value;
    const y = value => {
      const share = (place(spec.log ? Math.max(value, low) : value) - place(low)) / (place(high) - place(low));
      return HIGH * (1 - Math.min(1, Math.max(0, share)));
    };
    const paths = node.querySelectorAll("path.line");
    spec.lines.forEach(([key], i) => paths[i].setAttribute("d", path(columns.step, columns[key] ?? [], x, y)));
    const level = spec.halfway ?? (spec.floor ? columns[spec.floor]?.at(-1) : undefined);
    node.querySelector(".rules").innerHTML = level == null ? "" : `<line x1="0" x2="${WIDE}" y1="${y(level)}" y2="${y(level)}"></line>`;
    node.querySelector(".turns").innerHTML = marks
      .map(mark => `<line x1="${x(mark.step)}" x2="${x(mark.step)}" y1="0" y2="${HIGH}"></line>`).join("");
    node.querySelector(".high").textContent = number(high);
    node.querySelector(".low").textContent = number(low);
    const cursor = node.querySelector(".cursor"), shown = at >= 0;
    cursor.toggleAttribute("hidden", !shown);
    const i = shown ? at : columns.step.length - 1;
    if (shown) for (const side of ["x1", "x2"]) cursor.setAttribute(side, x(columns.step[i]));
    now.innerHTML = spec.lines
      .map(([key, kind]) => `<span class="${kind}">${spec.lines.length > 1 ? `${say(`line_${key}`)} ` : ""}${spec.range && columns[key]?.[i] != null ? columns[key][i].toFixed(2) : number(columns[key]?.[i])}</span>`).join("");
  };

  const bars = (exam, names) => {
    const most = exam ? Math.max(0.2, ...exam.histogram) : 1;
    now.textContent = exam ? say("covered", { covered: exam.covered, classes: exam.histogram.length }) : "–";
    node.querySelector(".bars").innerHTML = (exam?.histogram ?? Array(10).fill(0))
      .map((share, i) => `<span title="${names[i]}: ${Math.round(100 * share)} %" style="--share:${share / most}"><i class="${share < 0.03 ? "missing" : ""}"></i>${i}</span>`).join("");
  };

  const fits = (family, judged) =>
    (!spec.only || spec.only === family) && spec.without !== family && (!spec.judged || judged);

  words();
  return { spec, node, words, draw, bars, fits };
};
