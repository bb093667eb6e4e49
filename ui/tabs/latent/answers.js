// What the server answers (asks.py, drawn.py), answered by the page itself from the weights that it was sent (sent.py).

import { fromBase64 } from "../../parts/page/shared.js";
import { along, STEPS } from "./between.js";

const FARTHEST = 10; // as far as a code lies from the middle of all
const sigmoid = x => 1 / (1 + Math.exp(-x));
const sum = (values, of) => values.reduce((total, value, i) => total + of(value, i), 0);

// log p(x | z) in nats, from the logits of its pixels; image: in [0, 1].
const likelihoods = {
  bernoulli: (logits, image) => sum(logits, (logit, i) => image[i] * logit - Math.max(logit, 0) - Math.log1p(Math.exp(-Math.abs(logit)))),
  gaussian: (logits, image, sigma) =>
    sum(logits, (logit, i) => -0.5 * (((image[i] - sigmoid(logit)) / sigma) ** 2 + Math.log(2 * Math.PI * sigma ** 2))),
};

// The server's answers, in two kinds: `decode` and `encode` give one picture at once, and what takes several is a generator
// that stops after each, so that what a hand asks next need not wait: `labels`, the same point with each label, `interpolate`,
// and `cost`, the reconstruction term of a drawing's bound. Where no label is said, `encode` takes the one that explained the
// drawing before best (of the first it tries all), and `cost` looks whether another explains this one better, and then says
// all of it anew.
// coder: see coder.js.  Pictures are bytes, 784 for each.
export const createAnswers = (coder, { size, latents, classes, pixel, sigma, plain, centre, scale, draws }) => {
  const pixels = size * size, ten = Array.from({ length: classes }, (_, label) => label);
  const eye = ten.map(label => ten.map(other => Number(label === other)));
  const spread = point => (plain ? point.map((value, i) => value * scale + centre[i]) : point);
  const fitting = point => {
    if (point.length !== latents) throw new RangeError(`${point.length} numbers in place of ${latents}`);
    return point;
  };
  const decoded = (point, label) => coder.decode([spread(fitting(point))], classes ? [label] : undefined)[0];
  const bytes = logits => Uint8Array.from(logits, logit => Math.round(255 * sigmoid(logit)));
  const inked = text => Float32Array.from(fromBase64(text), value => value / 255);
  const likelihood = (logits, image) => likelihoods[pixel](logits, image, sigma);

  const each = function* (points, labels, take) {
    for (const [index, point] of points.entries()) {
      take(decoded(point, classes && labels[index]), index);
      yield;
    }
  };
  const strip = function* (points, labels) {
    const pictures = new Uint8Array(points.length * pixels);
    yield* each(points, labels, (logits, index) => pictures.set(bytes(logits), index * pixels));
    return { pictures };
  };
  const picture = (point, weights) => bytes(decoded(point, weights));

  const decode = ({ latent, weights }) => ({ pictures: picture(latent, weights) });
  const labels = ({ latent }) => strip(Array(classes).fill(latent), eye);
  const interpolate = ({ a, b, arc }) => {
    const ways = Array.from({ length: STEPS }, (_, index) => index / (STEPS - 1));
    const all = (key, bent) => ways.map(t => along(a[key], b[key], t, bent));
    return strip(all("latent", arc), classes && all("weights", false));
  };

  let guess = null; // the label that explained the drawing before best
  // Where a drawing with that label lies; none where there are no classes.
  const posterior = (image, label) => {
    const [features] = coder.encode([image], classes ? [eye[label]] : undefined), log = Array.from(features.slice(latents));
    const mean = Array.from(features.slice(0, latents));
    const kl = sum(log, (value, i) => (mean[i] ** 2 + Math.exp(value) - 1 - value) / 2);
    return { mean, sigma: log.map(value => Math.exp(value / 2)), kl, label };
  };
  const best = function* (image) {
    let found = null, most = -Infinity;
    for (const label of ten) {
      const tried = posterior(image, label), worth = likelihood(decoded(tried.mean, eye[label]), image) - tried.kl;
      if (!found || worth > most) [found, most] = [tried, worth];
      yield;
    }
    guess = found.label;
    return found;
  };
  const whole = steps => { for (;;) { const { value, done } = steps.next(); if (done) return value; } };
  const seen = found => ({ ...found, pictures: picture(found.mean, eye[found.label]) });

  const encode = ({ pixels: drawing, label }) => {
    const image = inked(drawing);
    if (plain) return point(image);
    if (!classes) return { ...seen(posterior(image)), label: null };
    return seen((label ?? guess) === null ? whole(best(image)) : posterior(image, label ?? guess));
  };
  const cost = function* ({ pixels: drawing, label, drawing: answer }) {
    const image = inked(drawing), better = classes && label === null ? yield* best(image) : answer;
    const found = better.label === answer.label ? answer : seen(better);
    const points = draws.map(draw => found.mean.map((value, i) => value + found.sigma[i] * draw[i]));
    let total = 0;
    yield* each(points, points.map(() => eye[found.label]), logits => { total += likelihood(logits, image); });
    return { ...(found !== answer && found), reconstruction: -total / draws.length };
  };
  // Where the code is one point.
  const point = image => {
    const [features] = coder.encode([image]);
    const mean = Array.from(features, (value, i) => Math.min(FARTHEST, Math.max(-FARTHEST, (value - centre[i]) / scale)));
    const logits = decoded(mean);
    return {
      mean, sigma: mean.map(() => 0), label: null, pictures: bytes(logits),
      squared_error: sum(logits, (logit, i) => (sigmoid(logit) - image[i]) ** 2) / pixels,
    };
  };

  return { decode, encode, labels, cost, interpolate };
};
