import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../src/index.js';

const everyHalf = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

/** The value of a half by the definition of its fields. */
function halfValue(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(bits / 1024) % 32;
  const significand = bits % 1024;
  if (exponent === 31) return significand === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? significand * 2 ** -24 : (1024 + significand) * 2 ** (exponent - 25));
}

/** The nearest half by search among all, ties to the even one; infinity stands where 65536 would. */
function nearest(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  const magnitude = (bits: number) => (bits === 0x7c00 ? 65_536 : halfValue(bits));
  let [low, high] = [0, 0x7c00];
  if (size >= 65_536) return sign + 0x7c00;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (magnitude(middle) <= size) low = middle;
    else high = middle;
  }
  const [below, above] = [size - magnitude(low), magnitude(high) - size];
  return sign + (below < above || (below === above && low % 2 === 0) ? low : high);
}

const bitsOf = (value: number): number => toHalf(Float32Array.of(value))[0]!;

describe('half precision', () => {
  it('brings all 65 536 halves back', () => {
    expect(toHalf(fromHalf(everyHalf))).toEqual(everyHalf);
  });

  it('reads each half as its fields say', () => {
    const values = fromHalf(everyHalf);
    expect(everyHalf.every((bits) => Object.is(values[bits], halfValue(bits)))).toBe(true);
  });

  it('rounds to nearest, ties to even', () => {
    const anyFloat = fc.oneof(
      fc.float({ noNaN: true }),
      fc.float({ noNaN: true, min: Math.fround(-70_000), max: Math.fround(70_000) }),
      fc.float({ noNaN: true, min: Math.fround(-1e-4), max: Math.fround(1e-4) }),
    );
    fc.assert(
      fc.property(anyFloat, (value) => bitsOf(value) === nearest(value)),
      { numRuns: 50_000 },
    );
  });

  it('rounds every midpoint, and its neighbours in float32', () => {
    const middles = new Float32Array(0x7c00);
    const next = new Uint32Array(middles.buffer);
    for (const step of [-1, 0, 1]) {
      for (let bits = 0; bits < 0x7c00; bits++)
        middles[bits] = (halfValue(bits) + (bits === 0x7bff ? 65_536 : halfValue(bits + 1))) / 2;
      for (let bits = 0; bits < 0x7c00; bits++) next[bits] = next[bits]! + step;
      expect(toHalf(middles)).toEqual(Uint16Array.from(middles, nearest));
    }
  });

  it('keeps NaN, infinities, zeros and the ends of the range', () => {
    expect(bitsOf(Infinity)).toBe(0x7c00);
    expect(bitsOf(-Infinity)).toBe(0xfc00);
    expect(bitsOf(-0)).toBe(0x8000);
    expect(bitsOf(65_504)).toBe(0x7bff);
    expect(bitsOf(65_519.996)).toBe(0x7bff);
    expect(bitsOf(65_520)).toBe(0x7c00);
    expect(bitsOf(2 ** -25)).toBe(0);
    expect(bitsOf(2 ** -149)).toBe(0);
    const quietLow = new Float32Array(Uint32Array.of(0x7f800001).buffer);
    expect(fromHalf(toHalf(quietLow))[0]).toBeNaN();
  });

  it('reads a view that does not start at the start of its buffer', () => {
    expect([...toHalf(new Float32Array([9, 1, 2]).subarray(1))]).toEqual([0x3c00, 0x4000]);
  });
});
