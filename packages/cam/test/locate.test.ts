import { describe, expect, it } from 'vitest';
import { findPolicy, locate } from '../src/index.js';
import { largestAt } from './largest-at.js';

const paper20 = findPolicy('paper-20')!;

describe('locate', () => {
  it('draws no box where the maximum is not above 0', () => {
    for (const value of [-3, 0, Number.NaN, Infinity])
      expect(locate(new Float32Array(9).fill(value), 3, 3, 30, 20, paper20)).toBeNull();
  });

  it('takes the whole image where the map is flat and positive', () => {
    expect(locate(new Float32Array(9).fill(0.7), 3, 3, 30, 20, paper20)).toEqual([0, 0, 30, 20]);
    expect(locate(Float32Array.of(2), 1, 1, 1, 1, paper20)).toEqual([0, 0, 1, 1]);
  });

  it('takes the larger of two components, and the first of two equal ones', () => {
    const row = (...values: number[]) =>
      locate(Float32Array.from(values), 1, values.length, values.length, 1, paper20);
    expect(row(9, 0, 9, 9, 0)).toEqual([2, 0, 4, 1]);
    expect(row(9, 9, 0, 9, 9)).toEqual([0, 0, 2, 1]);
  });

  it('includes a pixel exactly at the threshold', () => {
    const half = largestAt(0.5);
    expect(locate(Float32Array.of(2, 1, 0), 1, 3, 3, 1, half)).toEqual([0, 0, 2, 1]);
  });
});
