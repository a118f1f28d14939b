/** camfleet export, as people call it: on a real run, refused, and stopped in the middle. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publishedSide } from '@camfleet/cam';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { readNpy } from '../packages/cam/test/npy.js';
import { camfleet, start, summaryOf } from './support/camfleet.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const redis = inject('redis');
const images = 12;
const folder = await temporaryFolder();
const store = join(folder, 'store');
const manifest = join(folder, 'manifest.jsonl');
let run = '';
let classesOnly = '';

const exporting = (name: string, to: string) => [
  'export',
  name,
  '--format',
  'wsol',
  '--to',
  to,
  '--store',
  store,
  '--json',
];

beforeAll(async () => {
  if (redis === null) return;
  const model = await writeSmallModel(folder);
  const names = await writePictures(join(folder, 'pictures'), images);
  const rows = names.map((name, i) => ({ uri: `pictures/${name}`, label: i % 5, boxes: [[4, 5, 40, 35]] }));
  await writeFile(manifest, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const args = ['run', manifest, '--model', model, '--store', store, '--json'];
  run = summaryOf(await camfleet(args)).run;
  classesOnly = summaryOf(await camfleet([...args, '--classify-only'])).run;
}, 120_000);

describe.skipIf(redis === null)('camfleet export', { timeout: 120_000 }, () => {
  it('writes the files of wsolevaluation and prints what they are worth', async () => {
    const to = join(folder, 'wsol');
    const { code, stdout, stderr } = await camfleet(exporting(run, to));
    expect(stderr).toContain('/12 images');
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ run, format: 'wsol', folder: to, images, listed: images, renamed: 0 });
    expect(report.maxBoxAcc).toBeGreaterThan(0);
    const ids = (await readFile(join(to, 'image_ids.txt'), 'utf8')).trim().split('\n');
    expect(ids.length).toBe(images);
    const { shape, values } = readNpy(join(to, 'scoremaps', `${ids[0]}.npy`));
    expect(shape).toEqual([publishedSide, publishedSide]);
    expect(Math.max(...values)).toBe(1);
    const again = await camfleet(exporting(run, to));
    expect([again.code, JSON.parse(again.stdout).error.code]).toEqual([2, 'usage']);
  });

  it('says what is wrong with a run that cannot be exported', async () => {
    const wrong = async (name: string) => {
      const { code, stdout } = await camfleet(exporting(name, join(folder, 'never')));
      return [code, JSON.parse(stdout).error.message];
    };
    expect(await wrong('20200101-000000-zzzzzz')).toEqual([2, expect.stringContaining('There is no run')]);
    expect(await wrong('no run')).toEqual([2, expect.stringContaining("is no run's name")]);
    expect(await wrong(classesOnly)).toEqual([2, expect.stringContaining('no maps to export')]);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('leaves nothing that looks done when Ctrl-C stops it', async () => {
    const parent = join(folder, 'stopped');
    await mkdir(parent);
    const { child, finished } = start(exporting(run, join(parent, 'wsol')));
    // The first line of progress: it is under way.
    await once(child.stderr!, 'data');
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect([code, stdout]).toEqual([130, '']);
    expect(await readdir(parent)).toEqual([]);
  });
});
