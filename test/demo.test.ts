/** camfleet demo, and the built-in network on scenes that it never saw. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDecoder } from '@camfleet/imaging';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { camfleet, start, summaryOf } from './support/camfleet.js';
import { createBucket } from './support/create-bucket.js';
import { temporaryFolder } from './support/temporary-folder.js';

const redis = inject('redis');
const s3 = inject('s3');
const { decode, close } = createDecoder({ threads: 1 });
afterAll(close);
const folder = await temporaryFolder();

describe.skipIf(redis === null)('camfleet demo', () => {
  it('finds objects in drawings that the network never saw, and shows them', async () => {
    const finished = await camfleet(['demo', '--scenes', '80', '--store', join(folder, 'whole'), '--json']);
    const summary = summaryOf(finished);
    expect(summary).toMatchObject({ state: 'complete', images: { total: 80, ok: 80, failed: 0 } });
    // A floor far below what is measured, and far above chance and what the network-less baselines reach.
    expect(summary.accuracy!.top1Cls).toBeGreaterThan(0.4);
    expect(summary.accuracy!.gtKnown).toBeGreaterThan(2 * summary.accuracy!.baselines.centre!);
    const { contactSheet } = JSON.parse(finished.stdout);
    expect(contactSheet.startsWith(join(folder, 'whole', 'demo'))).toBe(true);
    const sheet = await decode(await readFile(contactSheet), { width: 8, height: 8 });
    expect(sheet).toMatchObject({ width: expect.any(Number) });
  }, 120_000);

  it('--broken says what became of each broken file', async () => {
    const args = ['demo', '--scenes', '20', '--broken', '--store', join(folder, 'broken')];
    const { code, stdout } = await camfleet(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/30 images/);
    const table = [...stdout.matchAll(/^ {4}(line|\S+\.\w+) +(?:\d+ +)?(\S+-\S+) +\S/gm)].map((row) => [
      row[1],
      row[2],
    ]);
    expect(Object.fromEntries(table)).toEqual({
      'broken-half.jpg': 'image-truncated',
      'broken-scan.jpg': 'image-corrupt',
      'broken-empty.jpg': 'source-empty',
      'broken-page.jpg': 'image-unrecognised',
      'broken-text.jpg': 'image-unrecognised',
      'broken-drawing.jpg': 'image-unsupported',
      'broken-bomb.png': 'image-too-large',
      'broken-missing.jpg': 'source-not-found',
      'broken-address.jpg': 'source-unsupported',
      line: 'manifest-row-invalid',
    });
    const sheet = /^pictures (.+)$/m.exec(stdout)?.[1];
    expect(existsSync(sheet!)).toBe(true);
  }, 120_000);

  it('that is interrupted goes on with run --resume, and run takes the built-in network by itself', async () => {
    const store = join(folder, 'cut');
    const demo = start(['demo', '--scenes', '200', '--store', store, '--debug']);
    const { service } = await demo.logged(({ msg, result }) => msg.includes('shard') && result !== undefined);
    expect(service).toBe('worker');
    demo.child.kill('SIGINT');
    const { code, stderr } = await demo.finished;
    expect(code).toBe(130);
    const run = /--resume (\S+)/.exec(stderr)![1]!;
    const resumed = summaryOf(await camfleet(['run', '--resume', run, '--store', store, '--json']));
    expect(resumed.images).toEqual({ total: 200, ok: 200, failed: 0, skipped: 0 });
    const manifest = join(store, 'demo', run, 'scenes', 'manifest.jsonl');
    const again = summaryOf(await camfleet(['run', manifest, '--store', store, '--json']));
    expect(again.accuracy).toEqual(resumed.accuracy);
  }, 180_000);

  it.skipIf(s3 === null)(
    'draws into an S3 bucket as well',
    async () => {
      const bucket = `demo-${Date.now()}`;
      await createBucket(s3!, bucket);
      const finished = await camfleet(
        ['demo', '--scenes', '20', '--store', `s3://${bucket}/here`, '--json'],
        {
          S3_ENDPOINT: s3!.endpoint,
          AWS_ACCESS_KEY_ID: s3!.accessKeyId,
          AWS_SECRET_ACCESS_KEY: s3!.secretAccessKey,
        },
      );
      expect(summaryOf(finished).images.ok).toBe(20);
      expect(JSON.parse(finished.stdout).contactSheet).toMatch(`s3://${bucket}/here/demo/`);
    },
    120_000,
  );
});

it('camfleet demo says so where it may not write', async () => {
  const { code, stderr } = await camfleet(['demo', '--store', '/proc/nowhere']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^camfleet: [^\n]+\n$/);
});
