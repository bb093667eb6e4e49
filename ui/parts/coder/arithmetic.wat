;; What a network computes most, on 32-bit floats in the memory that is given, four at a time.
;; arithmetic.wasm is made of this by `python -m ui.parts.coder.assemble`.
(module
  (import "page" "memory" (memory 1))

  ;; The product of two matrices, added to a third: c += a b, all laid out row by row.
  ;; a: rows x inner.  b: inner x columns.  c: rows x columns.  Rows and columns are multiples of four: a square of sixteen
  ;; sums stays in registers while it goes along `inner`.
  (func (export "product")
    (param $a i32) (param $b i32) (param $c i32) (param $rows i32) (param $inner i32) (param $columns i32)
    (local $row i32) (local $column i32) (local $left i32)
    (local $a0 i32) (local $a1 i32) (local $a2 i32) (local $a3 i32) (local $from i32)
    (local $c0 i32) (local $c1 i32) (local $c2 i32) (local $c3 i32) (local $stride i32) (local $along i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $four v128)
    (local.set $stride (i32.shl (local.get $columns) (i32.const 2))) ;; bytes of a row of b and of c
    (local.set $along (i32.shl (local.get $inner) (i32.const 2)))    ;; bytes of a row of a
    (loop $down
      (local.set $column (i32.const 0))
      (loop $across
        (local.set $a0 (i32.add (local.get $a) (i32.mul (local.get $row) (local.get $along))))
        (local.set $a1 (i32.add (local.get $a0) (local.get $along)))
        (local.set $a2 (i32.add (local.get $a1) (local.get $along)))
        (local.set $a3 (i32.add (local.get $a2) (local.get $along)))
        (local.set $from (i32.add (local.get $b) (i32.shl (local.get $column) (i32.const 2))))
        (local.set $c0 (i32.add (i32.add (local.get $c) (i32.mul (local.get $row) (local.get $stride)))
                                (i32.shl (local.get $column) (i32.const 2))))
        (local.set $c1 (i32.add (local.get $c0) (local.get $stride)))
        (local.set $c2 (i32.add (local.get $c1) (local.get $stride)))
        (local.set $c3 (i32.add (local.get $c2) (local.get $stride)))
        (local.set $s0 (v128.load (local.get $c0)))
        (local.set $s1 (v128.load (local.get $c1)))
        (local.set $s2 (v128.load (local.get $c2)))
        (local.set $s3 (v128.load (local.get $c3)))
        (local.set $left (local.get $inner))
        (loop $sum
          (local.set $four (v128.load (local.get $from)))
          (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (v128.load32_splat (local.get $a0)) (local.get $four))))
          (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (v128.load32_splat (local.get $a1)) (local.get $four))))
          (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (v128.load32_splat (local.get $a2)) (local.get $four))))
          (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (v128.load32_splat (local.get $a3)) (local.get $four))))
          (local.set $a0 (i32.add (local.get $a0) (i32.const 4)))
          (local.set $a1 (i32.add (local.get $a1) (i32.const 4)))
          (local.set $a2 (i32.add (local.get $a2) (i32.const 4)))
          (local.set $a3 (i32.add (local.get $a3) (i32.const 4)))
          (local.set $from (i32.add (local.get $from) (local.get $stride)))
          (br_if $sum (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (v128.store (local.get $c0) (local.get $s0))
        (v128.store (local.get $c1) (local.get $s1))
        (v128.store (local.get $c2) (local.get $s2))
        (v128.store (local.get $c3) (local.get $s3))
        (br_if $across (i32.lt_u (local.tee $column (i32.add (local.get $column) (i32.const 4))) (local.get $columns))))
      (br_if $down (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 4))) (local.get $rows)))))

  ;; x / (1 + exp(-x)) in place of each x; count: a multiple of four.
  ;; exp(-x) is 2^t = 2^n 2^f, n the whole number that is nearest: 2^n is written as an exponent, 2^f seven terms of
  ;; the Taylor series: the first that is left out is 1.2e-7 at most, where floats are 0.6e-7 apart.
  (func (export "silu") (param $at i32) (param $count i32)
    (local $x v128) (local $n v128) (local $f v128) (local $power v128)
    (loop $next
      (local.set $x (v128.load (local.get $at)))
      (local.set $f (f32x4.mul (local.get $x) (v128.const f32x4 -1.44269504 -1.44269504 -1.44269504 -1.44269504)))
      (local.set $f (f32x4.max (f32x4.min (local.get $f) (v128.const f32x4 126 126 126 126)) (v128.const f32x4 -126 -126 -126 -126)))
      (local.set $n (f32x4.nearest (local.get $f)))
      (local.set $f (f32x4.sub (local.get $f) (local.get $n)))
      (local.set $power (v128.const f32x4 1.5403530e-4 1.5403530e-4 1.5403530e-4 1.5403530e-4))
      (local.set $power (f32x4.add (v128.const f32x4 1.3333558e-3 1.3333558e-3 1.3333558e-3 1.3333558e-3) (f32x4.mul (local.get $f) (local.get $power))))
      (local.set $power (f32x4.add (v128.const f32x4 9.6181291e-3 9.6181291e-3 9.6181291e-3 9.6181291e-3) (f32x4.mul (local.get $f) (local.get $power))))
      (local.set $power (f32x4.add (v128.const f32x4 5.5504109e-2 5.5504109e-2 5.5504109e-2 5.5504109e-2) (f32x4.mul (local.get $f) (local.get $power))))
      (local.set $power (f32x4.add (v128.const f32x4 2.4022651e-1 2.4022651e-1 2.4022651e-1 2.4022651e-1) (f32x4.mul (local.get $f) (local.get $power))))
      (local.set $power (f32x4.add (v128.const f32x4 6.9314718e-1 6.9314718e-1 6.9314718e-1 6.9314718e-1) (f32x4.mul (local.get $f) (local.get $power))))
      (local.set $power (f32x4.add (v128.const f32x4 1 1 1 1) (f32x4.mul (local.get $f) (local.get $power))))
      (local.set $n (i32x4.shl (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $n)) (v128.const i32x4 127 127 127 127)) (i32.const 23)))
      (local.set $power (f32x4.mul (local.get $power) (local.get $n)))
      (v128.store (local.get $at) (f32x4.div (local.get $x) (f32x4.add (v128.const f32x4 1 1 1 1) (local.get $power))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 4)))))))
