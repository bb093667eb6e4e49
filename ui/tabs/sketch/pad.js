// The pad: pointer, touch and keyboard become strokes; strokes can be taken back, put again, saved and opened.

import { followHand } from "../../parts/page/hand.js";
import { wayBack } from "../../parts/page/keys.js";
import { ARROWS, clamp } from "../../parts/page/shared.js";
import { SIDE } from "./ink.js";
import { createHistory, MOST, SIZES } from "./strokes.js";

const WIDER = { eraser: 2.5, dab: 2.5 }; // against the brush of the same size
const NEAREST = 0.75; // pixels: points closer than this add work and no shape
const LONGEST = 2000; // points of one stroke; a longer one goes on as the next

// changed(): after every change of the drawing, also while a stroke is under way.  full(): it holds no further stroke.
export const createPad = (root, ink, { changed, full }) => {
  const sheet = root.querySelector(".sheet"), mark = root.querySelector(".cursor");
  const sheets = Object.fromEntries(Object.keys(SIZES).map(kind => [kind, createHistory()]));
  const tool = { name: "brush", size: { lines: SIZES.lines[1], labels: SIZES.labels[2] }, colour: 2, pen: null };
  const cursor = { x: SIDE / 2, y: SIDE / 2, down: false };
  let kind = "lines", hinted = false, live = null, newest = null; // live: the stroke under way; newest: the last that the pointer began

  const now = () => sheets[kind];
  const show = () => {
    ink.show(now().strokes(), kind, hinted);
    if (live) ink.live(live);
  };
  const turn = strokes => {
    now().take(strokes);
    show();
    changed();
  };
  const travel = way => {
    if (live) drop(); // the stroke in the hand is the newest there is
    else if (now()[way]()) show();
    else return;
    changed();
  };

  const begin = point => {
    const size = tool.size[kind] * (WIDER[tool.name] ?? 1);
    const colour = tool.name === "dab" ? tool.pen : kind === "labels" ? tool.colour : 0;
    const stroke = { tool: tool.name, size, colour, points: [point] };
    const points = now().strokes().reduce((sum, other) => sum + other.points.length, 0);
    if (now().strokes().length >= MOST.strokes || points + LONGEST > MOST.points) { full(); return; }
    live = stroke;
    ink.live(live);
    changed();
  };
  const extend = points => {
    if (!live || live.tool === "fill") return;
    const before = live.points.length, last = live.points.at(-1);
    if (live.tool === "rectangle") live.points = [live.points[0], points.at(-1)];
    else for (const point of points) {
      const [x, y] = live.points.at(-1);
      if (Math.hypot(point[0] - x, point[1] - y) >= NEAREST) live.points.push(point);
    }
    if (live.points.length === before && live.points.at(-1) === last) return;
    ink.live(live);
    changed();
    if (live.points.length < LONGEST) return;
    const end = live.points.at(-1);
    finish();
    begin(end);
  };
  const settle = () => {
    ink.settle();
    now().take([...now().strokes(), live]);
    live = null;
  };
  const finish = () => {
    if (!live) return;
    settle();
    changed();
  };
  const drop = () => {
    if (!live) return;
    live = null;
    hand.letGo();
    cursor.down = false;
    show();
  };

  const round = value => Math.round(value * 4) / 4;
  const place = ([x, y], event) => {
    const point = [round(x * SIDE), round(y * SIDE)];
    return event?.pointerType === "pen" ? [...point, Math.round(event.pressure * 100) / 100] : point;
  };
  const hand = followHand(sheet, {
    begin: (point, event) => {
      mark.hidden = true;
      cursor.down = false;
      finish();
      begin(place(point, event));
      newest = live;
    },
    extend: (points, event) => {
      const all = event.getCoalescedEvents?.() ?? [];
      extend(points.map((point, i) => place(point, all[i] ?? event)));
    },
    end: () => finish(),
    drop: () => { if (live || (newest && now().strokes().at(-1) === newest)) travel("undo"); },
  });

  const showCursor = () => {
    mark.hidden = false;
    mark.classList.toggle("down", cursor.down);
    Object.assign(mark.style, { left: `${cursor.x / SIDE * 100}%`, top: `${cursor.y / SIDE * 100}%` });
  };
  // Arrows move a cursor, the space bar lowers and lifts the pen.
  const byKey = event => {
    const stride = event.shiftKey ? 16 : 4, way = wayBack(event);
    if (event.key in ARROWS) {
      const [right, down] = ARROWS[event.key];
      cursor.x = clamp(cursor.x + right * stride, 0, SIDE);
      cursor.y = clamp(cursor.y + down * stride, 0, SIDE);
      if (cursor.down) extend([[cursor.x, cursor.y]]);
    } else if (event.key === " ") {
      if (cursor.down) finish(); else begin([cursor.x, cursor.y]);
      if (live?.tool === "fill") finish();
      cursor.down = Boolean(live);
    } else if (event.key === "Escape") { finish(); cursor.down = false; }
    else if (way) travel(way);
    else if (event.key === "Delete") { drop(); turn([]); }
    else return false;
    showCursor();
    return true;
  };
  sheet.addEventListener("keydown", event => { if (!hand.draws() && byKey(event)) event.preventDefault(); });
  sheet.addEventListener("blur", () => { mark.hidden = true; if (!hand.draws()) finish(); cursor.down = false; });

  const resize = () => {
    const side = Math.round(sheet.clientWidth * devicePixelRatio);
    if (!side || side === sheet.width) return; // a closed tab has no width
    sheet.width = sheet.height = side;
    show();
  };
  new ResizeObserver(resize).observe(sheet);

  return {
    tool,
    strokes: () => now().strokes(),
    empty: () => !live && !now().strokes().length,
    can: () => now().can(),
    undo: () => travel("undo"),
    redo: () => travel("redo"),
    clear: () => { drop(); turn([]); },
    replace: strokes => { drop(); turn(strokes); },
    // Another threshold for a picture on the pad: not a step of its own, and what is drawn over it stays.
    retrace: (old, stroke) => {
      now().swap(old, stroke);
      show();
      changed();
    },
    // Another kind of drawing: each keeps its own, with the stroke that is still in the hand.
    use: (kind_, hinted_) => {
      if (kind_ !== kind && live) {
        settle();
        hand.letGo();
        cursor.down = false;
      }
      [kind, hinted] = [kind_, hinted_];
      show();
      changed();
    },
    recall: (kind_, strokes) => sheets[kind_].recall(strokes),
    all: () => Object.fromEntries(Object.entries(sheets).map(([name, { strokes }]) => [name, strokes()])),
  };
};
