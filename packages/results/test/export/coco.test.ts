/** COCO: what the format's own reader, and one written after its description, read out of an export. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '@camfleet/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { coco } from '../../src/export/coco.js';
import { anyOutcomes, usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes, isOk } from './expected-boxes.js';
import { sourceOf, textOf } from './stored-run.js';

const folder = await temporaryFolder();

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
      segmentation: z.tuple([z.array(whole).length(8)]),
      score: z.number().nullable(),
    }),
  ),
});

const read = async (...args: Parameters<typeof textOf> extends [unknown, ...infer Rest] ? Rest : never) =>
  cocoSchema.parse(JSON.parse(await textOf(coco, ...args)));

describe('COCO', () => {
  it('gives back every image and box', async () => {
    const outcomes = usualOutcomes(50);
    const data = await read(outcomes);
    expect(data.categories.map(({ name }) => name)).toEqual((await sourceOf([])).facts.names);
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
    ).toEqual(expectedBoxes(outcomes));
    for (const { area, bbox } of data.annotations) expect(area).toBe(bbox[2] * bbox[3]);
  });

  it('is whole whatever the outcomes are, and without any', async () => {
    await fc.assert(
      fc.asyncProperty(anyOutcomes, async (outcomes) => {
        const data = await read(outcomes, { minScore: -Infinity });
        expect(data.images).toHaveLength(outcomes.filter(isOk).length);
        expect(data.annotations).toHaveLength(expectedBoxes(outcomes).length);
      }),
    );
  });

  it('has the best classes alone where that is asked for, and those with a good score', async () => {
    const outcomes = usualOutcomes(9);
    expect((await read(outcomes, { top: 1 })).annotations).toHaveLength(expectedBoxes(outcomes, 1).length);
    const { images, annotations } = await read(outcomes, { minScore: 0.125 });
    expect(annotations).toHaveLength(expectedBoxes(outcomes).filter(({ score }) => score >= 0.125).length);
    expect(images).toHaveLength(outcomes.filter(isOk).length);
  });
});

// No package of npm reads COCO. pycocotools is the format's own reader: CAMFLEET_PYTHON names a Python that has it.
const python = process.env.CAMFLEET_PYTHON ?? 'python3';
const hasReader = spawnSync(python, ['-c', 'import pycocotools.coco']).status === 0;
const script = `
import json, sys
from pycocotools.coco import COCO
sys.stdout, out = sys.stderr, sys.stdout
coco = COCO(sys.argv[1])
found = [
    [image['file_name'], coco.loadCats(a['category_id'])[0]['name'], a['bbox'], a['area'], int(coco.annToMask(a).sum())]
    for image in coco.loadImgs(sorted(coco.getImgIds()))
    for a in coco.loadAnns(coco.getAnnIds(imgIds=[image['id']]))
]
cat = coco.getAnnIds(catIds=coco.getCatIds(catNms=['cat']))
large = coco.getAnnIds(areaRng=[50000, 1e9])
json.dump({'found': found, 'cat': len(cat), 'large': len(large)}, out)
`;

describe.skipIf(!hasReader)('pycocotools, of the Python that CAMFLEET_PYTHON names', () => {
  it('finds every image, class and box, and the pixels inside', async () => {
    const inside = (row: Outcome) => (isOk(row) ? { ...row, height: 500 } : row);
    const outcomes = usualOutcomes(30).map(inside);
    const file = join(folder, 'coco.json');
    await writeFile(file, await textOf(coco, outcomes));
    const { stdout, stderr, status } = spawnSync(python, ['-c', script, file], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const { names } = (await sourceOf([])).facts;
    const boxes = expectedBoxes(outcomes);
    const area = ([x0, y0, x1, y1]: (typeof boxes)[number]['box']) => (x1 - x0) * (y1 - y0);
    expect(JSON.parse(stdout)).toEqual({
      found: boxes.map(({ uri, label, box }) => {
        const [x0, y0, x1, y1] = box;
        return [uri, names[label], [x0, y0, x1 - x0, y1 - y0], area(box), area(box)];
      }),
      cat: boxes.filter(({ label }) => names[label] === 'cat').length,
      large: boxes.filter(({ box }) => area(box) >= 50_000).length,
    });
  });
});
