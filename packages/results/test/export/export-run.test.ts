/** Where an export goes, what it tells on its way, and what it leaves behind. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import type { ExportSource, Format } from '../../src/export/export-format.js';
import { exportFormats } from '../../src/export/export-formats.js';
import { exportRun } from '../../src/export/export-run.js';
import { openExport } from '../../src/export/open-export.js';
import { memoryStore } from '../memory-store.js';
import { usualOutcomes } from '../some-outcomes.js';
import { expectedBoxes } from './expected-boxes.js';
import { modelOf, request, sourceOf, storeRun, textOf } from './stored-run.js';

const folder = await temporaryFolder();
const everyFormat = Object.entries(exportFormats) as [string, Format][];
const silent = () => {};

describe.each(everyFormat)('%s', (name, format) => {
  it('is written whole, counts what it holds, and tells how far it is', async () => {
    const outcomes = usualOutcomes(30);
    const seen: number[] = [];
    const to = join(folder, name);
    const report = await exportRun(await sourceOf(outcomes), format, {
      to,
      onProgress: (rows) => seen.push(rows),
    });
    const boxes = { predictions: expectedBoxes(outcomes).length, guesses: 26, maps: null }[format.holds];
    expect(report).toMatchObject({ place: to, images: 26, boxes, failed: 4, skipped: 0, renamed: 0 });
    expect(seen.at(-1)).toBe(30);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect((await readdir(folder)).filter((entry) => entry.startsWith(`${name}.`))).toEqual([]);
    if (format.kind === 'document') expect(await readFile(to, 'utf8')).toBe(await textOf(format, outcomes));
  });

  it('leaves nothing behind when it is stopped', async () => {
    const store = memoryStore();
    await storeRun(store, usualOutcomes(30));
    const controller = new AbortController();
    const source = openExport(
      store,
      request,
      modelOf(1_000, null),
      { top: 5, minScore: 0 },
      controller.signal,
    );
    const before = await readdir(folder);
    const onProgress = (rows: number) => {
      if (rows === 7) controller.abort(new Error('interrupted'));
    };
    const stopped = exportRun(source, format, { to: join(folder, `${name}-stopped`), onProgress });
    await expect(stopped).rejects.toThrow('interrupted');
    expect(await readdir(folder)).toEqual(before);
  });

  it('reads no more of the run than it has written', async () => {
    if (format.kind === 'folder') return;
    const { facts } = await sourceOf([], {}, ['a']);
    const rows = usualOutcomes(7).filter(({ outcome }) => outcome === 'ok');
    let read = 0;
    const endless: ExportSource = {
      facts,
      async *rows() {
        for (; ; read++) {
          const outcome = { ...rows[read % rows.length]!, index: read };
          if (outcome.outcome !== 'ok') throw new Error('no image');
          yield { outcome, image: { outcome, predictions: [], truth: () => Promise.reject(new Error()) } };
        }
      },
    };
    let pieces = 0;
    for await (const piece of format.write(endless)) {
      expect(piece.length).toBeLessThan(3_000);
      if (++pieces === 200) break;
    }
    expect(read).toBeLessThan(400);
  });
});

describe('an export', () => {
  const { coco, csv, voc } = exportFormats;

  it('takes what is new or empty, and refuses the rest', async () => {
    const source = await sourceOf(usualOutcomes(3));
    const write = (format: Format, to: string) => exportRun(source, format, { to, onProgress: silent });
    const [file, empty, dir] = ['file', 'empty', 'dir'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(file, 'x');
    await writeFile(empty, '');
    await mkdir(dir);
    await expect(write(coco, file)).rejects.toThrow('is there already: name a file that is not');
    await expect(write(voc, file)).rejects.toThrow('is in the way: name a folder that is new or empty');
    await expect(write(coco, join(file, 'in.json'))).rejects.toThrow('is in the way of a file');
    expect((await write(coco, empty)).place).toBe(empty);
    expect((await write(csv, dir)).place).toBe(join(dir, 'predictions.csv'));
    await expect(write(csv, dir)).rejects.toThrow('predictions.csv is there already');
    await expect(write(voc, dir)).rejects.toThrow('holds something already: name a folder that is new');
    expect((await write(csv, `${join(folder, 'new', 'deep')}/`)).place).toBe(
      join(folder, 'new/deep/predictions.csv'),
    );
    expect(await readFile(file, 'utf8')).toBe('x');
  });

  it('goes wherever text goes', async () => {
    const outcomes = usualOutcomes(700, 1);
    const pieces: string[] = [];
    const report = await exportRun(await sourceOf(outcomes), csv, {
      to: async (text) => {
        pieces.push(text);
      },
      onProgress: silent,
    });
    expect(report.place).toBeNull();
    expect(pieces.join('')).toBe(await textOf(csv, outcomes));
    expect(pieces.length).toBeGreaterThan(2);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
  });

  it('says which part is damaged, and leaves nothing behind', async () => {
    const store = memoryStore();
    await storeRun(store, usualOutcomes(12));
    const key = [...store.objects.keys()].filter((one) => one.endsWith('.parquet'))[1]!;
    store.objects.set(key, Uint8Array.of(1));
    const { signal } = new AbortController();
    const source = openExport(store, request, modelOf(1_000, null), { top: 5, minScore: 0 }, signal);
    const before = await readdir(folder);
    await expect(
      exportRun(source, coco, { to: join(folder, 'damaged'), onProgress: silent }),
    ).rejects.toThrow('its bytes are not those that were committed');
    expect(await readdir(folder)).toEqual(before);
  });
});
