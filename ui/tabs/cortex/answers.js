// The answers of a unit, its neighbours and their pool: as bars of now, and over a whole turn of the grating's phase.

const HIGH = 240, PAD = 12, SMALL = 40; // of a canvas of 640 x 320: the bars' room, its margin, a neighbour's picture

const colours = canvas => {
  const style = getComputedStyle(canvas), named = name => style.getPropertyValue(name).trim() || style.color;
  return { simple: named("--simple"), complex: named("--complex"), line: style.color };
};

// answers: [{value, share, picture}] of the neighbours, the unit itself in the middle; pooled: of their pool; most: the
// answer that is as high as half of the room.
export const drawBars = (canvas, answers, pooled, most) => {
  const context = canvas.getContext("2d"), { width, height } = canvas, { simple, complex, line } = colours(canvas);
  const middle = HIGH / 2 + PAD, step = (width - 2 * PAD) / (answers.length + 2), wide = 0.62 * step, largest = Math.max(...answers.map(({ share }) => share));
  const tall = value => (HIGH / 2) * Math.max(-1, Math.min(1, value / most));
  context.clearRect(0, 0, width, height);
  context.globalAlpha = 0.35;
  context.fillStyle = line;
  context.fillRect(PAD, middle - 0.75, width - 2 * PAD, 1.5);
  context.imageSmoothingEnabled = false;
  answers.forEach(({ value, share, picture }, i) => {
    const left = PAD + (i + 0.5) * step - wide / 2;
    context.globalAlpha = 0.3 + 0.7 * Math.sqrt(share / largest);
    context.fillStyle = simple;
    context.fillRect(left, middle - Math.max(0, tall(value)), wide, Math.abs(tall(value)));
    context.drawImage(picture, left + wide / 2 - SMALL / 2, height - SMALL - PAD, SMALL, SMALL);
  });
  context.globalAlpha = 1;
  context.fillStyle = complex;
  context.fillRect(width - PAD - 1.5 * step, middle - tall(pooled), 1.3 * step, tall(pooled));
};

// courses: [{values, share}] over one turn of the phase; pooled: values of the pool; at: 0 to 1, where the phase is now.
export const drawCourse = (canvas, courses, pooled, most, at) => {
  const context = canvas.getContext("2d"), { width, height } = canvas, { simple, complex, line } = colours(canvas);
  const largest = Math.max(...courses.map(({ share }) => share));
  const place = (values, i) => [PAD + (width - 2 * PAD) * i / (values.length - 1), height / 2 - (height / 2 - PAD) * Math.max(-1, Math.min(1, values[i] / most))];
  const path = (values, colour, thick, alpha) => {
    Object.assign(context, { strokeStyle: colour, lineWidth: thick, globalAlpha: alpha, lineJoin: "round" });
    context.beginPath();
    values.forEach((_, i) => context[i ? "lineTo" : "moveTo"](...place(values, i)));
    context.stroke();
  };
  context.clearRect(0, 0, width, height);
  path([0, 0], line, 1.5, 0.35);
  for (const { values, share } of courses) path(values, simple, 2.5, 0.12 + 0.88 * share / largest);
  path(pooled, complex, 6, 1);
  Object.assign(context, { strokeStyle: line, lineWidth: 2, globalAlpha: 0.6 });
  context.beginPath();
  context.moveTo(PAD + (width - 2 * PAD) * at, PAD);
  context.lineTo(PAD + (width - 2 * PAD) * at, height - PAD);
  context.stroke();
  context.globalAlpha = 1;
};
