// From the raster to the painted picture, while one draws.

import { patient } from "../../parts/page/asking.js";
import { loaded, toBase64 } from "../../parts/page/shared.js";

const AGAIN = 1500; // milliseconds until the next try when nobody answers

// 65,536 bytes as base64 of (length, byte) for each run of equal ones: a drawing is mostly paper. CompressionStream makes
// it smaller, but takes ten milliseconds, most of them to hand things over.
export const packed = bytes => {
  const runs = new Uint8Array(2 * bytes.length);
  let end = 0;
  for (let i = 0, next; i < bytes.length; i = next) {
    next = i + 1;
    while (next < bytes.length && bytes[next] === bytes[i] && next - i < 255) next++;
    runs[end++] = next - i;
    runs[end++] = bytes[i];
  }
  return toBase64(runs.subarray(0, end));
};

// The dabs of colour, if there are any, as a question says them.
export const told = dabs => dabs && { colours: dabs.colours, pixels: packed(dabs.values) };

// question(): what to ask beside the pixels, or null while there is nothing to paint.  painted(image, answer, times).
// The raster is read when a question leaves, not when the pen moved: what waits in line is never an old drawing.
export const createLine = ({ server, language, latest }, ink, question, { painted, complain }) => {
  let asked = 0, shown = 0, retry = null, complained = false;
  const ask = latest(async ({ note }) => {
    const sent = question();
    if (!sent) return { wiped: true }; // since it was put in line
    Object.assign(note, { model: sent.model, number: ++asked, started: performance.now() });
    const pixels = packed(ink.values()), hints = told(ink.dabs());
    return patient(server.paint({ ...sent, pixels, hints, language: language() }));
  }, async (answer, { note }) => {
    if (answer.wiped) return;
    if (answer.error || complained) complain(answer.error); // a success takes away our own sentence, nobody else's
    complained = Boolean(answer.error);
    if (answer.lost) {
      clearTimeout(retry);
      retry = setTimeout(request, AGAIN);
    }
    if (answer.error) return;
    const image = await loaded(answer.picture), wanted = question();
    if (note.number < shown || wanted?.model !== note.model) return; // decoded late, wiped, or another model
    shown = note.number;
    painted(image, answer, performance.now() - note.started);
  }, 4);
  const request = () => {
    clearTimeout(retry);
    if (question()) ask({ note: {} });
  };
  return request;
};
