/** Bad rows and bad pictures: each ends in an outcome with its code, in the part and in the summary, and the run completes. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type FailureCode, failureTable, type Summary } from '@camfleet/contracts';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { blackPng } from '../packages/imaging/test/pictures.js';
import { camfleet, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { picture } from './support/write-pictures.js';

const redis = inject('redis');
const folder = await temporaryFolder();
const store = join(folder, 'store');
let model = '';

/** A server whose every address is forbidden, missing or broken, as its path says. */
const server = createServer((request, response) => {
  response.statusCode = Number(request.url?.slice(1)) || 200;
  response.end();
});

async function runRows(name: string, lines: readonly (string | object)[]) {
  const manifest = join(folder, `${name}.jsonl`);
  await writeFile(
    manifest,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
  const finished = await camfleet(['run', manifest, '--model', model, '--store', store, '--json']);
  const summary = summaryOf(finished);
  return { summary, rows: await rowsOf(store, summary.run), stderr: finished.stderr };
}

/** How many images ended with each code. */
const failuresOf = (summary: Summary) => summary.failures;

beforeAll(async () => {
  model = await writeSmallModel(folder);
  const whole = await picture(1, 300, 200);
  await mkdir(join(folder, 'a-folder'));
  await writeFile(join(folder, 'whole.jpg'), whole);
  await writeFile(join(folder, 'empty.jpg'), '');
  await writeFile(join(folder, 'text.jpg'), 'This is not a picture, whatever its name says.\n');
  await writeFile(join(folder, 'truncated.jpg'), whole.subarray(0, whole.length / 2));
  await writeFile(join(folder, 'huge.png'), blackPng(20_000, 20_000));
  await writeFile(
    join(folder, 'vector.jpg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
  );
  await writeFile(join(folder, 'one.png'), blackPng(1, 1));
  await writeFile(join(folder, 'png-inside.jpg'), blackPng(2, 2));
  await symlink(join(folder, 'whole.jpg'), join(folder, 'link.jpg'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

describe.skipIf(redis === null)('bad input', () => {
  it('is an outcome with its code, and the run completes (invariants 1 and 8)', async () => {
    const cases: [string | object, FailureCode | 'ok'][] = [
      [{ uri: 'whole.jpg' }, 'ok'],
      ['this row is not JSON', 'manifest-row-invalid'],
      [{ id: 'a row without a uri' }, 'manifest-row-invalid'],
      [[1, 2, 3], 'manifest-row-invalid'],
      [{ uri: '' }, 'manifest-row-invalid'],
      [{ uri: 'missing.jpg' }, 'source-not-found'],
      [{ uri: 'a-folder' }, 'source-not-found'],
      [{ uri: 'ftp://example.org/a.jpg' }, 'source-unsupported'],
      [{ uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/404` }, 'source-not-found'],
      [{ uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/403` }, 'source-forbidden'],
      [{ uri: 'empty.jpg' }, 'source-empty'],
      [{ uri: 'text.jpg' }, 'image-unrecognised'],
      [{ uri: 'truncated.jpg' }, 'image-truncated'],
      [{ uri: 'huge.png' }, 'image-too-large'],
      [{ uri: 'vector.jpg' }, 'image-unsupported'],
      [{ uri: 'one.png' }, 'ok'],
      [{ uri: 'png-inside.jpg' }, 'ok'],
      [{ uri: 'link.jpg' }, 'ok'],
    ];
    const { summary, rows } = await runRows(
      'bad',
      cases.map(([line]) => line),
    );
    expect(rows.map((row) => (row.outcome === 'failed' ? row.error.code : row.outcome))).toEqual(
      cases.map(([, code]) => code),
    );
    const failed = cases.flatMap(([, code]) => (code === 'ok' ? [] : [code]));
    expect(summary.images).toEqual({
      total: cases.length,
      ok: cases.length - failed.length,
      failed: failed.length,
      skipped: 0,
    });
    for (const code of failed)
      expect(failuresOf(summary)[code]).toBe(failed.filter((other) => other === code).length);
    for (const row of rows) {
      if (row.outcome !== 'failed') continue;
      expect(row.error.stage).toBe(failureTable[row.error.code].stage);
      expect(row.error.message.length).toBeGreaterThan(10);
    }
    const [one] = rows.filter(({ uri }) => uri === 'one.png');
    expect(one).toMatchObject({ width: 1, height: 1 });
  });

  it('says so where a source never answers, after every attempt, and completes', async () => {
    const gone = `http://127.0.0.1:${(server.address() as AddressInfo).port}/503`;
    const { summary, rows } = await runRows('unavailable', [{ uri: gone }, { uri: 'whole.jpg' }]);
    expect(summary.failures).toEqual({ 'source-unavailable': 1 });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['failed', 'ok']);
  });

  it('never fails a picture for wrong truth: boxes are clipped, what is wrong is a warning', async () => {
    const { summary, rows } = await runRows('truth', [
      { uri: 'whole.jpg', label: 0, boxes: [[-50, -50, 1e9, 1e9]] },
      { uri: 'whole.jpg', label: 1, boxes: [[400, 10, 500, 90]] },
      { uri: 'whole.jpg', label: 99 },
      { uri: 'whole.jpg', label: 'unicorn' },
      { uri: 'whole.jpg', label: 'cat', boxes: [[1, 2, 3]] },
      { uri: 'whole.jpg', label: { name: 'cat' }, boxes: 'none' },
      { uri: 'whole.jpg', labels: ['ant', 'dog'], boxes: [{ box: [0, 0, 300, 200], label: 'dog' }] },
      { uri: 'whole.jpg', label: 2, boxes: [[10, 20, 30, 40]], boxFormat: 'xywh' },
      { uri: 'whole.jpg', label: 2, boxes: [[90, 80, 20, 10]] },
    ]);
    expect(rows.every(({ outcome }) => outcome === 'ok')).toBe(true);
    const codes = rows.map(({ warnings }) => warnings.map((warning) => warning.split(':', 1)[0]));
    expect(codes).toEqual([
      [],
      ['truth-outside'],
      ['truth-unknown-class'],
      ['truth-unknown-class'],
      ['truth-invalid'],
      ['truth-invalid', 'truth-invalid'],
      [],
      [],
      ['truth-outside'],
    ]);
    expect(summary.warnings).toEqual({ 'truth-invalid': 3, 'truth-outside': 2, 'truth-unknown-class': 2 });
    // Labels: all but the unknown classes and the unreadable one; boxes: the clipped one, the dog's and the one given by its size.
    expect(summary.accuracy).toMatchObject({ evaluated: 6, evaluatedWithBoxes: 3 });
    // The clipped box is the whole image, and so is the dog's.
    expect(summary.accuracy?.baselines.whole).toBeCloseTo(2 / 3);
  });
});
