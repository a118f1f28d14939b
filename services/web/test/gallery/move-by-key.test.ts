import { expect, test } from 'vitest';
import { moveByKey } from '../../src/gallery/move-by-key.js';

// 0 1 2 3
// 4 5 6 7
// 8 9
const grid = { total: 10, columns: 4, rowsOnScreen: 2 };

test.each([
  ['ArrowRight', 3, 4],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 4, 3],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 6, 9],
  ['ArrowDown', 8, 8],
  ['ArrowUp', 6, 2],
  ['ArrowUp', 2, 2],
  ['PageDown', 0, 8],
  ['PageDown', 7, 9],
  ['PageUp', 9, 1],
  ['Home', 6, 4],
  ['End', 4, 7],
  ['End', 8, 9],
] as const)('%s from %i goes to %i', (key, from, to) => {
  expect(moveByKey({ key, ctrlKey: false }, { ...grid, index: from })).toBe(to);
});

test('with Ctrl, Home and End are those of the list', () => {
  expect(moveByKey({ key: 'Home', ctrlKey: true }, { ...grid, index: 6 })).toBe(0);
  expect(moveByKey({ key: 'End', ctrlKey: true }, { ...grid, index: 1 })).toBe(9);
});

test('other keys, and an empty list, move nothing', () => {
  expect(moveByKey({ key: 'a', ctrlKey: false }, { ...grid, index: 6 })).toBeNull();
  expect(moveByKey({ key: 'End', ctrlKey: false }, { ...grid, total: 0, index: 0 })).toBeNull();
});
