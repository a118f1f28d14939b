/** What is kept of an image is what counts: slots that only pad its batch say nothing of it. */
import type { ModelDescription } from '@camfleet/contracts';
import { expect, it } from 'vitest';
import { locateClasses } from '../src/locate-classes.js';

const model = {
  name: 'm',
  topK: 1,
  map: { width: 2, height: 1 },
  head: { kind: 'linear-after-pool', pool: 'average', activation: 'none', paddedCells: 0, bias: [0, 0, 0] },
  identity: { images: 1, gap: 0, tolerance: 1e-4 },
} as unknown as ModelDescription;
const view = { width: 2, height: 1, area: { left: 0, top: 0, width: 2, height: 1 } };

/** Class 2 is the best; the wanted slot holds class 0, as padding does. */
const locate = (labels: readonly number[], wanted: { logit: number; map: number }, logsumexp = 1) =>
  locateClasses(
    {
      classes: [2, 0],
      logits: Float32Array.of(1, wanted.logit),
      maps: Float32Array.of(1, 1, wanted.map, 0),
      logsumexp,
      padding: 0,
    },
    labels,
    model,
    null,
    view,
  );

it.each([
  { logit: 0, map: 70_000 },
  { logit: Number.NaN, map: 0 },
])('a map that is not kept may be too large: %o', (wanted) => {
  expect(locate([], wanted)).toMatchObject({ classes: [2] });
  expect(locate([0], wanted)).toMatchObject({ code: 'result-not-finite' });
});

it('scores that are no numbers are no scores', () => {
  expect(locate([], { logit: 0, map: 0 }, Number.NaN)).toMatchObject({ code: 'result-not-finite' });
});
