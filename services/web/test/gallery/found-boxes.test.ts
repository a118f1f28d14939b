/** What the page finds is what workers store: the same boxes and the same IoU, whatever part of a picture a map shows. */
import { boxPolicies, evaluateBoxes, iouUnit, toHalf } from '@camfleet/cam';
import { inputArea, resizeModes } from '@camfleet/contracts';
import type { OutcomeView } from '@camfleet/protocol';
import { drawAll } from '@camfleet/results';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMaps } from '../../src/gallery/decode-maps.js';
import { boxFinder, iouOf, storedBoxes, trueBoxesOf, worstTrueClass } from '../../src/gallery/found-boxes.js';
import { policyAt, thresholdOfPolicy } from '../../src/gallery/policy-at.js';

const side = fc.integer({ min: 1, max: 7 });
const scene = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 90 }),
    resize: fc.constantFrom(...resizeModes),
    h: side,
    w: side,
    classes: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 }),
    corners: fc.array(fc.tuple(fc.double({ min: 0, max: 0.8, noNaN: true }), fc.boolean()), { maxLength: 4 }),
    policy: fc.constantFrom(...boxPolicies),
    threshold: fc.option(fc.double({ min: 0.01, max: 0.99, noNaN: true })),
    values: fc.infiniteStream(fc.integer({ min: -20, max: 60 })),
  })
  .map(({ width, height, resize, h, w, classes, corners, policy, threshold, values }) => {
    const numbers = Float32Array.from({ length: classes.length * h * w }, () => values.next().value / 7);
    const maps = toHalf(numbers);
    const area = inputArea({ width, height }, { width: 40, height: 40 }, { resize });
    const labels = classes.slice(0, 2);
    const boxes = corners.map(([at, isOwn], i) => ({
      box: [at * width, at * height, width, height] as const,
      label: isOwn ? labels[i % labels.length]! : null,
    }));
    const view: OutcomeView = {
      index: 0,
      uri: 'a.jpg',
      id: 'a',
      outcome: 'ok',
      error: null,
      width,
      height,
      classes: classes.map((label) => ({ class: label, name: `class ${label}`, score: 0.1, box: null })),
      truth: { labels, names: [], boxes },
      iou: null,
      policy: 'paper-20@1',
      area: [area.left, area.top, area.left + area.width, area.top + area.height],
      map: { shape: [classes.length, h, w], data: Buffer.from(maps.buffer).toString('base64') },
      warnings: [],
    };
    const stored = { classes, maps, mapHeight: h, mapWidth: w, width, height };
    return { view, stored, area, policy: policyAt(policy, threshold) };
  });

test('boxes are those of the stored part', () => {
  fc.assert(
    fc.property(scene, ({ view, stored, area, policy }) => {
      const find = boxFinder(view, decodeMaps(view.map!), policy);
      const drawn = drawAll(stored, area, stored.classes.length, policy);
      expect(view.classes.map((_, place) => find(place)[0] ?? null)).toEqual(drawn.boxes);
    }),
  );
});

test('IoU is what GT-known and mean IoU judge, class by class', () => {
  fc.assert(
    fc.property(scene, ({ view, policy }) => {
      const find = boxFinder(view, decodeMaps(view.map!), policy);
      view.classes.forEach(({ class: label }, place) => {
        const known = trueBoxesOf(view.truth!, label);
        const { iouUnits } = evaluateBoxes({
          guesses: [],
          drawn: new Map([[label, find(place)[0] ?? null]]),
          labels: [label],
          boxes: known.map((box) => ({ box, label })),
        });
        const iou = iouOf(view, find, place);
        expect(iou === null).toBe(known.length === 0);
        expect(Math.abs((iou ?? 0) - iouUnits * iouUnit)).toBeLessThanOrEqual(iouUnit);
      });
    }),
  );
});

test('the true class that is shown is the one that was found worst by the stored boxes', () => {
  fc.assert(
    fc.property(scene, ({ view, policy }) => {
      const find = boxFinder(view, decodeMaps(view.map!), policy);
      const classes = view.classes.map((one, place) => ({ ...one, box: find(place)[0] ?? null }));
      const stored = { ...view, classes };
      const ious = view.truth!.labels.map((label) =>
        iouOf(
          stored,
          find,
          classes.findIndex((one) => one.class === label),
        ),
      );
      const judged = ious.filter((iou) => iou !== null);
      const shown = worstTrueClass(stored, storedBoxes(stored))!;
      expect(view.truth!.labels).toContain(classes[shown]!.class);
      expect(iouOf(stored, find, shown)).toBe(judged.length === 0 ? null : Math.min(...judged));
    }),
  );
});

test('without truth there is no true class', () => {
  const [view] = fc.sample(scene, 1).map((one) => one.view);
  const known = { ...view!, truth: null };
  expect(worstTrueClass(known, storedBoxes(known))).toBeNull();
});

test('a threshold moves policies that have one, and leaves those that have several', () => {
  const at = boxPolicies.map((policy) => thresholdOfPolicy(policyAt(policy, 0.4)));
  expect(at).toEqual([0.4, null, 0.4, 0.4]);
  expect(boxPolicies.map((policy) => policyAt(policy, null))).toEqual(boxPolicies);
});
