/** Pascal VOC: an XML an image, as the development kit's documentation describes it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { exportRun } from '../../src/export/export-run.js';
import { voc } from '../../src/export/voc.js';
import { usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes, isOk } from './expected-boxes.js';
import { inside, rootOf, textAt } from './read-xml.js';
import { sourceOf } from './stored-run.js';

const folder = await temporaryFolder();

describe('Pascal VOC', () => {
  it('has a file for every image, called as the picture, and its boxes from 1 on', async () => {
    const to = join(folder, 'usual');
    const outcomes = usualOutcomes(20);
    const source = await sourceOf(outcomes);
    const report = await exportRun(source, voc, { to, onProgress: () => {} });
    const { names } = source.facts;
    const images = outcomes.filter(isOk);
    expect(report).toMatchObject({ images: images.length, renamed: 0 });
    const list = (await readFile(join(to, 'ImageSets/Main/default.txt'), 'utf8')).trimEnd().split('\n');
    expect(list).toEqual(images.map(({ index }) => `images/${index}`));
    const found = [];
    for (const [i, name] of list.entries()) {
      const root = rootOf(await readFile(join(to, 'Annotations', `${name}.xml`), 'utf8'));
      const { index, uri } = images[i]!;
      expect(root.name).toBe('annotation');
      expect([textAt(root, 'folder'), textAt(root, 'filename'), textAt(root, 'path')]).toEqual([
        'images',
        `${index}.jpg`,
        uri,
      ]);
      expect(inside(inside(root, 'size')[0]!).map(({ text }) => text)).toEqual(['500', '375', '3']);
      for (const object of inside(root, 'object')) {
        const box = inside(inside(object, 'bndbox')[0]!);
        expect(box.map(({ name }) => name)).toEqual(['xmin', 'ymin', 'xmax', 'ymax']);
        const [xmin, ymin, xmax, ymax] = box.map(({ text }) => Number(text)) as [
          number,
          number,
          number,
          number,
        ];
        found.push({
          index,
          uri,
          label: names.indexOf(textAt(object, 'name')),
          score: Number(textAt(object, 'score')),
          // As a manifest's row says that is written so: "boxFormat": "voc".
          box: [xmin - 1, ymin - 1, xmax, ymax],
        });
      }
    }
    expect(found).toEqual(expectedBoxes(outcomes));
  });

  it('calls by its row what cannot be called as its picture', async () => {
    const to = join(folder, 'strange');
    const uris = [
      ...[
        '/a/b.jpg',
        'a/b.png',
        '../c.jpg',
        './d.jpg',
        's3://bucket/e?f#g.jpg',
        'https://host/h.jpg?size=1#x',
      ],
      ...['file:///i/j.tif', 'k\\l.jpg', 'm/.jpg', `${'n'.repeat(300)}.jpg`, 'a/b.xml/o.jpg', 'p, q.jpg'],
    ];
    const outcomes = usualOutcomes(1).flatMap((row) => uris.map((uri, index) => ({ ...row, uri, index })));
    const report = await exportRun(await sourceOf(outcomes), voc, { to, onProgress: () => {} });
    const list = (await readFile(join(to, 'ImageSets/Main/default.txt'), 'utf8')).trimEnd().split('\n');
    expect(list).toEqual([
      ...['a/b', 'row-000000001', 'row-000000002', 'd', 'e?f#g', 'h'],
      ...['i/j', 'row-000000007', 'm/.jpg', 'row-000000009', 'row-000000010', 'p, q'],
    ]);
    expect(report.renamed).toBe(5);
    const files = await readdir(join(to, 'Annotations'), { recursive: true });
    expect(files.filter((file) => file.endsWith('.xml')).sort()).toEqual(
      list.map((name) => `${name}.xml`).sort(),
    );
  });
});
