// Two planes in space that share a line and open by an angle, seen from the side and a little from above.

const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
const LIFT = 0.42, TURN = 0.5; // radians: how far from above one looks, and from the side

// A point of space as the canvas shows it: x across, y into the picture, z up.
export const seen = ([x, y, z], width, height) => {
  const across = x * Math.cos(TURN) - y * Math.sin(TURN), into = x * Math.sin(TURN) + y * Math.cos(TURN);
  const scale = Math.min(width / 3.2, height / 2.5);
  return [width / 2 + scale * across, height / 2 - scale * (z * Math.cos(LIFT) + into * Math.sin(LIFT))];
};

// The corners of a plane that is turned around the line that goes into the picture.
export const corners = degrees => {
  const angle = degrees * Math.PI / 180;
  return CORNERS.map(([a, b]) => [a * Math.cos(angle), b, a * Math.sin(angle)]);
};

// names: of the still plane and of the other one.  The colours are the charts': --other and --first.
export const drawPlanes = (canvas, degrees, names) => {
  const context = canvas.getContext("2d"), { width, height } = canvas, style = getComputedStyle(canvas);
  const colour = name => style.getPropertyValue(name).trim() || style.color;
  context.clearRect(0, 0, width, height);
  const outline = points => {
    context.beginPath();
    points.forEach((point, i) => context[i ? "lineTo" : "moveTo"](...seen(point, width, height)));
    context.closePath();
  };
  // The half that lies behind the other plane is drawn before it.
  const halves = ([a, b, c, d]) => {
    const middle = (p, q) => p.map((value, i) => (value + q[i]) / 2), near = middle(a, b), far = middle(d, c);
    return [[a, near, far, d], [near, b, c, far]];
  };
  const still = corners(0), turned = corners(degrees), [lower, upper] = halves(turned);
  const paint = (points, tint, alpha) => {
    outline(points);
    context.globalAlpha = alpha;
    context.fillStyle = tint;
    context.fill();
    context.globalAlpha = 1;
  };
  const rim = (points, tint) => {
    outline(points);
    Object.assign(context, { strokeStyle: tint, lineWidth: 2, lineJoin: "round" });
    context.stroke();
  };
  const grey = colour("--other"), blue = colour("--first");
  paint(lower, blue, 0.3);
  rim(turned, blue);
  paint(still, grey, 0.3);
  rim(still, grey);
  paint(upper, blue, 0.35);
  context.font = `${Math.round(height / 19)}px system-ui`;
  context.textAlign = "center";
  const label = (text, point, tint, below) => {
    const [x, y] = seen(point, width, height);
    context.fillStyle = tint;
    context.fillText(text, x, y + below);
  };
  label(names[0], [0, -1, 0], grey, height / 9);
  const angle = degrees * Math.PI / 180;
  label(names[1], [1.12 * Math.cos(angle), 0.4, 1.12 * Math.sin(angle)], blue, -height / 30);
};
