/** A part is read back exactly as it was written, and written the same every time. */
import type { OkOutcome } from '@camfleet/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPart } from '../src/read-part.js';
import { writePart } from '../src/write-part.js';
import { anyOutcomes, usualOutcomes } from './some-outcomes.js';

test('every outcome comes back to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(anyOutcomes, async (outcomes) => {
      expect(await readPart(writePart(outcomes))).toStrictEqual(outcomes);
    }),
    { numRuns: 300 },
  );
});

test('every half float comes back, NaNs and their payloads too', async () => {
  const [row] = usualOutcomes(1) as [OkOutcome];
  const maps = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
  const all = {
    ...row,
    classes: [1],
    scores: [1],
    boxes: [null],
    guesses: [],
    maps,
    mapHeight: 256,
    mapWidth: 256,
  };
  const [back] = (await readPart(writePart([all]))) as [OkOutcome];
  expect(back.maps).toEqual(maps);
});

test('a part without rows', async () => {
  expect(await readPart(writePart([]))).toEqual([]);
});

test('a part of many pages', async () => {
  // 1.2 MB of maps: more than one page holds.
  const outcomes = usualOutcomes(700, 13);
  const back = await readPart(writePart(outcomes));
  expect(back.length).toBe(700);
  for (const [i, row] of back.entries()) expect(row).toEqual(outcomes[i]);
}, 30_000);

test('invariant 5: the same outcomes are the same bytes, in whatever order they came', () => {
  const outcomes = usualOutcomes(50);
  expect(writePart(outcomes.toReversed())).toEqual(writePart(outcomes));
});

test('text of any script and a byte order mark', async () => {
  const outcomes = usualOutcomes(1).map((row) => ({ ...row, uri: '\ufeff/日本/🐈.jpg', id: '' }));
  expect(await readPart(writePart(outcomes))).toStrictEqual(outcomes);
});

test('an outcome whose fields do not go together is refused', () => {
  const [row] = usualOutcomes(1) as [OkOutcome];
  expect(() => writePart([{ ...row, scores: [1] }])).toThrow('row 0: 6 classes, 1 scores');
  expect(() => writePart([{ ...row, maps: row.maps.subarray(1) }])).toThrow(RangeError);
});

test('bytes that are no part are refused', async () => {
  await expect(readPart(new Uint8Array(100))).rejects.toThrow();
});
