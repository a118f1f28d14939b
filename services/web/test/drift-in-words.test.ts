/** How far scores moved, in words. */
import { expect, it } from 'vitest';
import { driftInWords } from '../src/run/drift-in-words.js';

it.each([
  [0, 'hardly', '0.00'],
  [0.1, 'a little', '0.10'],
  [0.25, 'a little', '0.25'],
  [0.314, 'much', '0.31'],
])('%d has moved %s', (psi, moved, shown) => {
  expect(driftInWords(psi)).toContain(`moved ${moved} since the first (stability index ${shown})`);
});
