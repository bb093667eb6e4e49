// What several panels share: elements, small pictures as bytes, pointers, choices.

// An element with its properties and what it holds. Text stays text: what the server says is never read as HTML.
export const make = (tag, properties = {}, ...inside) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...inside);
  return node;
};

// Says that this is a picture, and of what; without a name it would be one that nobody can read out.
export const asPicture = (node, label) => Object.assign(node, { role: "img", ariaLabel: label });

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
// Of ten classes; those of genmodels/shown.py.
export const COLOURS = [
  "#ffa98e", "#c63a0d", "#a04ea3", "#f4639c", "#f2e74e", "#bbfffa", "#6a94ef", "#2fd4ef", "#a39f07", "#7242fe",
];
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// While something is dragged this runs sixty times a second, and a text that is set again is laid out again.
export const tell = (node, text) => { if (node.textContent !== text) node.textContent = text; };

export const toBase64 = bytes => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
export const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

// 16-bit floats as numbers.
export const halves = bytes => Float32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2), half => {
  const sign = half & 0x8000 ? -1 : 1, exponent = (half >> 10) & 31, rest = half & 1023;
  if (exponent === 31) return rest ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + rest) : 2 ** -24 * rest);
});

// Weights that the server sent, {name: 16-bit floats as base64}, as numbers.
export const weightsOf = parts => Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, halves(fromBase64(text))]));

// Paints one 28x28 picture out of many: bytes, 784 for each.
export const paint = (canvas, bytes, index = 0) => {
  const context = canvas.getContext("2d"), size = canvas.width * canvas.height;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < size; i++) {
    image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = bytes[index * size + i];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
};
export const wipe = canvas => canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);

// The picture of an address, or a rejection. By the load event, which comes a millisecond before decode() is through:
// drawing decodes a small picture at once.
export const loaded = source => new Promise((resolve, reject) => {
  const image = new Image();
  image.onload = () => resolve(image);
  image.onerror = reject;
  image.src = source;
});

// Begins a path along the points of a stroke, bent where the hand turned: through the middles, drawn to each point.
export const followStroke = (context, points) => {
  context.beginPath();
  context.moveTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i], [nextX, nextY] = points[i + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  const [endX, endY] = points.at(-1);
  context.lineTo(endX + (points.length === 1) / 100, endY); // a line of no length leaves no dot
};

// Strokes that were kept, [[[x, y], ...], ...]; those that cannot be drawn are left out, for what is stored may be of another
// version of this page, or not be of ours at all.
export const strokesOf = kept => (Array.isArray(kept) ? kept : []).filter(stroke => Array.isArray(stroke) && stroke.length > 0
  && stroke.every(point => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite)));

// One pointer at a time, mouse, finger or pen, as points in [0, 1] of the node; also those between two frames.
// eager: each move as it happens and not with the next frame, where the browser tells (Chromium, over HTTPS or locally).
// free(event): whether this one may come down.
export const followPointer = (node, { free = () => true, eager = false, down, move, up }) => {
  const point = event => {
    const box = node.getBoundingClientRect();
    return [clamp((event.clientX - box.left) / box.width, 0, 1), clamp((event.clientY - box.top) / box.height, 0, 1)];
  };
  node.addEventListener("pointerdown", event => {
    if (event.button || !free(event)) return;
    event.preventDefault();
    node.focus({ preventScroll: true, focusVisible: false });
    node.setPointerCapture(event.pointerId);
    down(event, point(event));
  });
  node.addEventListener(eager && "onpointerrawupdate" in globalThis ? "pointerrawupdate" : "pointermove", event => {
    const events = event.getCoalescedEvents?.() ?? [];
    move(event, (events.length ? events : [event]).map(point));
  });
  for (const name of ["pointerup", "pointercancel"]) node.addEventListener(name, up);
};

// A row of mutually exclusive choices out of native radio buttons, so that arrow keys and screen readers know them.
let groups = 0;
export const createChoice = (root, chosen) => {
  const group = `choice-${++groups}`; // radio buttons of one name are one group on the whole page
  const build = (values, title) => {
    const focused = root.contains(document.activeElement) && document.activeElement.value; // arrows go on from there
    root.replaceChildren(...values.map(value => make("label", {},
      make("input", { type: "radio", name: group, value, onchange: () => chosen(value) }), make("span", {}, title(value)))));
    if (focused) [...root.querySelectorAll("input")].find(input => input.value === focused)?.focus({ preventScroll: true });
  };
  const show = value => {
    for (const input of root.querySelectorAll("input")) input.checked = input.value === String(value);
  };
  return { build, show };
};

// A row of small pictures that can be pressed.
export const createRow = (root, count, title, pressed) => {
  const canvases = Array.from({ length: count }, (_, index) => {
    const canvas = make("canvas", { width: 28, height: 28, className: "picture" });
    make("button", {
      type: "button", className: "tile", title: title(index), ariaLabel: title(index), onclick: () => pressed(index),
    }, canvas);
    return canvas;
  });
  root.replaceChildren(...canvases.map(canvas => canvas.parentNode));
  let marked = null;
  return {
    paint: (bytes, from = 0) => canvases.forEach((canvas, index) => paint(canvas, bytes, from + index)),
    mark: chosen => {
      if (chosen === marked) return;
      marked = chosen;
      canvases.forEach((canvas, index) => { canvas.parentNode.ariaPressed = index === chosen; });
    },
  };
};
