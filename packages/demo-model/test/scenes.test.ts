/** Drawings and scenes on disk. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, encodeJpeg, rasterise } from '@camfleet/imaging';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { type Family, families, loadDrawings, objectClasses, writeScenes } from '../src/index.js';
import { readFamily } from '../src/read-family.js';

const folder = await temporaryFolder();
const drawings = await loadDrawings(families.heldOut, rasterise);
const readRows = async (manifest: string) => (await readFile(manifest, 'utf8')).trimEnd().split('\n');

describe('families of drawings', () => {
  it('show all forty classes, held out as well as trained on', async () => {
    expect(objectClasses).toHaveLength(40);
    expect(drawings.every((list) => list.length > 0)).toBe(true);
    const trained = await Promise.all(families.training.map((name) => readFamily(name, 16)));
    const perClass = objectClasses.map(
      (_, label) => trained.flat().filter((one) => one.label === label).length,
    );
    expect(Math.min(...perClass)).toBeGreaterThanOrEqual(4);
  });

  it('are kept apart: what is held out is no drawing of the training', async () => {
    const bodies = async (names: readonly Family[]) =>
      (await Promise.all(names.map((name) => readFamily(name, 16))))
        .flat()
        .map(({ svg }) => svg.slice(svg.indexOf('>')));
    const trained = new Set(await bodies(families.training));
    expect((await bodies(families.heldOut)).filter((body) => trained.has(body))).toEqual([]);
  });

  it('that are not installed are a sentence', async () => {
    await expect(readFamily('no-such-family' as Family, 16)).rejects.toMatchObject({
      code: 'drawings-missing',
      message: expect.stringContaining('npm ci'),
    });
  });
});

describe('scenes on disk', () => {
  it('are pictures with a manifest that says what they show', async () => {
    const drawn: number[] = [];
    const manifest = await writeScenes({
      folder: join(folder, 'whole'),
      drawings,
      seed: 5,
      count: 4,
      encode: encodeJpeg,
      onDrawn: (count) => drawn.push(count),
    });
    expect(drawn).toEqual([1, 2, 3, 4]);
    const rows = (await readRows(manifest)).map((row) => JSON.parse(row));
    expect(rows.map(({ uri }) => uri)).toEqual(['0000.jpg', '0001.jpg', '0002.jpg', '0003.jpg']);
    for (const { uri, labels, boxes } of rows) {
      const image = await decode(await readFile(join(folder, 'whole', uri)), { width: 96, height: 96 });
      expect([240, 280, 320]).toContain('width' in image ? image.width : null);
      expect(boxes.map(({ label }: { label: string }) => label)).toEqual(labels);
      expect(labels.every((label: string) => objectClasses.some(({ name }) => name === label))).toBe(true);
    }
  });

  it('have broken rows among them, each once, where that is asked for', async () => {
    for (const count of [3, 25]) {
      const own = join(folder, `broken-${count}`);
      const manifest = await writeScenes({
        folder: own,
        drawings,
        seed: 1,
        count,
        broken: true,
        encode: encodeJpeg,
      });
      const rows = await readRows(manifest);
      const broken = rows.filter((row) => row.includes('broken-'));
      expect(new Set(broken).size).toBe(10);
      expect(rows).toHaveLength(count + 10);
      const named = broken.flatMap((row) => /"(broken-[\w.]+)"\}/.exec(row)?.[1] ?? []);
      expect(named.filter((name) => !existsSync(join(own, name)))).toEqual(['broken-missing.jpg']);
    }
  });

  it('end with the signal', async () => {
    const order = { folder: join(folder, 'cut'), drawings, seed: 1, count: 9, encode: encodeJpeg };
    await expect(
      writeScenes({ ...order, signal: AbortSignal.abort(new Error('interrupted')) }),
    ).rejects.toThrow('interrupted');
  });
});
