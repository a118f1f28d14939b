import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type GalleryState,
  plainLooks,
  readQuery,
  sorts,
  wholeRun,
  writeQuery,
} from '../../src/gallery/gallery-query.js';

const text = fc.string({ maxLength: 12 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const state: fc.Arbitrary<GalleryState> = fc.record({
  selection: fc.record({
    sort: fc.constantFrom(...sorts),
    outcome: fc.constantFrom('', 'ok', 'failed', 'skipped'),
    code: text,
    class: text,
    scoreMin: text,
    scoreMax: text,
    iouMin: text,
    iouMax: text,
    q: text,
  }),
  looks: fc.record({
    policy: text,
    threshold: fc.option(share),
    heat: share,
    map: fc.constantFrom('predicted', 'true'),
    size: fc.constantFrom('small', 'medium', 'large'),
  }),
  at: fc.nat(),
  open: fc.option(fc.nat()),
});

test('a link shows what its writer saw', () => {
  fc.assert(
    fc.property(state, (seen) => {
      expect(readQuery(new URLSearchParams(writeQuery(seen).toString()))).toEqual(seen);
    }),
  );
});

test('a run as it is shown at first needs no query, and one that says nonsense is that', () => {
  const first = { selection: wholeRun, looks: plainLooks, at: 0, open: null };
  expect(writeQuery(first).toString()).toBe('');
  expect(
    readQuery(new URLSearchParams('sort=best&threshold=7&heat=x&map=&size=huge&at=-3&open=1e9')),
  ).toEqual(first);
});
