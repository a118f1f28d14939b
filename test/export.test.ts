/** camfleet export: a small run, through the command itself, in every format. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { publishedSide } from '@camfleet/cam';
import type { OkOutcome } from '@camfleet/contracts';
import { exportFormats } from '@camfleet/results';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { readNpy } from '../packages/cam/test/npy.js';
import { bin, camfleet, start, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

interface CocoAnnotation {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly [number, number, number, number];
}

const redis = inject('redis');
const images = 24;
const folder = await temporaryFolder();
const store = join(folder, 'store');
const pictures = join(folder, 'pictures');
let run = '';
let outcomes: OkOutcome[] = [];

const exporting = (...args: string[]) => ['export', run, '--store', store, ...args];

beforeAll(async () => {
  if (redis === null) return;
  const model = await writeSmallModel(folder);
  await writePictures(pictures, images);
  await writeFile(join(pictures, 'broken.jpg'), 'no picture');
  run = summaryOf(await camfleet(['run', pictures, '--model', model, '--store', store, '--json'])).run;
  outcomes = (await rowsOf(store, run)).filter((row) => row.outcome === 'ok');
}, 120_000);

describe.skipIf(redis === null)('camfleet export', { timeout: 120_000 }, () => {
  it.each(Object.keys(exportFormats))('writes %s, and says what', async (format) => {
    const to = join(folder, format);
    const { code, stdout, stderr } = await camfleet(exporting('--format', format, '--to', to, '--json'));
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      run,
      format,
      place: to,
      images,
      failed: 1,
      skipped: 0,
      renamed: 0,
    });
    expect(stdout.trimEnd()).not.toContain('\n');
    expect((await readFile(join(folder, format)).catch(() => readdir(to))).length).toBeGreaterThan(0);
  });

  it.each(['coco', 'voc'])('does not write %s over what is there', async (format) => {
    const to = join(folder, format);
    const { code, stdout, stderr } = await camfleet(exporting('--format', format, '--to', to));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/name a (file that is not|folder that is new or empty)/);
  });

  it('gives the boxes of the run, the best ones alone where that is asked for', async () => {
    const { code, stdout, stderr } = await camfleet(exporting('--format', 'coco', '--top', '1'));
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/\d+ boxes of 24 images\n +1 failed and have no box/);
    const { images, annotations, categories } = JSON.parse(stdout);
    expect(images.map((image: { file_name: string }) => image.file_name)).toEqual(
      outcomes.map(({ uri }) => uri),
    );
    expect(categories.map(({ name }: { name: string }) => name)).toEqual(['ant', 'bee', 'cat', 'dog', 'elk']);
    expect(
      annotations.map(({ image_id, category_id, bbox: [x, y, w, h] }: CocoAnnotation) => [
        image_id - 1,
        category_id - 1,
        [x, y, x + w, y + h],
      ]),
    ).toEqual(
      outcomes.flatMap(({ index, classes, boxes: [box] }) => (box ? [[index, classes[0], box]] : [])),
    );
  });

  it('writes maps that wsolevaluation reads, and says what they are worth', async () => {
    const manifest = join(folder, 'truth.jsonl');
    const rows = (await readdir(pictures)).map((name, i) => ({
      uri: `pictures/${name}`,
      label: i % 5,
      boxes: [[4, 5, 40, 35]],
    }));
    await writeFile(manifest, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const args = ['run', manifest, '--model', 'small', '--store', store, '--json'];
    const { run } = summaryOf(await camfleet(args));
    const to = join(folder, 'judged');
    const done = await camfleet(['export', run, '--store', store, '--format', 'wsol', '--to', to, '--json']);
    const report = JSON.parse(done.stdout);
    expect(report).toMatchObject({ place: to, images, boxes: null, wsol: { listed: images } });
    expect(report.wsol.maxBoxAcc).toBeGreaterThan(0);
    const ids = (await readFile(join(to, 'image_ids.txt'), 'utf8')).trim().split('\n');
    expect(ids).toHaveLength(images);
    const { shape, values } = readNpy(join(to, 'scoremaps', `${ids[0]}.npy`));
    expect(shape).toEqual([publishedSide, publishedSide]);
    expect(Math.max(...values)).toBe(1);
  });

  it.each([
    ['20200101-000000-zzzzzz', 'There is no run'],
    ['no run', "is no run's name"],
  ])('says what is wrong with the name %s', async (name, sentence) => {
    const to = join(folder, 'never');
    const args = ['export', name, '--store', store, '--format', 'wsol', '--to', to, '--json'];
    const { code, stdout } = await camfleet(args);
    expect([code, JSON.parse(stdout).error.message]).toEqual([2, expect.stringContaining(sentence)]);
    expect(await readdir(folder)).not.toContain('never');
  });

  it("puts YOLO's labels where its pictures would be", async () => {
    const to = join(folder, 'linked');
    expect((await camfleet(exporting('--format', 'yolo', '--to', to, '--min-score', '0.3'))).code).toBe(0);
    await symlink(pictures, join(to, 'images'));
    const labels = (await readdir(join(to, 'labels'))).map((name) => name.replace(/\.txt$/, '.jpg'));
    expect([...labels, 'broken.jpg'].sort()).toEqual((await readdir(join(to, 'images'))).sort());
    expect(parse(await readFile(join(to, 'data.yaml'), 'utf8')).names[4]).toBe('elk');
    const lines = await Promise.all(
      outcomes.map(({ uri }) => readFile(join(to, 'labels', uri.replace(/\.jpg$/, '.txt')), 'utf8')),
    );
    expect(lines.map((text) => text.split('\n').length - 1)).toEqual(
      outcomes.map(
        ({ scores, boxes }) => boxes.slice(0, 5).filter((box, i) => box !== null && scores[i]! >= 0.3).length,
      ),
    );
  });

  it.each([
    [['--format', 'voc'], 'voc is a folder of files: name one that is new or empty with --to'],
    [['--format', 'csv', '--json'], '--json has stdout for itself: name a file for the csv with --to'],
    [['--format', 'coco', '--top', '6'], 'ranks 5 classes an image'],
    [['--format', 'ilsvrc', '--top', '1'], "--top: ilsvrc holds the box policy's guesses, and all of them"],
    [['--format', 'coco', '--min-score', '2'], 'it takes a number from 0 to 1'],
    [
      ['--format', 'tiff'],
      'Allowed choices are coco, voc, yolo, label-studio, cvat, fiftyone, csv, ilsvrc, wsol',
    ],
  ])('refuses %j', async (args, sentence) => {
    const { code, stderr } = await camfleet(exporting(...args));
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it('ends without a word where the reader of stdout has enough, as head has', async () => {
    const { child, finished } = start(exporting('--format', 'csv'));
    child.stdout!.destroy();
    const { code, stderr } = await finished;
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/camfleet:|stdout|^ +at /m);
  });

  it('ends with a sentence where stdout takes no more', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [bin, ...exporting('--format', 'csv')], {
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', full.fd, 'pipe'],
    });
    const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')]);
    await full.close();
    expect(code).toBe(1);
    expect(stderr).toContain('stdout took not all that was written');
    expect(stderr).not.toMatch(/defect|^ +at /m);
  });

  it('leaves nothing that looks done on Ctrl-C', async () => {
    // Enough to be at it for many seconds.
    const manifest = join(folder, 'many.jsonl');
    const row = JSON.stringify({ uri: join(pictures, '0000.jpg') });
    await writeFile(manifest, `${row}\n`.repeat(600));
    const many = ['run', manifest, '--model', 'small', '--store', store, '--json'];
    const { run } = summaryOf(await camfleet(many));
    const to = join(folder, 'interrupted');
    await mkdir(to);
    const args = ['--store', store, '--format', 'wsol', '--to', join(to, 'wsol')];
    const { child, finished } = start(['export', run, ...args]);
    // From its first line on it is at work.
    await new Promise<void>((resolve) => child.stderr!.once('data', () => resolve()));
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect([code, stdout]).toEqual([130, '']);
    expect(await readdir(to)).toEqual([]);
  });
});

describe.skipIf(redis === null)('camfleet export of a run of classes only', { timeout: 120_000 }, () => {
  it('has classes and scores as CSV, and nothing else', async () => {
    const own = ['--store', store, '--model', 'small', '--classify-only', '--json'];
    const only = summaryOf(await camfleet(['run', pictures, ...own])).run;
    const refused = await camfleet(['export', only, '--store', store, '--format', 'coco']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('has no boxes and no maps to export; csv takes its classes and scores');
    const { code, stdout } = await camfleet(['export', only, '--store', store, '--format', 'csv']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + images * 5 + 1);
    expect(lines[1]).toMatch(/^0,0000\.jpg,0000\.jpg,ok,,,60,40,1,\d,(ant|bee|cat|dog|elk),0\.\d+,,,,$/);
  });
});
