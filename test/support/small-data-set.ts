/** Pictures, a manifest with truth and a small network, for runs of the command that take a second. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSmallModel } from './small-model.js';
import { writePictures } from './write-pictures.js';

export interface SmallDataSet {
  readonly store: string;
  readonly manifest: string;
  /** The network's file; runs that find it prepared take it by its name, `small`. */
  readonly model: string;
  /** The arguments of a run of the manifest, with the prepared network. */
  run(...args: string[]): string[];
}

export async function writeSmallDataSet(folder: string, images: number): Promise<SmallDataSet> {
  const store = join(folder, 'store');
  const manifest = join(folder, 'manifest.jsonl');
  const model = await writeSmallModel(folder);
  const names = await writePictures(join(folder, 'pictures'), images);
  const rows = names.map((name, i) => ({ uri: `pictures/${name}`, label: i % 5, boxes: [[4, 5, 40, 35]] }));
  await writeFile(manifest, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return {
    store,
    manifest,
    model,
    run: (...args) => ['run', manifest, '--model', 'small', '--store', store, '--json', ...args],
  };
}
