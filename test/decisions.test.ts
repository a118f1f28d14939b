/** What people decide about runs, from another terminal, and what a run decides for itself. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Outcome } from '@camfleet/contracts';
import { readMergedOutcomes } from '@camfleet/results';
import { openStore } from '@camfleet/storage';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { camfleet, type Started, start, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const redis = inject('redis');
const images = 120;
const folder = await temporaryFolder();
const store = join(folder, 'store');
const pictures = join(folder, 'pictures');
let model = '';
let manifest = '';
let expected: Outcome[] = [];
let expectedOfFiles: Outcome[] = [];

async function writeManifest(name: string, uris: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, uris.map((uri) => `${JSON.stringify({ uri })}\n`).join(''));
  return path;
}

const run = (source: string, ...args: string[]) => [
  'run',
  source,
  '--model',
  model,
  '--store',
  store,
  '--json',
  ...args,
];

/** Pictures over HTTP; while the gate is closed, those from the middle on are not answered. */
let gate: { readonly opened: Promise<void>; open(): void } | null = null;
const server = createServer(async (request, response) => {
  const name = request.url!.slice(1);
  if (Number.parseInt(name, 10) >= images / 2) await gate?.opened;
  response.end(await readFile(join(pictures, name)));
});

function closeGate(): void {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  gate = { opened, open };
}

/** Starts a run that comes to its middle and no further; returns its name. */
async function begun(): Promise<{ started: Started; name: string }> {
  closeGate();
  const started = start(run(manifest, '--shard-size', '4', '--debug'));
  await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
  const line = await started.logged(({ service, msg }) => service === 'producer' && msg === 'running');
  return { started, name: line.run! };
}

describe.skipIf(redis === null)('decisions', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    model = await writeSmallModel(folder);
    const names = await writePictures(pictures, images);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    manifest = await writeManifest(
      'manifest.jsonl',
      names.map((name) => `http://127.0.0.1:${port}/${name}`),
    );
    expected = await rowsOf(store, summaryOf(await camfleet(run(manifest))).run);
    const files = await writeManifest(
      'files.jsonl',
      names.slice(0, 10).map((name) => `pictures/${name}`),
    );
    expectedOfFiles = await rowsOf(store, summaryOf(await camfleet(run(files))).run);
  }, 120_000);
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('cancels a run from another terminal: what is committed stays, the rest is skipped', async () => {
    const { started, name } = await begun();
    const decided = await camfleet(['cancel', name, '--store', store, '--json']);
    expect(JSON.parse(decided.stdout)).toEqual({ run: name, wish: 'cancel', priority: 10 });
    const { code, stdout } = await started.finished;
    expect(code).toBe(1);
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ state: 'cancelled', images: { total: images, failed: 0 } });
    const rows = await rowsOf(store, name);
    expect(rows.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
    const done = rows.filter(({ outcome }) => outcome === 'ok');
    expect(done).toHaveLength(summary.images.ok);
    for (const row of done) expect(row).toEqual(expected[row.index]);
    expect(rows.filter(({ outcome }) => outcome === 'skipped')).toHaveLength(summary.images.skipped);
    // It stays cancelled, whoever takes it up, and nothing is left to decide.
    expect(
      JSON.parse((await camfleet(['run', '--resume', name, '--store', store, '--json'])).stdout),
    ).toEqual(summary);
    expect(await camfleet(['pause', name, '--store', store])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is cancelled: there is nothing left to pause'),
    });
  });

  it('pauses a run, lets it go on, and gives the same rows', async () => {
    const { started, name } = await begun();
    await camfleet(['pause', name, '--store', store]);
    await started.logged(({ service, msg }) => service === 'producer' && msg === 'paused');
    gate!.open();
    const status = await camfleet(['status', name, '--store', store, '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({
      run: name,
      state: 'paused',
      rows: images,
      summary: null,
    });
    await camfleet(['priority', name, '20', '--store', store]);
    await camfleet(['resume', name, '--store', store]);
    expect(await rowsOf(store, summaryOf(await started.finished).run)).toEqual(expected);
    expect((await camfleet(['status', '--store', store])).stdout).toMatch(
      new RegExp(`^${name}  complete`, 'm'),
    );
  });

  it('stops a run whose images mostly fail, says with what and how to go on', async () => {
    const nowhere = await writeManifest(
      'nowhere.jsonl',
      Array.from({ length: 400 }, (_, i) => `wrong-bucket/${i}.jpg`),
    );
    const { code, stderr, stdout } = await camfleet(run(nowhere, '--shard-size', '8'));
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('run-paused');
    expect(stderr).toMatch(/(\d+) of \1 images failed, \1 of them with source-not-found/);
    const name = /go on with: npx camfleet run --resume (\S+)/.exec(stderr)![1]!;
    // Whoever goes on has read it.
    const summary = summaryOf(await camfleet(['run', '--resume', name, '--store', store, '--json']));
    expect(summary).toMatchObject({ state: 'complete', images: { total: 400, failed: 400 } });
  });

  it('tries failed rows again as a run of their own, and reads both together', async () => {
    const names = expectedOfFiles.map(({ uri }) => uri);
    const hidden = names.slice(3, 6);
    for (const uri of hidden) await rename(join(folder, uri), join(folder, `${uri}.hidden`));
    const source = await writeManifest('hidden.jsonl', [...names, 'pictures/never.jpg']);
    const parent = summaryOf(await camfleet(run(source, '--shard-size', '2')));
    expect(parent.failures).toEqual({ 'source-not-found': 4 });
    for (const uri of hidden) await rename(join(folder, `${uri}.hidden`), join(folder, uri));

    const retry = ['retry-failed', parent.run, '--store', store, '--json'];
    expect((await camfleet([...retry, '--code', 'image-corrupt'])).stderr).toContain(
      'no such failed rows, but source-not-found',
    );
    const derived = summaryOf(await camfleet([...retry, '--code', 'source-not-found']));
    expect(derived).toMatchObject({ images: { total: 4, ok: 3, failed: 1 } });
    const opened = await openStore(store);
    const merged: Outcome[] = [];
    for await (const row of readMergedOutcomes(opened, parent.run)) merged.push(row);
    expect(merged.slice(0, 10)).toEqual(expectedOfFiles);
    expect(merged[10]).toMatchObject({ index: 10, outcome: 'failed' });
    const status = JSON.parse((await camfleet(['status', parent.run, '--store', store, '--json'])).stdout);
    expect(status.summary).toMatchObject({
      images: { total: 11, ok: 10, failed: 1 },
      failures: { 'source-not-found': 1 },
      retries: [derived.run],
    });
    // The parent's own rows are as they were.
    expect((await rowsOf(store, parent.run)).filter(({ outcome }) => outcome === 'failed')).toHaveLength(4);
  });
});
