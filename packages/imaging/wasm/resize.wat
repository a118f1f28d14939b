;; The two passes of a resize. A table of taps says for each output position which input it sees: `offsets` holds where
;; the first input lies, in bytes, `ends` the address of its first weight and, one further on, of the weight behind its
;; last. Weights are in units of 2^-22; sums are rounded to whole values after each pass. Both passes write up to 16
;; bytes behind the target's end and read as many behind the source's.
(module
  (memory (export "memory") 1)

  ;; RGB [rows, stride] to [rows, count, 3]: along the rows, one pixel of three channels at a time.
  (func (export "across")
    (param $source i32) (param $stride i32) (param $rows i32) (param $target i32)
    (param $offsets i32) (param $ends i32) (param $count i32)
    (local $x i32) (local $input i32) (local $weight i32) (local $end i32) (local $sum v128)
    (loop $row
      (local.set $x (i32.const 0))
      (loop $pixel
        (local.set $input
          (i32.add (local.get $source) (i32.load (i32.add (local.get $offsets) (local.get $x)))))
        (local.set $weight (i32.load (i32.add (local.get $ends) (local.get $x))))
        (local.set $end (i32.load offset=4 (i32.add (local.get $ends) (local.get $x))))
        (local.set $sum (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (loop $tap
          (local.set $sum
            (i32x4.add
              (local.get $sum)
              (i32x4.mul
                (v128.load32_splat (local.get $weight))
                (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $input)))))))
          (local.set $input (i32.add (local.get $input) (i32.const 3)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
        (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
        ;; The fourth byte is the next pixel's first, which is written after it.
        (v128.store32_lane 0 (local.get $target) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
        (local.set $target (i32.add (local.get $target) (i32.const 3)))
        (local.set $x (i32.add (local.get $x) (i32.const 4)))
        (br_if $pixel (i32.lt_u (local.get $x) (i32.shl (local.get $count) (i32.const 2)))))
      (local.set $source (i32.add (local.get $source) (local.get $stride)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br_if $row (local.get $rows))))

  ;; Rows of `stride` bytes to `count` such rows: along the columns, sixteen bytes at a time.
  (func (export "down")
    (param $source i32) (param $stride i32) (param $target i32)
    (param $offsets i32) (param $ends i32) (param $count i32)
    (local $x i32) (local $input i32) (local $weight i32) (local $end i32) (local $low v128) (local $high v128)
    (local $share v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $row
      (local.set $x (i32.const 0))
      (local.set $end (i32.load offset=4 (local.get $ends)))
      (loop $block
        (local.set $input
          (i32.add (i32.add (local.get $source) (local.get $x)) (i32.load (local.get $offsets))))
        (local.set $weight (i32.load (local.get $ends)))
        (local.set $a (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (loop $tap
          (local.set $share (v128.load32_splat (local.get $weight)))
          (local.set $high (v128.load (local.get $input)))
          (local.set $low (i16x8.extend_low_i8x16_u (local.get $high)))
          (local.set $high (i16x8.extend_high_i8x16_u (local.get $high)))
          (local.set $a
            (i32x4.add (local.get $a) (i32x4.mul (local.get $share) (i32x4.extend_low_i16x8_u (local.get $low)))))
          (local.set $b
            (i32x4.add (local.get $b) (i32x4.mul (local.get $share) (i32x4.extend_high_i16x8_u (local.get $low)))))
          (local.set $c
            (i32x4.add (local.get $c) (i32x4.mul (local.get $share) (i32x4.extend_low_i16x8_u (local.get $high)))))
          (local.set $d
            (i32x4.add (local.get $d) (i32x4.mul (local.get $share) (i32x4.extend_high_i16x8_u (local.get $high)))))
          (local.set $input (i32.add (local.get $input) (local.get $stride)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
        (v128.store
          (i32.add (local.get $target) (local.get $x))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $a) (i32.const 22))
              (i32x4.shr_s (local.get $b) (i32.const 22)))
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $c) (i32.const 22))
              (i32x4.shr_s (local.get $d) (i32.const 22)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $block (i32.lt_u (local.get $x) (local.get $stride))))
      (local.set $target (i32.add (local.get $target) (local.get $stride)))
      (local.set $offsets (i32.add (local.get $offsets) (i32.const 4)))
      (local.set $ends (i32.add (local.get $ends) (i32.const 4)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $row (local.get $count)))))
