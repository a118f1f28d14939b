/** Drawings, and scenes as pictures with their manifest. */
import { createDecoder, encodeJpeg, rasterise } from '@camfleet/imaging';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Family,
  families,
  loadDrawings,
  objectClasses,
  type SceneOrder,
  writeScenes,
} from '../src/index.js';
import { readFamily } from '../src/read-family.js';

const { decode, close } = createDecoder({ threads: 1 });
afterAll(close);
const drawings = await loadDrawings(families.heldOut, rasterise);

/** Writes scenes into a map. */
async function written(order: Partial<SceneOrder>) {
  const files = new Map<string, Uint8Array>();
  const put = async (name: string, bytes: Uint8Array) => void files.set(name, bytes);
  await writeScenes({ drawings, seed: 5, count: 4, encode: encodeJpeg, put, ...order });
  return { files, rows: Buffer.from(files.get('manifest.jsonl')!).toString().trimEnd().split('\n') };
}

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

describe('scenes', () => {
  it('are pictures with a manifest that says what they show', async () => {
    const drawn: number[] = [];
    const { files, rows } = await written({ onDrawn: (count) => drawn.push(count) });
    expect(drawn).toEqual([0, 1, 2, 3, 4]);
    const truths = rows.map((row) => JSON.parse(row));
    expect(truths.map(({ uri }) => uri)).toEqual(['0000.jpg', '0001.jpg', '0002.jpg', '0003.jpg']);
    for (const { uri, labels, boxes } of truths) {
      const image = await decode(files.get(uri)!, { width: 96, height: 96 });
      expect([240, 280, 320]).toContain('width' in image ? image.width : null);
      expect(boxes.map(({ label }: { label: string }) => label)).toEqual(labels);
      expect(labels.every((label: string) => objectClasses.some(({ name }) => name === label))).toBe(true);
    }
  });

  it.each([3, 25])('have each broken row once among %i of them where that is asked for', async (count) => {
    const { files, rows } = await written({ count, broken: true });
    const broken = rows.filter((row) => row.includes('broken-'));
    expect(new Set(broken).size).toBe(10);
    expect(rows).toHaveLength(count + 10);
    const named = broken.flatMap((row) => /"(broken-[\w.-]+)"\}/.exec(row)?.[1] ?? []);
    expect(named.filter((name) => !files.has(name))).toEqual(['broken-missing.jpg']);
  });

  it('end with the signal', async () => {
    await expect(written({ signal: AbortSignal.abort(new Error('interrupted')) })).rejects.toThrow(
      'interrupted',
    );
  });
});
