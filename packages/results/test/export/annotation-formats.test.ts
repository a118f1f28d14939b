/** Exports: what other tools read out of them is what the outcomes say. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OkOutcome, Outcome } from '@camfleet/contracts';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { annotationFormats, type ExportFacts, labelNames } from '../../src/index.js';
import { anyOutcomes, usualOutcomes } from '../some-outcomes.js';

const facts: ExportFacts = {
  run: 'a-run',
  createdAt: '2026-01-31T12:00:00.000Z',
  model: 'small@0123456789ab',
  names: labelNames(
    ['cat', 'crane', 'dog & "co", <x>', 'crane', ...Array.from({ length: 996 }, (_, i) => `n${i}`)],
    1_000,
  ),
  perImage: 5,
};

async function textOf(format: keyof typeof annotationFormats, outcomes: readonly Outcome[], own = facts) {
  const pieces: string[] = [];
  for await (const piece of annotationFormats[format].write(async function* () {
    yield* outcomes;
  }, own))
    pieces.push(piece);
  return pieces.join('');
}

const isOk = (outcome: Outcome): outcome is OkOutcome => outcome.outcome === 'ok';

/** What has to come back out of every format: an image's boxes, best class first. */
const boxesOf = (outcomes: readonly Outcome[], perImage = facts.perImage) =>
  outcomes.filter(isOk).flatMap(({ index, uri, classes, scores, boxes }) =>
    classes.slice(0, perImage).flatMap((label, rank) => {
      const box = boxes[rank] ?? null;
      return box === null ? [] : { index, uri, label, score: scores[rank]!, box };
    }),
  );

/** The data format of cocodataset.org for object detection. */
const whole = z.int().nonnegative();
const cocoSchema = z.strictObject({
  info: z.looseObject({ description: z.string(), date_created: z.string() }),
  licenses: z.array(z.never()),
  categories: z.array(z.strictObject({ id: z.int().min(1), name: z.string(), supercategory: z.string() })),
  images: z.array(z.strictObject({ id: z.int().min(1), file_name: z.string(), width: whole, height: whole })),
  annotations: z.array(
    z.strictObject({
      id: z.int().min(1),
      image_id: z.int().min(1),
      category_id: z.int().min(1),
      bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      area: z.number(),
      iscrowd: z.literal(0),
      segmentation: z.array(z.never()),
      score: z.number().nullable(),
    }),
  ),
});

describe('COCO', () => {
  it('gives back every image and box', async () => {
    const outcomes = usualOutcomes(50);
    const data = cocoSchema.parse(JSON.parse(await textOf('coco', outcomes)));
    expect(data.categories.map(({ name }) => name)).toEqual(facts.names);
    const images = new Map(data.images.map((image) => [image.id, image]));
    expect(data.images.map(({ id, file_name, width, height }) => [id - 1, file_name, width, height])).toEqual(
      outcomes.filter(isOk).map(({ index, uri, width, height }) => [index, uri, width, height]),
    );
    expect(new Set(data.annotations.map(({ id }) => id)).size).toBe(data.annotations.length);
    expect(
      data.annotations.map(({ image_id, category_id, bbox: [x, y, width, height], score }) => ({
        index: image_id - 1,
        uri: images.get(image_id)?.file_name,
        label: category_id - 1,
        score,
        box: [x, y, x + width, y + height],
      })),
    ).toEqual(boxesOf(outcomes));
    for (const { area, bbox } of data.annotations) expect(area).toBe(bbox[2] * bbox[3]);
  });

  it('is whole whatever the outcomes are, and without any', async () => {
    await fc.assert(
      fc.asyncProperty(anyOutcomes, async (outcomes) => {
        const data = cocoSchema.parse(JSON.parse(await textOf('coco', outcomes)));
        expect(data.images).toHaveLength(outcomes.filter(isOk).length);
        expect(data.annotations).toHaveLength(boxesOf(outcomes).length);
      }),
    );
  });

  it('has the best class alone where that is asked for', async () => {
    const outcomes = usualOutcomes(9);
    const { annotations } = cocoSchema.parse(
      JSON.parse(await textOf('coco', outcomes, { ...facts, perImage: 1 })),
    );
    expect(annotations).toHaveLength(boxesOf(outcomes, 1).length);
  });
});

describe('CSV', () => {
  /** Read by DuckDB, whose reader is not ours. */
  async function read(text: string) {
    const folder = await mkdtemp(join(tmpdir(), 'camfleet-csv-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'rows.csv'), text);
    const connection = await (await DuckDBInstance.create()).connect();
    onTestFinished(() => connection.closeSync());
    const reader = await connection.runAndReadAll(
      `select * from read_csv('${join(folder, 'rows.csv')}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', parallel = false)`,
    );
    return reader
      .getRowObjects()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [name, cell === null ? '' : String(cell)]),
        ),
      );
  }

  it('gives back every image, class, score and box, and why an image failed', async () => {
    const strange = ['a,b', 'say "x"', 'two\nlines', ' blank ', '\r', 'é'];
    const outcomes = usualOutcomes(40).map((row, i) => ({ ...row, uri: strange[i] ?? row.uri }));
    const lines = await read(await textOf('csv', outcomes));
    expect(
      lines
        .filter(({ x0 }) => x0 !== '')
        .map((line) => ({
          index: Number(line.index),
          uri: line.uri,
          label: Number(line.class),
          score: Number(line.score),
          box: [line.x0, line.y0, line.x1, line.y1].map(Number),
        })),
    ).toEqual(boxesOf(outcomes));
    expect(new Set(lines.map(({ index }) => Number(index)))).toEqual(
      new Set(outcomes.map(({ index }) => index)),
    );
    expect(
      lines
        .filter(({ outcome }) => outcome === 'failed')
        .map((line) => [line.error_code, line.error_message]),
    ).toEqual(
      outcomes.flatMap((row) => (row.outcome === 'failed' ? [[row.error.code, row.error.message]] : [])),
    );
    for (const line of lines.filter(({ name }) => name !== ''))
      expect(line.name).toBe(facts.names[Number(line.class)]);
  });
});

describe('Label Studio', () => {
  const share = z.number().min(0).max(100);
  /** Tasks with predictions of rectanglelabels, as its guide describes them. */
  const tasksSchema = z.array(
    z.strictObject({
      data: z.strictObject({ image: z.string(), id: z.string() }),
      predictions: z.tuple([
        z.strictObject({
          model_version: z.literal(facts.model),
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

  it('has a task for every image, and its boxes in percent', async () => {
    const outcomes = usualOutcomes(30).map((row) => (isOk(row) ? { ...row, height: 500 } : row));
    const tasks = tasksSchema.parse(JSON.parse(await textOf('label-studio', outcomes)));
    expect(tasks.map(({ data }) => data.image)).toEqual(outcomes.filter(isOk).map(({ uri }) => uri));
    const results = tasks.flatMap(({ predictions }) => predictions[0].result);
    expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
    const found = results.map(({ value, score, original_width, original_height }) => {
      const [w, h] = [original_width / 100, original_height / 100];
      const edges = [value.x * w, value.y * h, (value.x + value.width) * w, (value.y + value.height) * h];
      return { label: facts.names.indexOf(value.rectanglelabels[0]), score, box: edges.map(Math.round) };
    });
    expect(found).toEqual(boxesOf(outcomes).map(({ label, score, box }) => ({ label, score, box })));
  });
});

describe('CVAT', () => {
  it('has an image for every picture, and its boxes by their corners', async () => {
    const outcomes = usualOutcomes(30);
    const text = await textOf('cvat', outcomes);
    const images = [
      ...text.matchAll(/<image id="(\d+)" name="([^"]*)" width="500" height="375">\n(.*?)<\/image>/gs),
    ];
    expect(images.map(([, id, name]) => [Number(id), name])).toEqual(
      outcomes.filter(isOk).map(({ index, uri }) => [index, uri]),
    );
    const found = images.flatMap(([, id, , inside]) =>
      [
        ...inside!.matchAll(
          /<box label="([^"]*)" source="auto" occluded="0" xtl="(\d+)" ytl="(\d+)" xbr="(\d+)" ybr="(\d+)" z_order="0"\/>/g,
        ),
      ].map(([, , ...box]) => ({ index: Number(id), box: box.map(Number) })),
    );
    expect(found).toEqual(boxesOf(outcomes).map(({ index, box }) => ({ index, box })));
    expect(text).toContain('<label><name>dog &amp; &quot;co&quot;, &lt;x&gt;</name></label>');
  });

  it('holds nothing that XML cannot', async () => {
    await fc.assert(
      fc.asyncProperty(anyOutcomes, async (outcomes) => {
        const text = await textOf('cvat', outcomes);
        expect(text).toMatch(/^[\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
        expect(text.match(/<image /g) ?? []).toHaveLength(outcomes.filter(isOk).length);
      }),
    );
  });
});

describe('every format', () => {
  it.each(Object.keys(annotationFormats) as (keyof typeof annotationFormats)[])(
    '%s is written as the outcomes come',
    async (format) => {
      const rows = usualOutcomes(7);
      let read = 0;
      const outcomes = async function* () {
        for (; ; read++) yield { ...rows[read % 7]!, index: read };
      };
      let pieces = 0;
      for await (const piece of annotationFormats[format].write(outcomes, { ...facts, names: ['a'] })) {
        expect(piece.length).toBeLessThan(3_000);
        if (++pieces === 200) break;
      }
      expect(read).toBeLessThan(400);
    },
  );
});

describe('names of classes', () => {
  it('are told apart where two classes share one, and made up where there are none', () => {
    expect(labelNames(['cat', 'crane', 'dog', 'crane'], 4)).toEqual(['cat', 'crane (1)', 'dog', 'crane (3)']);
    expect(labelNames(null, 2)).toEqual(['class 0', 'class 1']);
  });
});
