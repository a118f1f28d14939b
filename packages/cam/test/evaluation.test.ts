import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracies,
  type Box,
  emptyEvaluation,
  evaluateBoxes,
  evaluateImage,
  type ImageResult,
  iouUnit,
  mergeEvaluations,
  sumEvaluations,
} from '../src/index.js';

const corner: Box = [0, 0, 50, 50];
const far: Box = [50, 50, 100, 100];

/** Every map is nowhere positive, so that what does not depend on boxes is 0. */
const drawnAs = (labels: number[], boxOf: (label: number) => Box | null): ImageResult['drawn'] =>
  new Map(labels.map((label) => [label, boxOf(label)]));

/** One guess for each of the first five classes, from the boxes drawn. */
const image = (part: Partial<ImageResult>): ImageResult => {
  const ranked = [1, 2, 3, 4, 5, 6];
  const drawn = part.drawn ?? drawnAs(ranked, () => corner);
  const guesses = ranked.slice(0, 5).map((label) => ({ label, box: drawn.get(label) ?? null }));
  const size = { mapHeight: 1, mapWidth: 1, width: 100, height: 100 };
  const maps = new Map([...drawn.keys()].map((label) => [label, Float32Array.of(-1)]));
  return { ranked, guesses, maps, labels: [], boxes: [], ...size, ...part, drawn };
};

const evaluated = (part: Partial<ImageResult>) => evaluateImage(image(part));
const wholeHit = 1 / iouUnit;

describe('evaluateImage', () => {
  it('counts nothing without a label', () => {
    expect(evaluated({ boxes: [{ box: corner, label: 1 }] })).toEqual(emptyEvaluation());
  });

  it('counts class figures alone where there are no true boxes', () => {
    expect(evaluated({ labels: [2] })).toEqual({ ...emptyEvaluation(), images: 1, top5Cls: 1 });
    expect(evaluated({ labels: [6] })).toEqual({ ...emptyEvaluation(), images: 1 });
  });

  it('counts a hit at the first place everywhere', () => {
    expect(evaluated({ labels: [1], boxes: [{ box: corner, label: 1 }] })).toEqual({
      ...emptyEvaluation(),
      images: 1,
      imagesWithBoxes: 1,
      pairs: 1,
      top1Cls: 1,
      top5Cls: 1,
      top1Loc: 1,
      top5Loc: 1,
      gtKnown: 1,
      iouUnits: wholeHit,
    });
  });

  it('does not count a box on the true box of another label', () => {
    const drawn = drawnAs([1, 2, 3, 4, 5], (label) => (label === 2 ? null : corner));
    const boxes = [
      { box: corner, label: 2 },
      { box: far, label: 1 },
    ];
    expect(evaluated({ labels: [1, 2], boxes, drawn })).toEqual({
      ...emptyEvaluation(),
      images: 1,
      imagesWithBoxes: 1,
      pairs: 2,
      top1Cls: 1,
      top5Cls: 1,
    });
  });

  it('judges GT-known outside the first five, and each label once', () => {
    const boxes = [
      { box: far, label: 6 },
      { box: corner, label: 6 },
      { box: corner, label: 7 },
    ];
    expect(evaluated({ labels: [6, 6], boxes })).toEqual({
      ...emptyEvaluation(),
      images: 1,
      imagesWithBoxes: 1,
      pairs: 1,
      gtKnown: 1,
      iouUnits: wholeHit,
    });
  });

  it('counts the baselines', () => {
    const boxes = [{ box: [10, 10, 90, 90] as Box, label: 1 }];
    expect(evaluated({ labels: [1], boxes })).toMatchObject({ centre: 1, whole: 1, gtKnown: 0 });
    expect(evaluated({ labels: [1], boxes: [{ box: corner, label: 1 }] })).toMatchObject({
      centre: 0,
      whole: 0,
    });
  });

  it('refuses an image whose true class was not drawn', () => {
    const boxes = [{ box: corner, label: 9 }];
    expect(() => evaluated({ labels: [9], boxes })).toThrow(
      'class 9 has true boxes, but no map of it was given',
    );
  });
});

describe('accuracies', () => {
  it('is null where nothing was evaluated, and null figure by figure', () => {
    expect(accuracies(emptyEvaluation())).toBeNull();
    expect(accuracies(evaluated({ labels: [1] }))).toEqual({
      evaluated: 1,
      evaluatedWithBoxes: 0,
      top1Cls: 1,
      top5Cls: 1,
      top1Loc: null,
      top5Loc: null,
      gtKnown: null,
      maxBoxAcc: null,
      maxBoxAccThreshold: null,
      maxBoxAccV2: null,
      meanIou: null,
      pointingGame: null,
      baselines: { centre: null, whole: null },
    });
  });
});

describe('mergeEvaluations', () => {
  const label = fc.integer({ min: 1, max: 7 });
  const box = fc.constantFrom<Box>(corner, far, [10, 10, 90, 90], [0, 0, 100, 70]);
  const blobs = [
    Float32Array.of(1, 2, 3, 4, 9, 1),
    Float32Array.of(5, 0, 5, 0, -2, 4),
    Float32Array.of(9, 1, 0, 0, 0, -1),
  ];
  const arbitraryImage = fc
    .record({
      labels: fc.array(label, { maxLength: 3 }),
      boxes: fc.array(fc.record({ box, label }), { maxLength: 4 }),
    })
    .map((part): ImageResult => {
      const labels = [1, 2, 3, 4, 5, 6, 7];
      const drawn = drawnAs(labels, (label) => (label === 3 ? null : corner));
      const maps = new Map(labels.map((label) => [label, blobs[label % 3]!]));
      return image({ ...part, drawn, maps, mapHeight: 2, mapWidth: 3 });
    });

  it('gives the same sum however images are split, ordered and written as JSON', () => {
    fc.assert(
      fc.property(fc.array(arbitraryImage), fc.nat(), (images, cut) => {
        const sum = (some: ImageResult[]) => sumEvaluations(some.map(evaluateImage));
        const at = cut % (images.length + 1);
        const parts = [sum(images.slice(at)), sum(images.slice(0, at))] as const;
        const merged = mergeEvaluations(parts[0], JSON.parse(JSON.stringify(parts[1])));
        expect(merged).toEqual(sum(images));
        expect(Object.values(merged).every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true);
      }),
    );
  });
});

describe('evaluateBoxes', () => {
  it('gives what evaluateImage counts of the boxes', () => {
    const one = image({ labels: [1, 4], boxes: [4, 1, 4].map((label) => ({ box: corner, label })) });
    expect(evaluateImage(one)).toMatchObject(evaluateBoxes(one));
    expect(evaluateBoxes(one)).toEqual({ top1Loc: 1, top5Loc: 1, gtKnown: 2, iouUnits: 2 * wholeHit });
    expect(() => evaluateBoxes({ ...one, drawn: new Map() })).toThrow('no box of it was given');
  });
});

describe('guesses', () => {
  it('are judged for themselves: the first, and any of five', () => {
    const guess = (label: number, box: Box | null) => ({ label, box });
    const truth = { labels: [2], boxes: [{ box: far, label: 2 }] };
    const loose = guess(2, [0, 0, 100, 100]);
    expect(evaluated({ ...truth, guesses: [loose, guess(2, far)] })).toMatchObject({
      top1Loc: 0,
      top5Loc: 1,
    });
    expect(evaluated({ ...truth, guesses: [guess(2, far)] })).toMatchObject({ top1Loc: 1, top5Loc: 1 });
    const sixth = [1, 1, 1, 1, 1].map((label) => guess(label, far));
    expect(evaluated({ ...truth, guesses: [...sixth, guess(2, far)] })).toMatchObject({ top5Loc: 0 });
    expect(evaluated({ ...truth, guesses: [guess(2, null)] })).toMatchObject({ top5Loc: 0 });
  });
});
