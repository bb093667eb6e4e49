// A linear autoencoder in the page: its code and its filters, turned against each other, and the picture that stays.

const PIXELS = 784;

// told: {latents, mean, encoder, decoder, turn, back} as the server sends them, but the arrays as Float32Array.
export const createLinear = ({ latents, mean, encoder, decoder, turn, back }) => {
  const every = make => Array.from({ length: latents }, (_, i) => make(i));
  const columns = every(j => Float64Array.from({ length: PIXELS }, (_, pixel) => decoder[pixel * latents + j]));
  const mixed = (vectors, matrix) => every(j => {
    const sum = new Float64Array(PIXELS);
    vectors.forEach((vector, i) => { for (let p = 0; p < PIXELS; p++) sum[p] += vector[p] * matrix[i * latents + j]; });
    return sum;
  });
  const components = mixed(columns, turn); // PCA's axes

  // 784 bytes -> the numbers of the code
  const encode = bytes => every(i => {
    let sum = 0;
    for (let p = 0; p < PIXELS; p++) sum += encoder[i * PIXELS + p] * (bytes[p] / 255 - mean[p]);
    return sum;
  });

  // Turns neighbours by an angle in radians, first the pairs 0 1, 2 3, then 1 2, 3 4: a rotation of all together.
  const rotate = (vectors, code, angle) => {
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)], filters = [...vectors], numbers = [...code];
    for (const start of [0, 1]) {
      for (let i = start; i + 1 < latents; i += 2) {
        const [first, second] = [filters[i], filters[i + 1]], [a, b] = [numbers[i], numbers[i + 1]];
        filters[i] = first.map((value, p) => cosine * value + sine * second[p]);
        filters[i + 1] = first.map((value, p) => cosine * second[p] - sine * value);
        [numbers[i], numbers[i + 1]] = [cosine * a + sine * b, cosine * b - sine * a];
      }
    }
    return { filters, code: numbers };
  };

  // bytes: of a picture.  basis: "trained" or "components".  -> { filters, code, picture: 784 bytes }
  const look = (bytes, basis, angle) => {
    const trained = encode(bytes);
    const start = basis === "trained" ? trained : every(i => trained.reduce((sum, value, j) => sum + back[i * latents + j] * value, 0));
    const { filters, code } = rotate(basis === "trained" ? columns : components, start, angle);
    const picture = Uint8ClampedArray.from({ length: PIXELS }, (_, p) => 255 * filters.reduce((sum, filter, i) => sum + filter[p] * code[i], mean[p]));
    return { filters, code, picture };
  };
  return { latents, look };
};
