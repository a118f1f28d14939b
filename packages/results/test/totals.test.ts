/** Tallies and totals are exact, and the order of what is added does not matter. */
import type { CommitRecord } from '@camfleet/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTallies } from '../src/tallies.js';
import { addCommit, emptyTotals } from '../src/totals.js';

const count = fc.nat(1_000_000);
const tally = fc.dictionary(fc.constantFrom('a', 'b', 'c', '10', '9', '__proto__'), count);
const record: fc.Arbitrary<CommitRecord> = fc.record({
  shard: count,
  attempt: fc.string(),
  worker: fc.string(),
  parts: fc.array(fc.record({ key: fc.string(), sha256: fc.string(), bytes: count, rows: count })),
  counts: fc.record({ ok: count, failed: count, skipped: count }),
  failures: tally,
  warnings: tally,
  evaluation: tally,
  scores: tally,
  timings: fc.record({
    startedAt: fc.string(),
    seconds: fc.double(),
    paddedImages: count,
    fetchedBytes: count,
  }),
});

test('addTallies adds by name, and names that only one has are kept', () => {
  expect(addTallies({ b: 1, a: 2 }, { c: 3, b: 4 })).toEqual({ a: 2, b: 5, c: 3 });
});

test('addTallies is commutative and associative to the byte', () => {
  fc.assert(
    fc.property(tally, tally, tally, (a, b, c) => {
      const left = addTallies(addTallies(a, b), c);
      expect(JSON.stringify(addTallies(c, addTallies(b, a)))).toBe(JSON.stringify(left));
    }),
  );
});

test('a sum that a number cannot hold exactly throws', () => {
  expect(() => addTallies({ a: Number.MAX_SAFE_INTEGER }, { a: 1 })).toThrow(RangeError);
});

test('totals do not depend on the order of the commits', () => {
  const records = fc.array(record, { maxLength: 6 });
  fc.assert(
    fc.property(records, (all) => {
      const forwards = all.reduce(addCommit, emptyTotals());
      expect(all.toReversed().reduce(addCommit, emptyTotals())).toEqual(forwards);
      expect(forwards.shards).toBe(all.length);
      expect(forwards.counts.ok).toBe(all.reduce((sum, { counts }) => sum + counts.ok, 0));
    }),
  );
});
