// Encoders and decoders of small grey pictures as the page knows them (genmodels/blocks/coders.py, models/autoencoder.py).

import { createLayers } from "./layers.js";

// bytes: of arithmetic.wasm.  parts: weights by name, as PyTorch calls them.  config: {size, network}, as in a card.
// encode(pictures, labels) -> features of each; decode(latents, labels) -> logits of each one's pixels; that half is there
// whose weights are. All are lists of lists of numbers; labels: the weight of each class, undefined where there are none.
export const createCoder = (bytes, parts, { size, network = "convolutional" }) => {
  const layers = createLayers(bytes, name => parts[name]), { linear, convolution, enlarging, residual, silu } = layers;
  const flat = network === "perceptron", small = size / 4, pixels = size * size;
  const names = half => Object.keys(parts).filter(name => name.startsWith(`${half}.`) && name.endsWith(".weight")).map(name => name.slice(0, -7));
  const perceptron = half => names(half).flatMap((name, index) => (index ? [silu, linear(name)] : [linear(name)]));
  const make = {
    encoder: at => [
      convolution(at(0), 4, 2), residual(at(1)), silu, convolution(at(3), 4, 2), residual(at(4)), silu,
      linear(at(7), small), silu, linear(at(9)),
    ],
    decoder: at => [
      linear(at(0)), silu, linear(at(2), 1, small), residual(at(4)), silu, enlarging(at(6)), residual(at(7)), silu, enlarging(at(9)),
    ],
  };
  const half = name => {
    if (!names(name).length) return null;
    const run = flat ? perceptron(name) : make[name](index => `${name}.layers.${index}`);
    return (lists, side, channels) => {
      layers.forget();
      return layers.lists(run.reduce((map, layer) => layer(map), layers.maps(lists, side)), channels);
    };
  };
  const encoder = half("encoder"), decoder = half("decoder");
  layers.keep();

  // A label is so many constant pictures.
  const labelled = (picture, label) => {
    const all = new Float32Array((1 + label.length) * pixels);
    all.set(picture);
    label.forEach((weight, index) => all.fill(weight, (1 + index) * pixels, (2 + index) * pixels));
    return all;
  };
  const features = encoder && parts[`${names("encoder").at(-1)}.bias`].length;
  return {
    encode: encoder && ((pictures, labels) =>
      encoder(labels ? pictures.map((picture, i) => labelled(picture, labels[i])) : pictures, flat ? 1 : size, features)),
    decode: decoder && ((latents, labels) =>
      decoder(labels ? latents.map((latent, i) => [...latent, ...labels[i]]) : latents, 1, flat ? pixels : 1)),
  };
};
