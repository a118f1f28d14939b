/** Two tables side by side: equal to what comes of comparing rows one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTables, type OutcomeTable, orderPairs } from '../src/index.js';

type Row = { readonly index: number; readonly iou: number | null };

const tableOf = (rows: readonly Row[]) =>
  ({
    rows: rows.length,
    index: Int32Array.from(rows, ({ index }) => index),
    iou: Float32Array.from(rows, ({ iou }) => iou ?? Number.NaN),
  }) as OutcomeTable;

const iou = fc.option(fc.constantFrom(0, 0.25, 0.5, 0.625, 1));
const rows = fc
  .uniqueArray(fc.record({ index: fc.nat(60), iou }), { selector: ({ index }) => index, maxLength: 40 })
  .map((some) => some.toSorted((a, b) => a.index - b.index));

const matched = (one: readonly Row[], other: readonly Row[]) =>
  one.flatMap(({ index, iou: first }) => {
    const found = other.find((row) => row.index === index);
    return found === undefined ? [] : [{ index, first, second: found.iou }];
  });

test('rows are paired by their number, and counted by whose IoU is greater', () => {
  fc.assert(
    fc.property(rows, rows, (one, other) => {
      const compared = compareTables(tableOf(one), tableOf(other));
      const pairs = matched(one, other);
      expect([...compared.index]).toEqual(pairs.map(({ index }) => index));
      const judged = pairs.flatMap(({ first, second }) =>
        first === null || second === null ? [] : [[first, second] as const],
      );
      expect(compared).toMatchObject({
        wins: judged.filter(([a, b]) => a > b).length,
        losses: judged.filter(([a, b]) => a < b).length,
        ties: judged.filter(([a, b]) => a === b).length,
        unjudged: pairs.length - judged.length,
      });
      const mean = (side: 0 | 1) =>
        judged.length === 0 ? null : judged.reduce((sum, pair) => sum + pair[side], 0) / judged.length;
      for (const side of [0, 1] as const) {
        const expected = mean(side);
        if (expected === null) expect(compared.meanIou[side]).toBeNull();
        else expect(compared.meanIou[side]).toBeCloseTo(expected, 6);
      }
    }),
  );
});

test('those that differ most come first, those that are not judged last, equal ones in row order', () => {
  fc.assert(
    fc.property(rows, rows, (one, other) => {
      const compared = compareTables(tableOf(one), tableOf(other));
      const pairs = matched(one, other);
      for (const [order, sign] of [
        ['difference', 1],
        ['-difference', -1],
      ] as const) {
        const gain = ({ first, second }: (typeof pairs)[number]) =>
          first === null || second === null ? Number.POSITIVE_INFINITY : sign * (second - first);
        const expected = pairs.toSorted((a, b) => {
          const [x, y] = [gain(a), gain(b)];
          return x === y ? a.index - b.index : x < y ? -1 : 1;
        });
        expect(Array.from(orderPairs(compared, order), (pair) => compared.index[pair])).toEqual(
          expected.map(({ index }) => index),
        );
      }
      expect([...orderPairs(compared, 'index')]).toEqual(pairs.map((_, pair) => pair));
    }),
  );
});
