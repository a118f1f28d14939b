/** camfleet models: networks prepared by the command, as people do it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { camfleet, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const redis = inject('redis');
const folder = await temporaryFolder();
const store = join(folder, 'store');
let model = '';

beforeAll(async () => {
  model = await writeSmallModel(folder);
});

const prepare = (...args: string[]) => camfleet(['models', 'prepare', ...args, '--store', store]);

describe('models prepare --size', () => {
  it('gives finer maps, and says size and map', async () => {
    const text = await prepare(model, '--size', '64', '--name', 'small-64');
    expect(text.stdout).toMatch(/input +64x64 RGB/);
    expect(text.stdout).toMatch(/maps +16x16 of 5 classes/);
    expect(text.stdout).toMatch(/identity +holds on 4 random images/);
    const { stdout } = await prepare(model, '--size', '64', '--name', 'small-64', '--json');
    const described = JSON.parse(stdout);
    expect(described).toMatchObject({ input: { width: 64, height: 64 }, map: { width: 16, height: 16 } });
    const stored = join(store, 'models/small-64', described.version, 'model.json');
    expect(JSON.parse(await readFile(stored, 'utf8'))).toMatchObject({ map: { width: 16, height: 16 } });
    expect(await camfleet(['models', 'check', 'small-64', '--store', store])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/the stored graph holds/),
    });
  });

  it.skipIf(redis === null)('runs at that size', async () => {
    await prepare(model, '--size', '64', '--name', 'small-64');
    const pictures = join(folder, 'pictures');
    await writePictures(pictures, 3);
    const args = ['run', pictures, '--model', 'small-64', '--store', store, '--json'];
    const rows = await rowsOf(store, summaryOf(await camfleet(args)).run);
    expect(rows.map((row) => row.outcome === 'ok' && [row.mapHeight, row.mapWidth])).toEqual([
      [16, 16],
      [16, 16],
      [16, 16],
    ]);
  });

  it('says so where the picture is too small for the network', async () => {
    const { code, stderr } = await prepare(model, '--size', '3');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/small.onnx is refused \(too-small\): Conv .* Give a larger size\.\n$/),
    });
  });
});
