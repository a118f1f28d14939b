/**
 * The files that the wsolevaluation program reads: a score map an image as float64 .npy, on its grid of 224 × 224 and
 * min-max normalised, and its four lists. Maps are of the first true class, or of the best one where none is known.
 */
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  bestHits,
  inclusiveBox,
  publishedCurves,
  publishedMap,
  publishedSide,
  publishedTruth,
  quantised,
  sumTallies,
} from '@camfleet/cam';
import { mapsOf } from '../draw-all.js';
import type { ExportedImage, Exporter, ExportReport } from './exporter.js';
import { float64Npy } from './float64-npy.js';
import { isImageName, rowName } from './image-name.js';

const lists = ['image_ids.txt', 'class_labels.txt', 'image_sizes.txt', 'localization.txt'] as const;

export async function openWsolExporter(folder: string): Promise<Exporter> {
  const maps = join(folder, 'scoremaps');
  await mkdir(maps);
  const files: FileHandle[] = [];
  for (const list of lists) files.push(await open(join(folder, list), 'wx'));
  const [ids, labels, sizes, boxes] = files as [FileHandle, FileHandle, FileHandle, FileHandle];
  const counts = { images: 0, listed: 0, renamed: 0, withoutTruth: 0 };
  let tally: Record<string, number> = {};

  const add = async ({ outcome, truth }: ExportedImage): Promise<void> => {
    const { classes, width, height, mapHeight, mapWidth } = outcome;
    const wanted = classes.indexOf(truth.labels[0] ?? -1);
    const slot = Math.max(wanted, 0);
    const map = mapsOf(outcome)[slot]!;
    // As float64, which is what the file holds and its reader counts with.
    const scores = Float64Array.from(publishedMap(map, mapHeight, mapWidth));
    const name = await putMap(maps, outcome.id, outcome.index, scores);
    counts.images += 1;
    if (name !== outcome.id) counts.renamed += 1;
    if (wanted < 0) counts.withoutTruth += 1;
    const label = classes[slot]!;
    const known = truth.boxes.filter((one) => one.label === label).map(({ box }) => inclusiveBox(box));
    // The program ends with an error at an image without a box.
    if (known.length === 0) return;
    counts.listed += 1;
    await ids.write(`${name}\n`);
    await labels.write(`${name},${label}\n`);
    await sizes.write(`${name},${width},${height}\n`);
    await boxes.write(known.map((box) => `${name},${box.join(',')}\n`).join(''));
    const truths = known.map((box) => publishedTruth(box, width, height));
    tally = sumTallies([tally, publishedCurves(quantised(scores), truths)]);
  };
  const finish = (): ExportReport => {
    const { listed } = counts;
    const best = bestHits(tally, 'largest50');
    const any = (['any30', 'any50', 'any70'] as const).map((curve) => bestHits(tally, curve).hits);
    return {
      ...counts,
      maxBoxAcc: listed === 0 ? null : best.hits / listed,
      maxBoxAccThreshold: listed === 0 ? null : best.threshold,
      maxBoxAccV2: listed === 0 ? null : any.reduce((sum, hits) => sum + hits, 0) / (3 * listed),
    };
  };
  const close = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()));
  };
  return { add, finish, close };
}

/** Writes one map under the image's id, else under its row's number; returns the name that it got. */
async function putMap(folder: string, id: string, index: number, scores: Float64Array): Promise<string> {
  const bytes = float64Npy(scores, [publishedSide, publishedSide]);
  const write = async (name: string): Promise<string> => {
    const file = join(folder, `${name}.npy`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes, { flag: 'wx' });
    return name;
  };
  if (!isImageName(id)) return await write(rowName(index));
  try {
    return await write(id);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // Another image has this name, or one that is a folder of it.
    if (code === 'EEXIST' || code === 'EISDIR' || code === 'ENOTDIR') return await write(rowName(index));
    throw error;
  }
}
