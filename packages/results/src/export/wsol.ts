/**
 * The files that the wsolevaluation program reads: a score map an image as float64 .npy, on its grid of 224 × 224 and
 * min-max normalised, and its four lists. Maps are of the first true class, or of the best one where none is known.
 */
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
import type { FolderFormat, WsolReport } from './export-format.js';
import { float64Npy } from './float64-npy.js';
import { imagesOf } from './found-boxes.js';
import { rowName } from './image-name.js';
import { placeImage } from './place-image.js';

const lists = {
  ids: 'image_ids.txt',
  labels: 'class_labels.txt',
  sizes: 'image_sizes.txt',
  boxes: 'localization.txt',
} as const;

/** True boxes have whole pixels counted from 0, both corners inside. Images are called by their ids. */
export const wsol: FolderFormat = {
  kind: 'folder',
  holds: 'maps',
  needsBoxes: true,
  write: async (source, folder) => {
    let [listed, renamed, withoutTruth] = [0, 0, 0];
    let tally: Record<string, number> = {};
    for (const list of Object.values(lists)) await folder.append(list, '');
    for await (const { outcome, truth: readTruth } of imagesOf(source)) {
      const { classes, width, height, mapHeight, mapWidth, id, index } = outcome;
      const truth = await readTruth();
      const wanted = classes.indexOf(truth.labels[0] ?? -1);
      const slot = Math.max(wanted, 0);
      // As float64, which is what the file holds and its reader counts with.
      const scores = Float64Array.from(publishedMap(mapsOf(outcome)[slot]!, mapHeight, mapWidth));
      const bytes = float64Npy(scores, [publishedSide, publishedSide]);
      // A comma would end the name in the lists.
      const called = id.includes(',') ? rowName(index) : id;
      const name = await placeImage(folder, called, index, (name) => `scoremaps/${name}.npy`, bytes);
      if (name !== id) renamed += 1;
      if (wanted < 0) withoutTruth += 1;
      const label = classes[slot]!;
      const known = truth.boxes.filter((one) => one.label === label).map(({ box }) => inclusiveBox(box));
      // The program ends with an error at an image without a box.
      if (known.length === 0) continue;
      listed += 1;
      await folder.append(lists.ids, `${name}\n`);
      await folder.append(lists.labels, `${name},${label}\n`);
      await folder.append(lists.sizes, `${name},${width},${height}\n`);
      await folder.append(lists.boxes, known.map((box) => `${name},${box.join(',')}\n`).join(''));
      const truths = known.map((box) => publishedTruth(box, width, height));
      tally = sumTallies([tally, publishedCurves(quantised(scores), truths)]);
    }
    return { renamed, wsol: { listed, withoutTruth, ...figuresOf(tally, listed) } };
  },
};

/** Null where nothing was judged. */
function figuresOf(
  tally: Record<string, number>,
  listed: number,
): Omit<WsolReport, 'listed' | 'withoutTruth'> {
  if (listed === 0) return { maxBoxAcc: null, maxBoxAccThreshold: null, maxBoxAccV2: null };
  const best = bestHits(tally, 'largest50');
  const any = (['any30', 'any50', 'any70'] as const).map((curve) => bestHits(tally, curve).hits);
  return {
    maxBoxAcc: best.hits / listed,
    maxBoxAccThreshold: best.threshold,
    maxBoxAccV2: any.reduce((sum, hits) => sum + hits, 0) / (3 * listed),
  };
}
