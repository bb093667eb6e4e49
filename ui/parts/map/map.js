// A latent space of two dimensions as a map: what the decoder makes of every place, and where the encoder puts the test
// pictures. Pointing looks, pressing moves there, arrow keys walk.

import { ARROWS, clamp, createChoice, followPointer, fromBase64 } from "../page/shared.js";

// colours: of the classes.  moved(z), peeked(z or null): pressed and pointed at.  className(label): what to write there.
export const createMap = ({ say }, root, { colours, moved, peeked, className }) => {
  const plane = root.querySelector(".plane"), dots = root.querySelector(".dots"), marks = root.querySelector(".marks");
  const mark = name => marks.querySelector(name);
  let extent = 4, points = [], labels = [], singled = null, here = [0, 0];

  // Latent coordinates <-> percent of the plane; the second dimension grows upwards.
  const across = value => 50 + 50 * value / extent, down = value => 50 - 50 * value / extent;
  const latent = ([x, y]) => [(2 * x - 1) * extent, (1 - 2 * y) * extent];

  const draw = () => {
    const context = dots.getContext("2d"), side = dots.width, radius = side / 260;
    context.clearRect(0, 0, side, side);
    labels.forEach((label, i) => {
      context.globalAlpha = singled === null ? 0.75 : singled === label ? 1 : 0.06;
      context.fillStyle = colours[label];
      context.beginPath();
      context.arc(across(points[2 * i]) / 100 * side, down(points[2 * i + 1]) / 100 * side, radius, 0, 7);
      context.fill();
    });
  };

  const name = (label, [x, y]) => {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
    text.textContent = className(label);
    text.setAttribute("x", across(x));
    text.setAttribute("y", down(y));
    text.style.setProperty("--class", colours[label]);
    return text;
  };

  const build = map => {
    extent = map.extent;
    points = Float32Array.from(new Int16Array(fromBase64(map.points).buffer), thousandths => thousandths / 1000);
    labels = fromBase64(map.labels);
    root.querySelector(".tiles").src = map.tiles;
    mark(".centres").replaceChildren(...map.centres.map((centre, label) => name(label, centre)));
    draw();
  };

  const set = (node, values) => Object.entries(values).forEach(([key, value]) => node.setAttribute(key, value));
  const at = ([x, y]) => ({ transform: `translate(${across(x)} ${down(y)})` });
  const place = (name, [x, y]) =>
    Object.assign(plane.querySelector(name).style, { left: `${across(x)}%`, top: `${down(y)}%` });
  const show = ([x, y]) => {
    here = [x, y];
    place(".here", here);
  };
  const posterior = cloud => {
    const node = plane.querySelector(".cloud");
    node.hidden = !cloud;
    if (!cloud) return;
    place(".cloud", cloud.mean);
    const [wide, high] = cloud.sigma.map(sigma => `${100 * sigma / extent}%`);
    Object.assign(node.style, { width: wide, height: high });
  };
  const ends = (a, b) => {
    set(mark(".path"), { x1: across(a[0]), y1: down(a[1]), x2: across(b[0]), y2: down(b[1]) });
    set(mark(".a"), at(a));
    set(mark(".b"), at(b));
  };

  followPointer(plane, {
    eager: true,
    down: (event, point) => moved(latent(point)),
    move: (event, points) => {
      const point = latent(points.at(-1));
      if (plane.hasPointerCapture(event.pointerId)) moved(point);
      else if (event.pointerType === "mouse") peeked(point);
    },
    up: () => {},
  });
  plane.addEventListener("pointerleave", () => peeked(null));
  plane.addEventListener("keydown", event => {
    if (!(event.key in ARROWS)) return;
    const [right, up] = ARROWS[event.key], stride = extent * (event.shiftKey ? 0.1 : 0.02);
    event.preventDefault();
    moved([clamp(here[0] + right * stride, -extent, extent), clamp(here[1] - up * stride, -extent, extent)]);
  });
  new ResizeObserver(() => {
    dots.width = dots.height = Math.round(dots.clientWidth * devicePixelRatio);
    draw();
  }).observe(dots);

  const layers = createChoice(root.querySelector(".layers"), layer => { root.dataset.layer = layer; });
  const speak = () => {
    layers.build(["both", "tiles", "points"], layer => say(`layer_${layer}`));
    layers.show(root.dataset.layer);
  };

  return { speak, build, show, posterior, ends, single: label => { singled = label; draw(); } };
};
