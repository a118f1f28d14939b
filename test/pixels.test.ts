/** What a run decides about pixels: orientation, colour, and what of a picture the network sees. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference';
import { readRun } from '@camfleet/results';
import { openStore } from '@camfleet/storage';
import sharp from 'sharp';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { camfleet, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { picture } from './support/write-pictures.js';

const folder = await temporaryFolder();
const store = join(folder, 'store');
const manifest = join(folder, 'manifest.jsonl');
let model = '';
const minutes = 60_000;

async function run(...args: string[]) {
  const summary = summaryOf(
    await camfleet(['run', manifest, '--model', model, '--store', store, '--json', ...args]),
  );
  return {
    summary,
    rows: await rowsOf(store, summary.run),
    request: await readRun(await openStore(store), summary.run),
  };
}

const sizes = (rows: readonly Outcome[]) =>
  rows.map((row) => (row.outcome === 'ok' ? [row.width, row.height] : row.outcome));

beforeAll(async () => {
  model = await writeSmallModel(folder);
  const upright = await picture(3, 80, 40);
  await writeFile(join(folder, 'upright.jpg'), upright);
  // Lies on its side in the file; a viewer shows it 40 wide and 80 high.
  await writeFile(
    join(folder, 'lying.jpg'),
    await sharp(upright).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  );
  await writeFile(join(folder, 'wide-gamut.png'), await sharp(upright).withIccProfile('p3').png().toBuffer());
  const rows = ['upright.jpg', 'lying.jpg', 'wide-gamut.png'].map((uri) => ({
    uri,
    label: 1,
    boxes: [[0, 0, 30, 35]],
  }));
  await writeFile(manifest, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});

describe.skipIf(inject('redis') === null)('pixels of a run', { timeout: 3 * minutes }, () => {
  it('are turned as EXIF says, or not; boxes and sizes go with them', async () => {
    const applied = await run();
    expect(applied.request.parameters).toMatchObject({ exif: 'apply', colour: 'managed' });
    expect(sizes(applied.rows)).toEqual([
      [80, 40],
      [40, 80],
      [80, 40],
    ]);

    const ignored = await run('--exif', 'ignore');
    expect(ignored.request.parameters.exif).toBe('ignore');
    expect(sizes(ignored.rows)).toEqual([
      [80, 40],
      [80, 40],
      [80, 40],
    ]);
    expect(ignored.rows[0]).toEqual(applied.rows[0]);
    expect(ignored.rows[1]).not.toMatchObject({ maps: (applied.rows[1] as { maps?: unknown }).maps });

    const args = ['rebox', ignored.summary.run, '--policy', 'paper-20', '--store', store, '--json'];
    const redrawn = summaryOf(await camfleet(args));
    expect(await rowsOf(store, redrawn.run)).toEqual(ignored.rows);
    expect((await readRun(await openStore(store), redrawn.run)).parameters.exif).toBe('ignore');

    const refused = await camfleet([
      'run',
      '--resume',
      ignored.summary.run,
      '--exif',
      'apply',
      '--store',
      store,
    ]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--exif') });
  });

  it('have their profile applied, or are taken as they are stored', async () => {
    const [managed, stored] = [await run(), await run('--colour', 'stored')];
    expect(stored.request.parameters.colour).toBe('stored');
    expect(stored.rows.slice(0, 2)).toEqual(managed.rows.slice(0, 2));
    expect(stored.rows[2]).not.toEqual(managed.rows[2]);
  });

  it.each(['centre-crop', 'letterbox'] as const)(
    '%s: boxes lie in the picture, and are drawn anew alike',
    async (resize) => {
      const { summary, rows, request } = await run('--resize', resize);
      const { input } = await describeModel(
        await openStore(store),
        `${request.model.name}@${request.model.version}`,
      );
      expect(input.resize).toBe(resize);
      expect(input.cropShare).toBe(resize === 'centre-crop' ? 0.875 : undefined);
      for (const row of rows) {
        if (row.outcome !== 'ok') throw new Error(row.outcome);
        for (const [x0, y0, x1, y1] of row.boxes.filter((box) => box !== null)) {
          expect(Math.min(x0, y0)).toBeGreaterThanOrEqual(0);
          expect(x1).toBeLessThanOrEqual(row.width);
          expect(y1).toBeLessThanOrEqual(row.height);
          // Seven eighths of the shorter side, in the middle.
          if (resize === 'centre-crop') expect(Math.max(x1 - x0, y1 - y0)).toBeLessThanOrEqual(35);
        }
      }
      const args = ['rebox', summary.run, '--policy', 'paper-20', '--store', store, '--json'];
      const redrawn = summaryOf(await camfleet(args));
      expect(await rowsOf(store, redrawn.run)).toEqual(rows);
      expect(redrawn.accuracy).toEqual(summary.accuracy);
      const exported = [
        'export',
        summary.run,
        '--format',
        'wsol',
        '--to',
        join(folder, resize),
        '--store',
        store,
      ];
      expect(await camfleet(exported)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--resize squash'),
      });
    },
  );

  it('are not refitted where the model is prepared already', async () => {
    const refused = await camfleet([
      'run',
      manifest,
      '--model',
      'small',
      '--resize',
      'letterbox',
      '--store',
      store,
    ]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--resize') });
  });
});
