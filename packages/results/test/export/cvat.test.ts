/** CVAT for images 1.1, as its documentation of the XML describes it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cvat } from '../../src/export/cvat.js';
import { anyOutcomes, usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes, isOk } from './expected-boxes.js';
import { inside, rootOf, textAt } from './read-xml.js';
import { sourceOf, textOf } from './stored-run.js';

describe('CVAT', () => {
  it('has an image for every picture, and its boxes by their corners', async () => {
    const strange = ['a "b" & <c>.jpg', 'two\nlines\t', ' blank '];
    const outcomes = usualOutcomes(30).map((row, i) => ({ ...row, uri: strange[i] ?? row.uri }));
    const root = rootOf(await textOf(cvat, outcomes));
    const { names } = (await sourceOf([])).facts;
    expect([root.name, textAt(root, 'version')]).toEqual(['annotations', '1.1']);
    const task = inside(inside(root, 'meta')[0]!, 'task')[0]!;
    expect(textAt(task, 'name')).toBe('20260131-120000-abc123');
    expect(inside(inside(task, 'labels')[0]!, 'label').map((label) => textAt(label, 'name'))).toEqual(names);
    const images = inside(root, 'image');
    expect(images.map(({ attributes }) => attributes)).toEqual(
      outcomes
        .filter(isOk)
        .map(({ index, uri }) => ({ id: String(index), name: uri, width: '500', height: '375' })),
    );
    const found = images.flatMap((image) =>
      inside(image, 'box').map(({ attributes: { label, xtl, ytl, xbr, ybr, ...rest } }) => {
        expect(rest).toEqual({ source: 'auto', occluded: '0', z_order: '0' });
        return {
          index: Number(image.attributes.id),
          label: names.indexOf(label!),
          box: [xtl, ytl, xbr, ybr].map(Number),
        };
      }),
    );
    expect(found).toEqual(expectedBoxes(outcomes).map(({ index, label, box }) => ({ index, label, box })));
  });

  it('is well-formed whatever the outcomes are', async () => {
    await fc.assert(
      fc.asyncProperty(anyOutcomes, async (any) => {
        const outcomes = any.map((row) =>
          isOk(row) ? { ...row, classes: row.classes.map((label) => label % 1_000) } : row,
        );
        const root = rootOf(await textOf(cvat, outcomes));
        expect(inside(root, 'image')).toHaveLength(outcomes.filter(isOk).length);
      }),
    );
  });
});
