import { expect, test } from 'vitest';
import { boxPath, cornerPath } from '../../src/gallery/box-outlines.js';

test('a box is four sides, its corners eight strokes', () => {
  expect(boxPath([10, 20, 40, 60])).toBe('M10 20H40V60H10Z');
  expect(cornerPath([10, 20, 40, 60], 5)).toBe('M15 20H10V25M35 20H40V25M15 60H10V55M35 60H40V55');
});

test('corners of a small box do not meet', () => {
  expect(cornerPath([0, 0, 6, 3], 50)).toBe('M2 0H0V1M4 0H6V1M2 3H0V2M4 3H6V2');
});
