// Sparse codes in the page, as genmodels/blocks/sparse.py and models/lista.py have them: E(z) = |y - W z|^2 / 2 +
// sparsity |z|_1, the ways down to its minimum, and the encoder that guesses it.

const shrink = (value, threshold) => Math.sign(value) * Math.max(0, Math.abs(value) - threshold);

// weight: W, (pixels, atoms) row by row.  steepness: the largest eigenvalue of W'W.
export const createSolver = (weight, atoms, steepness) => {
  const pixels = weight.length / atoms;
  const overlap = new Float64Array(atoms * atoms); // W'W
  for (let d = 0; d < pixels; d++) {
    for (let i = 0; i < atoms; i++) {
      for (let j = 0; j < atoms; j++) overlap[i * atoms + j] += weight[d * atoms + i] * weight[d * atoms + j];
    }
  }

  const rebuild = code => {
    const signal = new Float64Array(pixels);
    for (let d = 0; d < pixels; d++) for (let i = 0; i < atoms; i++) signal[d] += weight[d * atoms + i] * code[i];
    return signal;
  };
  const correlations = signal => { // W'y
    const found = new Float64Array(atoms);
    for (let d = 0; d < pixels; d++) for (let i = 0; i < atoms; i++) found[i] += weight[d * atoms + i] * signal[d];
    return found;
  };
  const energy = (signal, code, sparsity) => {
    const rebuilt = rebuild(code);
    return signal.reduce((sum, value, d) => sum + (value - rebuilt[d]) ** 2 / 2, 0) + code.reduce((sum, value) => sum + sparsity * Math.abs(value), 0);
  };

  // Runs so many steps of "ista" or "fista" from 0 and hands the code to `each` after every one; a code is read at once.
  // still: it ends before, once no number moves by more than that.
  const run = (signal, sparsity, steps, solver, each = () => {}, still = 0) => {
    const wanted = correlations(signal), slope = new Float64Array(atoms);
    let code = new Float64Array(atoms), ahead = code, momentum = 1;
    each(code, 0);
    for (let step = 1; step <= steps; step++) {
      slope.set(wanted);
      for (let i = 0; i < atoms; i++) {
        const amount = ahead[i];
        if (amount) for (let j = 0; j < atoms; j++) slope[j] -= amount * overlap[i * atoms + j]; // most are 0
      }
      const before = code;
      code = before.map((_, j) => shrink(ahead[j] + slope[j] / steepness, sparsity / steepness));
      if (solver === "ista") ahead = code;
      else {
        const after = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2, further = (momentum - 1) / after;
        ahead = code.map((value, j) => value + further * (value - before[j]));
        momentum = after;
      }
      each(code, step);
      if (still && code.every((value, j) => Math.abs(value - before[j]) <= still)) break;
    }
    return code;
  };

  // The code of least energy among those of these atoms alone, by coordinate descent. chosen: a set of atoms.
  const among = (signal, sparsity, chosen) => {
    const code = new Float64Array(atoms), left = correlations(signal); // W'(y - W z)
    for (let sweep = 0, moved = 1; sweep < 2000 && moved > 1e-10; sweep++) {
      moved = 0;
      for (const i of chosen) {
        const own = overlap[i * atoms + i], change = shrink(left[i] + own * code[i], sparsity) / own - code[i];
        if (!change) continue;
        code[i] += change;
        for (let j = 0; j < atoms; j++) left[j] -= change * overlap[i * atoms + j];
        moved = Math.max(moved, Math.abs(change));
      }
    }
    return code;
  };

  return { atoms, pixels, rebuild, correlations, energy, run, among };
};

// LISTA with so many uses of S (explain).  see: (atoms, pixels), explain: (atoms, atoms), threshold: (atoms,).
export const guess = ({ uses, see, explain, threshold }, signal) => {
  const atoms = threshold.length, times = (matrix, vector) => Float64Array.from(threshold, (_, i) => {
    let sum = 0;
    for (let j = 0; j < vector.length; j++) sum += matrix[i * vector.length + j] * vector[j];
    return sum;
  });
  const seen = times(see, signal);
  let code = seen.map((value, i) => shrink(value, threshold[i]));
  for (let use = 0; use < uses; use++) {
    const explained = times(explain, code);
    code = new Float64Array(atoms).map((_, i) => shrink(seen[i] + explained[i], threshold[i]));
  }
  return code;
};
