/** A part is read back exactly as it was written, and written the same every time. */
import type { OkOutcome } from '@camfleet/contracts';
import fc from 'fast-check';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { bytes, type Leaf, listOf, optional, required } from '../src/parquet-columns.js';
import { partSchema } from '../src/part-schema.js';
import { getPart, putPart } from '../src/parts.js';
import { readPart } from '../src/read-part.js';
import { writePart } from '../src/write-part.js';
import { memoryStore } from './memory-store.js';
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

const twoBytes: Leaf = { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2 };

test.each([
  ['a list of half floats', listOf('maps', required('element', twoBytes)), [new Uint8Array(2)]],
  ['too short', optional('maps', bytes), new Uint8Array(1)],
  ['missing', optional('maps', bytes), null],
])('a part whose maps are %s is refused', async (_, columns, maps) => {
  const row = {
    index: 0n,
    uri: 'x.jpg',
    id: '',
    outcome: 'ok',
    error_code: null,
    error_stage: null,
    error_message: null,
    width: 1,
    height: 1,
    classes: [1],
    scores: [1],
    boxes: [null],
    guess_classes: [],
    guess_boxes: [],
    policy: '',
    map_shape: [1, 1, 1],
    maps,
    warnings: [],
  };
  const at = partSchema.findIndex(({ name }) => name === 'maps');
  const file = new ByteWriter();
  const parquet = new ParquetWriter({ writer: file, schema: partSchema.toSpliced(at, 1, ...columns) });
  const columnData = Object.entries(row).map(([name, value]) => ({ name, data: [value] }));
  parquet.write({ columnData, rowGroupSize: 1 });
  parquet.finish();
  const part = new Uint8Array(file.getBuffer());
  await expect(readPart(part)).rejects.toThrow('row 0: its maps are not 2 bytes');

  const store = memoryStore();
  const reference = { ...(await putPart(store, 'old', 0, part)), rows: 1 };
  await expect(getPart(store, reference)).rejects.toMatchObject({ code: 'object-damaged' });
});

test('bytes that are no part are refused', async () => {
  await expect(readPart(new Uint8Array(100))).rejects.toThrow();
});
