// Curves drawn from numbers as SVG, and bars. A chart knows its lines and its scale, and not what runs: whoever has the
// numbers hands it columns and a cursor.

import { make } from "../page/shared.js";
import { number } from "../page/spoken.js";

const WIDE = 100, HIGH = 40;

// A measured value in three digits, very large and very small ones by powers of ten.
export const rounded = value => {
  if (value == null) return "–";
  const size = Math.abs(value);
  if (size >= 1e5 || (size && size < 1e-4)) return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  return number(value, { maximumSignificantDigits: size >= 100 ? Math.ceil(Math.log10(size)) || 3 : 3 });
};

// The range that shows nearly all values: one wild step must not flatten the rest.
export const rangeOf = (chart, columns) => {
  if (chart.range) return chart.range;
  const values = chart.lines.flatMap(({ metric }) => columns[metric] ?? []).filter(value => value != null && (!chart.log || value > 0));
  if (chart.floor && columns[chart.floor]?.length) values.push(columns[chart.floor].at(-1));
  if (!values.length) return [chart.log ? 0.1 : 0, 1];
  values.sort((a, b) => a - b);
  let low = values[chart.from_zero ? 0 : Math.floor(0.05 * (values.length - 1))], high = values[Math.ceil(0.99 * (values.length - 1))];
  if (chart.log) return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(Math.max(high, low * 1.01)))];
  if (chart.from_zero && low > 0) low = 0;
  if (high <= low) high = low + 1;
  return [low, high + 0.08 * (high - low)];
};

export const svg = (tag, attributes = {}, ...inside) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
};

// spec: { name, lines: [{ metric, tone, dashed }, ...] or bars, and how its axis runs: range, log, from_zero, floor, level }
// floor: the metric of a level drawn as a rule; level: such a level itself.
// The words chart_NAME, chart_NAME_why and line_METRIC are the panel's.
export const createChart = ({ say }, spec, place) => {
  const title = make("b"), now = make("span", { className: "now" }), hint = make("p", { className: "hint" });
  const rules = svg("path", { class: "rules" }), turns = svg("path", { class: "turns" });
  const cursor = svg("line", { class: "cursor", y1: 0, y2: HIGH, hidden: "" });
  const lines = spec.lines.map(({ tone = "first", dashed }) => svg("path", { class: `line ${tone}${dashed ? " dashed" : ""}` }));
  const [high, low] = ["high", "low"].map(className => make("i", { className }));
  const row = make("div", { className: "bars" });
  const frame = { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": true };
  const curves = [svg("svg", frame, rules, turns, ...lines, cursor), high, low];
  const plot = make("div", { className: "plot" }, ...(spec.bars ? [row] : curves));
  const node = make("figure", { className: `chart ${spec.name}` }, make("figcaption", {}, title, now), plot, hint);
  place.append(node);

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
    const [lowest, highest] = rangeOf(spec, columns), place = spec.log ? Math.log10 : value => value;
    const y = value => {
      const share = (place(spec.log ? Math.max(value, lowest) : value) - place(lowest)) / (place(highest) - place(lowest));
      return HIGH * (1 - Math.min(1, Math.max(0, share)));
    };
    spec.lines.forEach(({ metric }, i) => lines[i].setAttribute("d", path(columns.step, columns[metric] ?? [], x, y)));
    const level = spec.level ?? (spec.floor ? columns[spec.floor]?.at(-1) : undefined);
    rules.setAttribute("d", level == null ? "" : `M0 ${y(level)}H${WIDE}`);
    turns.setAttribute("d", marks.map(mark => `M${x(mark.step)} 0V${HIGH}`).join(""));
    high.textContent = rounded(highest);
    low.textContent = rounded(lowest);
    const shown = at >= 0, i = shown ? at : columns.step.length - 1;
    cursor.toggleAttribute("hidden", !shown);
    if (shown) for (const side of ["x1", "x2"]) cursor.setAttribute(side, x(columns.step[i]));
    now.replaceChildren(...spec.lines.map(({ metric, tone = "first" }) => {
      const value = columns[metric]?.slice(0, i + 1).findLast(each => each != null), named = spec.lines.length > 1 ? `${say(`line_${metric}`)} ` : "";
      return make("span", { className: tone }, named + (spec.range && value != null ? value.toFixed(2) : rounded(value)));
    }));
  };

  // shares: of each name, or null before there are any.  told: what is said of them.
  const bars = (shares, names, told) => {
    const most = Math.max(0.2, ...(shares ?? []));
    now.textContent = told;
    row.replaceChildren(...(shares ?? names.map(() => 0)).map((share, i) => {
      const title = `${names[i]}: ${number(share, { style: "percent" })}`;
      const bar = make("span", { title }, make("i", { className: share < 0.03 ? "missing" : "" }), i);
      bar.style.setProperty("--share", share / most);
      return bar;
    }));
  };

  // amounts: of each name, in a unit of their own; the scale follows the largest.
  const amounts = (values, names, told) => {
    const most = Math.max(0.1, ...(values ?? []));
    now.textContent = told;
    row.replaceChildren(...(values ?? []).map((value, i) => {
      const bar = make("span", { title: `${names[i]}: ${rounded(value)}` }, make("i", { className: value < 0.01 ? "missing" : "" }));
      if (values.length <= 20) bar.append(names[i]);
      bar.style.setProperty("--share", value / most);
      return bar;
    }));
  };

  words();
  return { spec, node, words, draw, bars, amounts };
};
