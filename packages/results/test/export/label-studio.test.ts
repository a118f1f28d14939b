/** Label Studio: tasks as its guide describes them. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { labelStudio } from '../../src/export/label-studio.js';
import { usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes, isOk } from './expected-boxes.js';
import { sourceOf, textOf } from './stored-run.js';

const share = z.number().min(0).max(100);
const tasksSchema = z.array(
  z.strictObject({
    data: z.strictObject({ image: z.string(), id: z.string() }),
    predictions: z.tuple([
      z.strictObject({
        model_version: z.literal('small@0123456789ab'),
        score: z.number(),
        result: z.array(
          z.strictObject({
            id: z.string(),
            from_name: z.literal('label'),
            to_name: z.literal('image'),
            type: z.literal('rectanglelabels'),
            original_width: z.int().positive(),
            original_height: z.int().positive(),
            image_rotation: z.literal(0),
            value: z.strictObject({
              x: share,
              y: share,
              width: share,
              height: share,
              rotation: z.literal(0),
              rectanglelabels: z.tuple([z.string()]),
            }),
            score: z.number(),
          }),
        ),
      }),
    ]),
  }),
);

describe('Label Studio', () => {
  it('has a task for every image, and its boxes in percent', async () => {
    const outcomes = usualOutcomes(30).map((row) => (isOk(row) ? { ...row, height: 500 } : row));
    const tasks = tasksSchema.parse(JSON.parse(await textOf(labelStudio, outcomes)));
    const { names } = (await sourceOf([])).facts;
    expect(tasks.map(({ data }) => data.image)).toEqual(outcomes.filter(isOk).map(({ uri }) => uri));
    const results = tasks.flatMap(({ predictions }) => predictions[0].result);
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
    const found = results.map(({ value, score, original_width, original_height }) => {
      const [w, h] = [original_width / 100, original_height / 100];
      const edges = [value.x * w, value.y * h, (value.x + value.width) * w, (value.y + value.height) * h];
      return { label: names.indexOf(value.rectanglelabels[0]), score, box: edges.map(Math.round) };
    });
    expect(found).toEqual(expectedBoxes(outcomes).map(({ label, score, box }) => ({ label, score, box })));
  });

  it('finds pictures of this machine as local files', async () => {
    const outcomes = usualOutcomes(1).map((row) => ({ ...row, uri: 'a dir/cat?.jpg' }));
    const [task] = tasksSchema.parse(JSON.parse(await textOf(labelStudio, outcomes)));
    expect(task!.data.image).toBe('/data/local-files/?d=pictures/a%20dir/cat%3F.jpg');
  });
});
