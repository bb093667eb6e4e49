// Matrices of 32-bit floats in a memory of their own, and their products, by arithmetic.wasm (its source: arithmetic.wat).

const FLOAT = 4, PAGE = 65536; // bytes
export const fours = count => 4 * Math.ceil(count / 4);

// bytes: of arithmetic.wasm.
export const createArithmetic = bytes => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { product, silu } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { page: { memory } }).exports;
  let end = 16, kept = 16, floats = new Float32Array(memory.buffer);

  // rows x columns, all 0. As many rows as a multiple of four are there; columns are such a multiple, or nothing is
  // multiplied by it.  values(): a view of the rows that were asked for, good until the next matrix is made.
  const matrix = (rows, columns) => {
    const at = end, size = fours(rows) * columns;
    end += size * FLOAT;
    if (end > memory.buffer.byteLength) {
      memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE));
      floats = new Float32Array(memory.buffer);
    }
    floats.fill(0, at / FLOAT, at / FLOAT + size);
    return { at, rows, columns, values: () => floats.subarray(at / FLOAT, at / FLOAT + rows * columns) };
  };

  return {
    matrix,
    // What is there now stays; what comes later is forgotten before the next pass.
    keep: () => { kept = end; },
    forget: () => { end = kept; },
    // into += a b
    product: (a, b, into) => { product(a.at, b.at, into.at, fours(a.rows), a.columns, b.columns); return into; },
    // x / (1 + exp(-x)) in place of each x
    silu: a => silu(a.at, fours(a.rows) * a.columns),
    // `count` floats from one matrix to another, from and to places in them.
    copy: (from, start, count, to, place) => {
      const source = from.at / FLOAT + start;
      floats.copyWithin(to.at / FLOAT + place, source, source + count);
    },
  };
};
