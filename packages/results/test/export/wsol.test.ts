/** A run exported in wsolevaluation's files says what the run itself says. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bestHits,
  type CurveChange,
  inclusiveBox,
  publishedCurves,
  publishedMap,
  publishedSide,
  publishedTruth,
  quantised,
  sumTallies,
  toHalf,
} from '@camfleet/cam';
import type { ManifestRow, Outcome } from '@camfleet/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { readNpy } from '../../../cam/test/npy.js';
import { mapsOf } from '../../src/draw-all.js';
import { exportRun } from '../../src/export/export-run.js';
import { openExport } from '../../src/export/open-export.js';
import { wsol } from '../../src/export/wsol.js';
import { memoryStore } from '../memory-store.js';
import { modelOf, request, storeRun } from './stored-run.js';

const folder = await temporaryFolder();
const side = 5;

/** Two classes with a blob each; where it lies depends on the image. */
const maps = (index: number): Uint16Array =>
  toHalf(
    Float32Array.from({ length: 2 * side * side }, (_, i) => {
      const [slot, y, x] = [Math.floor(i / 25), Math.floor(i / 5) % 5, i % 5];
      return 4 * Math.exp(-((x - ((index + slot) % 5)) ** 2 + (y - (index % 3)) ** 2) / 3) - 0.5;
    }),
  );

const rows: readonly (Omit<ManifestRow, 'index'> & { readonly failed?: true })[] = [
  { uri: 'a', id: 'val/0/0.jpeg', labels: [7], boxes: [{ box: [10, 5, 80.4, 60] }] },
  { uri: 'b', id: 'b', labels: [3], boxes: [{ box: [0, 0, 40, 40] }, { box: [50, 20, 99, 79] }] },
  { uri: 'c', id: 'c', failed: true, labels: [3], boxes: [{ box: [0, 0, 40, 40] }] },
  { uri: 'd', id: 'b', labels: [3], boxes: [{ box: [30, 10, 90, 70] }] },
  { uri: 'e', id: '../e', labels: [3], boxes: [{ box: [20, 0, 60, 50] }] },
  { uri: 'f', id: 'b.npy/f', labels: [3], boxes: [{ box: [1, 1, 30, 30], label: 3 }] },
  { uri: 'g', id: 'g' },
  { uri: 'h', id: 'h', labels: [7] },
];

const outcomes = rows.map(({ uri, id, failed }, index): Outcome => {
  const identity = { index, uri, id, warnings: [] };
  if (failed) {
    const error = { code: 'image-truncated', stage: 'decode', message: 'It ends early.' } as const;
    return { ...identity, outcome: 'failed', error };
  }
  return {
    ...identity,
    outcome: 'ok',
    width: 100,
    height: 80,
    classes: [3, 7],
    scores: [0.5, 0.25],
    boxes: [null, null],
    guesses: [],
    policy: 'paper-20@1',
    maps: maps(index),
    mapHeight: side,
    mapWidth: side,
  };
});

const store = memoryStore();
beforeAll(() => storeRun(store, outcomes, rows));

const { signal } = new AbortController();
const exporting = (to: string) =>
  exportRun(openExport(store, request, modelOf(10, null), { top: 2, minScore: 0 }, signal), wsol, {
    to,
    onProgress: () => {},
  });

const linesOf = async (to: string, list: string): Promise<string[][]> =>
  (await readFile(join(to, list), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.split(','));

describe('export in the files of wsolevaluation', () => {
  it('writes a map of every image, and lists what there is to judge', async () => {
    const to = join(folder, 'new', 'wsol');
    const report = await exporting(to);
    expect(report).toMatchObject({ images: 7, renamed: 3, wsol: { listed: 5, withoutTruth: 1 } });
    const names = ['val/0/0.jpeg', 'b', 'row-000000003', 'row-000000004', 'row-000000005'];
    expect(await linesOf(to, 'image_ids.txt')).toEqual(names.map((name) => [name]));
    expect(await linesOf(to, 'class_labels.txt')).toEqual(
      names.map((name, i) => [name, i === 0 ? '7' : '3']),
    );
    expect(await linesOf(to, 'image_sizes.txt')).toEqual(names.map((name) => [name, '100', '80']));
    expect((await linesOf(to, 'localization.txt')).slice(0, 3)).toEqual([
      ['val/0/0.jpeg', '10', '5', '79', '59'],
      ['b', '0', '0', '39', '39'],
      ['b', '50', '20', '98', '78'],
    ]);
    const files = await readdir(join(to, 'scoremaps'), { recursive: true });
    expect(files.filter((file) => file.endsWith('.npy')).sort()).toEqual(
      [...names, 'g', 'h'].map((name) => `${name}.npy`).sort(),
    );
  });

  it('gives, read back, the figures that the stored maps have in the published convention', async () => {
    const to = join(folder, 'figures');
    const { maxBoxAcc, maxBoxAccThreshold, maxBoxAccV2 } = (await exporting(to)).wsol!;
    const names = (await linesOf(to, 'image_ids.txt')).flat();
    const boxes = await linesOf(to, 'localization.txt');
    const fromFiles: Partial<Record<CurveChange, number>>[] = [];
    const fromMaps: Partial<Record<CurveChange, number>>[] = [];
    for (const [i, index] of [0, 1, 3, 4, 5].entries()) {
      const { shape, values } = readNpy(join(to, 'scoremaps', `${names[i]}.npy`));
      expect(shape).toEqual([publishedSide, publishedSide]);
      const own = boxes.filter(([name]) => name === names[i]).map(([, ...corners]) => corners.map(Number));
      const truths = own.map((box) => publishedTruth(box as [number, number, number, number], 100, 80));
      fromFiles.push(publishedCurves(quantised(values as Float64Array), truths));

      const outcome = outcomes[index]!;
      if (outcome.outcome !== 'ok') throw new Error('no image');
      const map = mapsOf(outcome)[index === 0 ? 1 : 0]!;
      const known = rows[index]!.boxes!.map(({ box }) => publishedTruth(inclusiveBox(box), 100, 80));
      fromMaps.push(publishedCurves(quantised(publishedMap(map, side, side)), known));
    }
    const sum = sumTallies(fromMaps);
    expect(sumTallies(fromFiles)).toEqual(sum);
    const best = bestHits(sum, 'largest50');
    const any = (['any30', 'any50', 'any70'] as const).map((curve) => bestHits(sum, curve).hits);
    expect(best.hits).toBeGreaterThan(0);
    expect([maxBoxAcc, maxBoxAccThreshold]).toEqual([best.hits / 5, best.threshold]);
    expect(maxBoxAccV2).toBeCloseTo((any[0]! + any[1]! + any[2]!) / 15, 12);
  });
});
