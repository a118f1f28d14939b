/** FiftyOne: samples as its documentation describes those of a FiftyOneDataset. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fiftyone } from '../../src/export/fiftyone.js';
import { usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes, isOk } from './expected-boxes.js';
import { sourceOf, textOf } from './stored-run.js';

const share = z.number().min(0).max(1);
const samplesSchema = z.strictObject({
  samples: z.array(
    z.strictObject({
      filepath: z.string(),
      tags: z.array(z.string()),
      metadata: z.strictObject({ _cls: z.literal('ImageMetadata'), width: z.int(), height: z.int() }),
      camfleet_id: z.string(),
      classification: z
        .strictObject({ _cls: z.literal('Classification'), label: z.string(), confidence: share })
        .optional(),
      predictions: z.strictObject({
        _cls: z.literal('Detections'),
        detections: z.array(
          z.strictObject({
            _cls: z.literal('Detection'),
            label: z.string(),
            bounding_box: z.tuple([share, share, share, share]),
            confidence: share,
          }),
        ),
      }),
    }),
  ),
});

describe('FiftyOne', () => {
  it('has a sample for every image, and its boxes as shares', async () => {
    const inside = (row: ReturnType<typeof usualOutcomes>[number]) =>
      isOk(row) ? { ...row, height: 500, uri: `images/${row.index}.jpg` } : row;
    const outcomes = usualOutcomes(30).map(inside);
    const { samples } = samplesSchema.parse(JSON.parse(await textOf(fiftyone, outcomes)));
    const { names } = (await sourceOf([])).facts;
    expect(samples.map(({ filepath }) => filepath)).toEqual(
      outcomes.filter(isOk).map(({ uri }) => `/pictures/${uri}`),
    );
    const found = samples.flatMap(({ predictions, filepath, metadata: { width, height } }) =>
      predictions.detections.map(({ label, confidence, bounding_box: [x, y, w, h] }) => ({
        uri: filepath.slice('/pictures/'.length),
        label: names.indexOf(label),
        score: confidence,
        box: [x * width, y * height, (x + w) * width, (y + h) * height].map(Math.round),
      })),
    );
    expect(found).toEqual(expectedBoxes(outcomes).map(({ index: _, ...rest }) => rest));
  });

  it('leaves the best class away where its score is too low', async () => {
    const { samples } = samplesSchema.parse(
      JSON.parse(await textOf(fiftyone, usualOutcomes(2), { minScore: 1 })),
    );
    expect(samples.map(({ classification }) => classification)).toEqual([undefined, undefined]);
  });
});
