/** YOLO as Ultralytics documents it: a text file an image, and data.yaml. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { exportRun } from '../../src/export/export-run.js';
import { yolo } from '../../src/export/yolo.js';
import { usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes, isOk } from './expected-boxes.js';
import { sourceOf } from './stored-run.js';

const folder = await temporaryFolder();

describe('YOLO', () => {
  it('has a file for every image where its picture is looked for, and its boxes by their centres', async () => {
    const to = join(folder, 'yolo');
    const inside = (row: ReturnType<typeof usualOutcomes>[number]) =>
      isOk(row) ? { ...row, height: 500, uri: `train/${row.index}.jpg` } : row;
    const outcomes = usualOutcomes(20).map(inside);
    const source = await sourceOf(outcomes);
    const report = await exportRun(source, yolo, { to, onProgress: () => {} });
    const found = [];
    for (const { index, uri, width, height } of outcomes.filter(isOk)) {
      const text = await readFile(join(to, 'labels/train', `${index}.txt`), 'utf8');
      for (const line of text.split('\n').slice(0, -1)) {
        expect(line).toMatch(/^\d+( [01]\.\d{6}){4}$/);
        const [label, x, y, w, h] = line.split(' ').map(Number) as [number, number, number, number, number];
        const [left, right] = [(x - w / 2) * width, (x + w / 2) * width].map(Math.round);
        const [top, bottom] = [(y - h / 2) * height, (y + h / 2) * height].map(Math.round);
        found.push({ index, uri, label, box: [left, top, right, bottom] });
      }
    }
    const expected = expectedBoxes(outcomes).map(({ score: _, ...rest }) => rest);
    expect(found).toEqual(expected);
    expect(report).toMatchObject({ boxes: expected.length, renamed: 0 });
  });

  it.each([
    ['images/a.jpg', 'labels/a.txt'],
    ['b/images/c.jpg', 'images/b/labels/c.txt'],
    ['s3://bucket/images/d/e.jpg', 'labels/d/e.txt'],
    ['images.jpg', 'labels/images.txt'],
  ])('looks for the labels of %s where Ultralytics does', async (uri, labels) => {
    const to = join(folder, labels.replaceAll('/', '-'));
    const outcomes = usualOutcomes(1).map((row) => ({ ...row, uri }));
    await exportRun(await sourceOf(outcomes), yolo, { to, onProgress: () => {} });
    expect(await readFile(join(to, labels), 'utf8')).toMatch(/^0 /);
  });

  it('names every class in data.yaml, however it is called, by either version of YAML', async () => {
    const to = join(folder, 'names');
    const source = await sourceOf([]);
    await exportRun(source, yolo, { to, onProgress: () => {} });
    const text = await readFile(join(to, 'data.yaml'), 'utf8');
    for (const version of ['1.1', '1.2'] as const)
      expect(parse(text, { version })).toEqual({
        train: 'images',
        val: 'images',
        names: Object.fromEntries(source.facts.names.entries()),
      });
  });
});
