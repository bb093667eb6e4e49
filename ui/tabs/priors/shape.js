// A prior as the page knows it (genmodels/blocks/priors.py): its parts, the part in which a place lies, and the same
// place in the other parts.

export const EDGE = 3.5, CLASSES = 10;
const THICKNESS = 0.1; // standard deviation of a curve, across it
const [RADIUS, ALONG, ACROSS] = [1.4, 0.5, 0.1];
export const [THIN, WIDE] = [0.02, 2]; // standard deviations that a petal may have

// The shapes are {kind: "gaussian"}, {kind: "petals", petals: [[x, y, angle, along, across], ...]} and
// {kind: "curve", points: [[x, y], ...]} in even steps, of which class j has the j-th tenth.
export const flower = () => ({
  kind: "petals",
  petals: Array.from({ length: CLASSES }, (_, label) => {
    const angle = (2 * Math.PI * label) / CLASSES;
    return [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle), angle, ALONG, ACROSS];
  }),
});

// A line (at least two different places) as so many points in even steps.
export const even = (line, count) => {
  const reached = [0];
  for (let index = 1; index < line.length; index++) {
    reached.push(reached[index - 1] + Math.hypot(line[index][0] - line[index - 1][0], line[index][1] - line[index - 1][1]));
  }
  let after = 1;
  return Array.from({ length: count }, (_, index) => {
    const wanted = (index / (count - 1)) * reached.at(-1);
    while (after < line.length - 1 && reached[after] < wanted) after++;
    const share = (wanted - reached[after - 1]) / (reached[after] - reached[after - 1] || 1);
    return [0, 1].map(axis => line[after - 1][axis] + (line[after][axis] - line[after - 1][axis]) * Math.min(1, share));
  });
};

// From an outline as a run or a model tells it, unpacked.
export const shapeOf = ({ count, places, spreads }) => {
  const at = index => [places[2 * index], places[2 * index + 1]];
  if (!spreads) return { kind: "curve", points: Array.from({ length: count }, (_, index) => at(index)) };
  if (count === 1) return { kind: "gaussian" };
  const petals = Array.from({ length: count / 2 }, (_, label) => {
    const [x, y] = at(label), [tipX, tipY] = at(label + count / 2);
    return [x, y, Math.atan2(tipY - y, tipX - x), spreads[2 * label], spreads[2 * label + 1]];
  });
  return { kind: "petals", petals };
};

// Where a place lies: the class whose part that is, and how far along and across it. Of a petal in standard deviations,
// of a curve's piece as a share and in standard deviations.
export const partAt = (shape, [x, y]) => {
  if (shape.kind === "gaussian") return { label: null, along: x, across: y };
  if (shape.kind === "petals") {
    let best = null;
    shape.petals.forEach(([centreX, centreY, angle, long, short], label) => {
      const [right, up, cos, sin] = [x - centreX, y - centreY, Math.cos(angle), Math.sin(angle)];
      const along = (right * cos + up * sin) / long, across = (up * cos - right * sin) / short;
      const density = -(along * along + across * across) / 2 - Math.log(long * short);
      if (!best || density > best.density) best = { label, along, across, density };
    });
    return best;
  }
  const { points } = shape;
  let nearest = { distance: Infinity };
  for (let index = 0; index < points.length - 1; index++) {
    const [startX, startY] = points[index], stepX = points[index + 1][0] - startX, stepY = points[index + 1][1] - startY;
    const length = Math.hypot(stepX, stepY) || 1e-9;
    const share = Math.min(1, Math.max(0, ((x - startX) * stepX + (y - startY) * stepY) / length ** 2));
    const [awayX, awayY] = [x - startX - share * stepX, y - startY - share * stepY];
    const distance = Math.hypot(awayX, awayY);
    if (distance < nearest.distance) nearest = { distance, position: (index + share) / (points.length - 1), across: (awayY * stepX - awayX * stepY) / length / THICKNESS };
  }
  const label = Math.min(CLASSES - 1, Math.floor(nearest.position * CLASSES));
  return { label, along: nearest.position * CLASSES - label, across: nearest.across };
};

// The place in a class's part, as far along and across as `partAt` says.
export const placeIn = (shape, label, along, across) => {
  if (shape.kind === "gaussian") return [along, across];
  if (shape.kind === "petals") {
    const [x, y, angle, long, short] = shape.petals[label], [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [x + along * long * cos - across * short * sin, y + along * long * sin + across * short * cos];
  }
  const { points } = shape, position = ((label + along) / CLASSES) * (points.length - 1);
  const before = Math.min(points.length - 2, Math.floor(position)), share = position - before;
  const [startX, startY] = points[before], stepX = points[before + 1][0] - startX, stepY = points[before + 1][1] - startY;
  const length = Math.hypot(stepX, stepY) || 1e-9;
  return [
    startX + share * stepX - (across * THICKNESS * stepY) / length,
    startY + share * stepY + (across * THICKNESS * stepX) / length,
  ];
};

// The same place in every part, by class; where there are no parts, the place alone.
export const ghosts = (shape, place) => {
  const { label, along, across } = partAt(shape, place);
  if (label === null) return { label, places: [place] };
  return { label, places: Array.from({ length: CLASSES }, (_, other) => (other === label ? place : placeIn(shape, other, along, across))) };
};

// Which share of labelled points lies in the part of its own label; null where there are no parts.
export const ownShare = (shape, { count, places, labels }) => {
  if (shape.kind === "gaussian" || !count) return null;
  let own = 0;
  for (let index = 0; index < count; index++) {
    if (partAt(shape, [places[2 * index], places[2 * index + 1]]).label === labels[index]) own++;
  }
  return own / count;
};
