import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  accuracies,
  type Box,
  clipBox,
  type Evaluation,
  evaluateImage,
  findPolicy,
  fromHalf,
  guessBoxes,
  locate,
  sumEvaluations,
  toHalf,
} from '../src/index.js';
import { readNpy } from './npy.js';

const assets = resolve(process.env.CAMFLEET_ASSETS ?? join(import.meta.dirname, '../../../../shared'));
const absent = !existsSync(join(assets, 'reference'));
const suffix = absent ? ' (skipped: the reference maps are not there; set CAMFLEET_ASSETS)' : '';

type Row = { label: number; boxes: Box[]; width: number; height: number };
type Expected = { label: number; boxes: Record<string, Box | null> };

const readLines = <T>(path: string): T[] =>
  readFileSync(join(assets, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const counts = {
  'mobilenet-v2': { top1Cls: 234, top5Cls: 284, gtKnown: 182, top1Loc: 146, top5Loc: 175 },
  'squeezenet-1.1': { top1Cls: 200, top5Cls: 269, gtKnown: 194, top1Loc: 138, top5Loc: 180 },
};
/** At the threshold named the reference program counts the same number of right boxes. */
const fieldFigures = {
  'mobilenet-v2': { maxBoxAcc: 194 / 300, maxBoxAccThreshold: 0.282, pointingGame: 259 / 300 },
  'squeezenet-1.1': { maxBoxAcc: 198 / 300, maxBoxAccThreshold: 0.22, pointingGame: 267 / 300 },
};
/** Boxes that differ from the unrounded reference once maps are rounded to half precision. */
const movedByRounding = { 'mobilenet-v2': 16, 'squeezenet-1.1': 23 };
const policy = findPolicy('paper-20')!;

/** Each image of the set with its maps by class: five predicted ones and, where it is not among them, the true one. */
function* readImages(model: string) {
  const { shape, values: maps } = readNpy(join(assets, `reference/ilsvrc-val-300.${model}.maps.npy`));
  const classes = readNpy(join(assets, `reference/ilsvrc-val-300.${model}.classes.npy`)).values;
  const logits = readNpy(join(assets, `reference/ilsvrc-val-300.${model}.logits.npy`)).values;
  const expected = readLines<Expected>(`reference/ilsvrc-val-300.${model}.jsonl`);
  const [, slots, h, w] = shape as [number, number, number, number];
  for (const [image, row] of readLines<Row>('data/ilsvrc-val-300/manifest.jsonl').entries()) {
    const found = [];
    for (let slot = image * slots; slot < (image + 1) * slots; slot++)
      if (classes[slot]! >= 0)
        found.push({
          label: classes[slot]!,
          logit: logits[slot]!,
          map: Float32Array.from(maps.subarray(slot * h * w, (slot + 1) * h * w)),
        });
    yield { row, found, h, w, expected: expected[image]! };
  }
}

describe.skipIf(absent).each(Object.keys(counts) as (keyof typeof counts)[])(
  `the reference of %s${suffix}`,
  (model) => {
    it('has the same box for every map and the same counts', () => {
      const evaluations: Evaluation[] = [];
      const differing: unknown[] = [];
      for (const { row, found, h, w, expected } of readImages(model)) {
        const drawn = new Map<number, Box | null>();
        for (const { label, map } of found) {
          const box = locate(map, h, w, row.width, row.height, policy);
          drawn.set(label, box);
          if (JSON.stringify(box) !== JSON.stringify(expected.boxes[label]))
            differing.push({ label, box, row, expected });
        }
        expect(drawn.size).toBe(Object.keys(expected.boxes).length);
        const boxes = row.boxes
          .map((box) => clipBox(box, row.width, row.height))
          .filter((box) => box !== null)
          .map((box) => ({ box, label: row.label }));
        const ranked = found.slice(0, 5).map(({ label }) => label);
        const { width, height } = row;
        const drawnBoxes = new Map([...drawn].map(([label, box]) => [label, box === null ? [] : [box]]));
        const guesses = guessBoxes(policy, ranked, drawnBoxes);
        const maps = new Map(found.map(({ label, map }) => [label, map]));
        const size = { mapHeight: h, mapWidth: w, width, height };
        evaluations.push(
          evaluateImage({ ranked, guesses, drawn, maps, labels: [row.label], boxes, ...size }),
        );
      }
      const evaluation = sumEvaluations(evaluations);
      expect(differing).toEqual([]);
      expect(evaluation).toMatchObject({
        images: 300,
        imagesWithBoxes: 300,
        pairs: 300,
        ...counts[model],
        centre: 189,
        whole: 153,
      });
      const figures = accuracies(evaluation)!;
      expect(figures.gtKnown).toBe(counts[model].gtKnown / 300);
      expect(figures).toMatchObject(fieldFigures[model]);
    });

    it('moves few boxes, each by one pixel, where maps are rounded to half precision', () => {
      let moved = 0;
      let farthest = 0;
      for (const { row, found, h, w, expected } of readImages(model))
        for (const { label, map } of found) {
          const box = locate(fromHalf(toHalf(map)), h, w, row.width, row.height, policy);
          const moves = box?.map((side, i) => Math.abs(side - expected.boxes[label]![i]!)) ?? [];
          if (Math.max(0, ...moves) > 0) moved++;
          farthest = Math.max(farthest, ...moves);
        }
      expect({ moved, farthest }).toEqual({ moved: movedByRounding[model], farthest: 1 });
    });
  },
);
