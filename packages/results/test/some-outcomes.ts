/** Outcomes for the tests: any that can be, and some that are usual. */
import { type Box, failureCodes, failureTable, type Outcome } from '@camfleet/contracts';
import fc from 'fast-check';

const pixels = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const text = fc.string({ unit: 'binary' });
const identity = { uri: text, id: text, warnings: fc.array(text, { maxLength: 3 }) };
const box: fc.Arbitrary<Box | null> = fc.option(fc.tuple(pixels, pixels, pixels, pixels));

const okOutcome = fc
  .record({ classes: fc.nat(6), height: fc.nat(4), width: fc.nat(4) })
  .chain(({ classes, height, width }) => {
    const each = <T>(value: fc.Arbitrary<T>, count: number) =>
      fc.array(value, { minLength: count, maxLength: count });
    return fc.record({
      ...identity,
      outcome: fc.constant('ok' as const),
      width: pixels,
      height: pixels,
      classes: each(pixels, classes),
      scores: each(fc.float(), classes),
      boxes: each(box, classes),
      guesses: fc.array(
        fc.tuple(pixels, box).map(([label, box]) => ({ label, box })),
        { maxLength: 5 },
      ),
      policy: text,
      maps: each(fc.nat(0xffff), classes * height * width).map((bits) => Uint16Array.from(bits)),
      mapHeight: fc.constant(height),
      mapWidth: fc.constant(width),
    });
  });

const failedOutcome = fc.record({
  ...identity,
  outcome: fc.constant('failed' as const),
  error: fc
    .record({ code: fc.constantFrom(...failureCodes), message: text })
    .map((error) => ({ ...error, stage: failureTable[error.code].stage })),
});

const skippedOutcome = fc.record({ ...identity, outcome: fc.constant('skipped' as const) });

/** Any outcomes, in the order of their indices. */
export const anyOutcomes: fc.Arbitrary<Outcome[]> = fc
  .tuple(
    fc.array(fc.oneof(okOutcome, failedOutcome, skippedOutcome), { maxLength: 12 }),
    fc.nat(Number.MAX_SAFE_INTEGER - 100),
  )
  .map(([rows, first]) => rows.map((row, i) => ({ ...row, index: first + i })));

/** `rows` outcomes with six maps each, every seventh failed. */
export function usualOutcomes(rows: number, side = 7): Outcome[] {
  return Array.from({ length: rows }, (_, index): Outcome => {
    const row = { index, uri: `s3://bucket/images/${index}.jpg`, id: `image-${index}`, warnings: [] };
    if (index % 7 === 3) {
      const error = { code: 'image-truncated', stage: 'decode', message: 'The picture ends early.' } as const;
      return { ...row, outcome: 'failed', error };
    }
    return {
      ...row,
      outcome: 'ok',
      width: 500,
      height: 375,
      classes: [1, 2, 3, 4, 5, 6].map((k) => (index * k) % 1000),
      scores: [0.5, 0.25, 0.125, 0.0625, 0.03125, 0].map((score) => Math.fround(score)),
      boxes: [[0, 1, 200, 300 + index], null, [5, 6, 7, 8], [0, 0, 500, 375], null, [1, 2, 3, 4]],
      guesses: [
        { label: 7, box: [0, 1, 200, 300 + index] },
        { label: 7, box: null },
      ],
      policy: 'paper-20@1',
      // Finite halves of either sign, none of them alike.
      maps: Uint16Array.from(
        { length: 6 * side * side },
        (__, i) => (Math.imul(i + index, 40_503) >>> 3) & 0xbbff,
      ),
      mapHeight: side,
      mapWidth: side,
    };
  });
}
