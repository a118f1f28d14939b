/** The main job, through every real part: a small network over real pictures, undisturbed and disturbed. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome, Summary } from '@camfleet/contracts';
import { listCommits, readCommit } from '@camfleet/results';
import { openStore } from '@camfleet/storage';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { camfleet, start, summaryOf } from './support/camfleet.js';
import { createBucket } from './support/create-bucket.js';
import { startRedis } from './support/redis.js';
import { rowsOf } from './support/rows-of.js';
import { sendRedis } from './support/send-redis.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const redis = inject('redis');
const s3 = inject('s3');
const images = 240;

const folder = await temporaryFolder();
const store = join(folder, 'store');
const manifest = join(folder, 'manifest.jsonl');
let model = '';
/** The rows of an undisturbed run: every other run must end with the same. */
let expected: Outcome[] = [];
let undisturbed: Summary | null = null;

const run = (...args: string[]) => ['run', manifest, '--model', model, '--store', store, '--json', ...args];

/** The child of `parent` whose program is `name`. */
function childNamed(parent: number, name: string): number {
  const found = spawnSync('pgrep', ['-P', String(parent), name], { encoding: 'utf8' }).stdout.trim();
  return Number(found.split('\n')[0]);
}

/** Resolves when the process is gone. */
async function ended(pid: number): Promise<void> {
  await vi.waitUntil(() => spawnSync('kill', ['-0', String(pid)]).status !== 0, {
    timeout: 25_000,
    interval: 100,
  });
}

/** Every shard's commit record names the attempt that won: which one, and how many had been started by then. */
async function attemptsOf(run: string): Promise<string[]> {
  const opened = await openStore(store);
  const attempts: string[] = [];
  for await (const shard of listCommits(opened, run))
    attempts.push((await readCommit(opened, run, shard))!.attempt);
  return attempts;
}

beforeAll(async () => {
  model = await writeSmallModel(folder);
  const names = await writePictures(join(folder, 'pictures'), images);
  const rows = names.map((name, i) => ({ uri: `pictures/${name}`, label: i % 5, boxes: [[4, 5, 40, 35]] }));
  await writeFile(manifest, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  if (redis === null) return;
  undisturbed = summaryOf(await camfleet(run()));
  expected = await rowsOf(store, undisturbed.run);
});

describe.skipIf(redis === null)('camfleet run', () => {
  it('turns a manifest into one ok row an image, a summary and _SUCCESS (invariant 1)', async () => {
    const summary = undisturbed!;
    // A threshold that is best for the whole set cannot be worse than the policy's, which is one of them.
    expect(summary.accuracy!.maxBoxAcc).toBeGreaterThanOrEqual(summary.accuracy!.gtKnown!);
    expect(summary).toMatchObject({
      state: 'complete',
      images: { total: images, ok: images, failed: 0, skipped: 0 },
      failures: {},
      warnings: {},
    });
    expect(summary.accuracy).toMatchObject({
      evaluated: images,
      evaluatedWithBoxes: images,
    });
    expect(expected.map(({ index }) => index)).toEqual(Array.from({ length: images }, (_, i) => i));
    expect(expected.every(({ outcome }) => outcome === 'ok')).toBe(true);
    expect(await readFile(join(store, 'runs', summary.run, '_SUCCESS'), 'utf8')).toBe('');
  });

  it.each([
    ['two workers', ['--workers', '2']],
    ['shards of 16', ['--shard-size', '16']],
    ['shards of 64', ['--shard-size', '64']],
    ['batches of 3', ['--batch-size', '3', '--shard-size', '50']],
  ])('gives the same rows with %s (invariant 5)', async (_, args) => {
    const summary = summaryOf(await camfleet(run(...args)));
    expect(await rowsOf(store, summary.run)).toEqual(expected);
  });

  it('gives the same rows when a worker is killed in the middle (invariants 1 and 5)', async () => {
    const started = start(run('--workers', '2', '--shard-size', '4', '--debug'));
    const { pid } = await started.logged(
      ({ service, result }) => service === 'worker' && result === 'committed',
    );
    process.kill(pid, 'SIGKILL');
    const finished = await started.finished;
    expect(finished.stderr).toContain('a worker was ended by SIGKILL; another takes its place');
    expect(await rowsOf(store, summaryOf(finished).run)).toEqual(expected);
  });

  it('spends no attempt when a worker is stopped in the middle (invariant 10)', async () => {
    const started = start(run('--shard-size', '4', '--debug'));
    const { pid } = await started.logged(
      ({ service, result }) => service === 'worker' && result === 'committed',
    );
    process.kill(pid, 'SIGTERM');
    const summary = summaryOf(await started.finished);
    expect(await rowsOf(store, summary.run)).toEqual(expected);
    expect((await attemptsOf(summary.run)).filter((attempt) => !attempt.endsWith('-1'))).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('goes on after the producer gets %s', async (signal) => {
    const started = start(run('--shard-size', '4', '--debug'));
    await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
    const { pid } = await started.logged(({ service, msg }) => service === 'producer' && msg === 'running');
    process.kill(pid, signal);
    expect(await rowsOf(store, summaryOf(await started.finished).run)).toEqual(expected);
  });

  it.each([
    ['Ctrl-C', 'SIGINT' as const, 130],
    ['kill -9', 'SIGKILL' as const, null],
  ])('goes on where it was after %s (invariant 3)', async (_, signal, code) => {
    const started = start(run('--shard-size', '4', '--debug'));
    await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
    started.child.kill(signal);
    const finished = await started.finished;
    expect(finished.code).toBe(code);
    const interrupted = /run (\S+), model/.exec(finished.stderr)![1]!;
    if (signal === 'SIGINT')
      expect(finished.stderr).toContain(`camfleet run --resume ${interrupted} --store ${store}`);
    const before = await attemptsOf(interrupted);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(images / 4);

    const summary = summaryOf(await camfleet(['run', '--resume', interrupted, '--store', store, '--json']));
    expect(summary.run).toBe(interrupted);
    expect(await rowsOf(store, interrupted)).toEqual(expected);
    // What was committed before is not computed again.
    expect(await attemptsOf(interrupted)).toEqual(expect.arrayContaining(before));
  });

  it('gives the summary of a complete run that is resumed', async () => {
    const summary = summaryOf(await camfleet(run()));
    expect(summaryOf(await camfleet(['run', '--resume', summary.run, '--store', store, '--json']))).toEqual(
      summary,
    );
  });

  it('completes when Redis is wiped in the middle (invariant 3)', async () => {
    const own = await startRedis();
    try {
      const started = start(run('--shard-size', '4', '--debug'), { REDIS_URL: own.url });
      await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
      await sendRedis(own.port, 'FLUSHALL');
      expect(await rowsOf(store, summaryOf(await started.finished).run)).toEqual(expected);
    } finally {
      await own.stop();
    }
  });

  it('completes when its Redis is killed in the middle', async () => {
    const started = start(run('--shard-size', '4', '--debug'));
    await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
    process.kill(childNamed(started.child.pid!, 'redis-server'), 'SIGKILL');
    const finished = await started.finished;
    expect(finished.stderr).toContain('Redis ended; another takes its place');
    expect(await rowsOf(store, summaryOf(finished).run)).toEqual(expected);
  });

  it('leaves no process behind when it is killed together with its Redis', async () => {
    const started = start(run('--shard-size', '4', '--debug'));
    const { pid } = await started.logged(
      ({ service, result }) => service === 'worker' && result === 'committed',
    );
    started.child.kill('SIGKILL');
    await ended(pid);
  });

  it('takes a folder of pictures, and a glob, without a manifest', async () => {
    for (const [source, count] of [
      [join(folder, 'pictures'), images],
      [join(folder, 'pictures/000?.jpg'), 10],
    ] as const) {
      const finished = await camfleet(['run', source, '--model', model, '--store', store, '--json']);
      const summary = summaryOf(finished);
      expect(summary).toMatchObject({ images: { total: count, ok: count }, accuracy: null });
    }
  });

  it('draws other boxes from the stored maps as a run with that policy would have', async () => {
    const rebox = async (policy: string) =>
      summaryOf(await camfleet(['rebox', undisturbed!.run, '--policy', policy, '--store', store, '--json']));
    const same = await rebox('paper-20');
    expect(await rowsOf(store, same.run)).toEqual(expected);
    expect(same.accuracy).toEqual(undisturbed!.accuracy);

    const direct = summaryOf(await camfleet(run('--policy', 'heuristic-221')));
    const redrawn = await rebox('heuristic-221');
    expect(await rowsOf(store, redrawn.run)).toEqual(await rowsOf(store, direct.run));
    expect(redrawn.accuracy).toEqual(direct.accuracy);
  });

  it('draws boxes by a policy of the user, which stands whole in run.json', async () => {
    const file = join(folder, 'mine.json');
    const rule = { kind: 'largest-component', shareOfMaximum: 0.6, connectivity: 4 };
    await writeFile(file, JSON.stringify({ id: 'mine', rule }));
    const direct = summaryOf(await camfleet(run('--policy', file)));
    const rows = await rowsOf(store, direct.run);
    const frozen = async ({ run }: Summary) =>
      JSON.parse(await readFile(join(store, 'runs', run, 'run.json'), 'utf8')).parameters.policy;
    const policy = await frozen(direct);
    expect(policy).toMatchObject({ id: 'mine', version: expect.stringMatching(/^[0-9a-f]{12}$/), rule });
    const stands = `mine@${policy.version}`;
    expect(rows.map((row) => row.outcome === 'ok' && row.policy)).toEqual(rows.map(() => stands));
    expect(rows).not.toEqual(expected.map((row) => ({ ...row, policy: stands })));

    // What a run has frozen is a policy's file, wherever it is taken.
    await writeFile(file, JSON.stringify(policy));
    const redrawn = summaryOf(
      await camfleet(['rebox', undisturbed!.run, '--policy', file, '--store', store, '--json']),
    );
    expect(await rowsOf(store, redrawn.run)).toEqual(rows);
    expect(await frozen(redrawn)).toEqual(policy);
    expect(redrawn.accuracy).toEqual(direct.accuracy);
  });

  it('draws boxes anew beside a run of the same model on the same Redis', async () => {
    const own = await startRedis();
    try {
      const started = start(run('--shard-size', '4', '--debug'), { REDIS_URL: own.url });
      await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
      const args = ['rebox', undisturbed!.run, '--policy', 'paper-20', '--store', store, '--json'];
      const redrawn = summaryOf(await camfleet(args, { REDIS_URL: own.url }));
      expect(await rowsOf(store, redrawn.run)).toEqual(expected);
      const finished = await started.finished;
      expect(await rowsOf(store, summaryOf(finished).run)).toEqual(expected);
      expect(finished.stderr).not.toContain('shard failed');
    } finally {
      await own.stop();
    }
  });

  it('gives classes alone on request, the same ones', async () => {
    const summary = summaryOf(await camfleet(run('--classify-only')));
    const rows = await rowsOf(store, summary.run);
    expect(rows.map((row) => row.outcome === 'ok' && { ...row, maps: row.maps.length })).toEqual(
      expected.map((row) => {
        if (row.outcome !== 'ok') return false;
        const topK = 5;
        const classes = row.classes.slice(0, topK);
        const none = {
          boxes: classes.map(() => null),
          guesses: [],
          maps: 0,
          mapHeight: 0,
          mapWidth: 0,
          policy: '',
        };
        return { ...row, ...none, classes, scores: row.scores.slice(0, topK) };
      }),
    );
    expect(summary.accuracy).toMatchObject({
      top1Cls: undisturbed!.accuracy!.top1Cls,
      gtKnown: null,
      top1Loc: null,
    });
    const refused = await camfleet(['rebox', summary.run, '--policy', 'paper-20', '--store', store]);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no maps to draw boxes from'),
    });
  });

  it('finds a prepared model by its name', async () => {
    const summary = summaryOf(
      await camfleet(['run', manifest, '--model', 'small', '--store', store, '--json']),
    );
    expect(await rowsOf(store, summary.run)).toEqual(expected);
  });

  it('takes pictures named by path, by file: and by their place beside the manifest', async () => {
    const own = join(folder, 'addresses');
    await mkdir(own);
    const picture = join(folder, 'pictures/0000.jpg');
    const rows = [
      { uri: '../pictures/0000.jpg' },
      { uri: picture },
      { uri: `file://${picture}`, id: 'third' },
    ];
    await writeFile(join(own, 'rows.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    const finished = await camfleet([
      'run',
      join(own, 'rows.jsonl'),
      '--model',
      model,
      '--store',
      store,
      '--json',
    ]);
    const [first, ...others] = await rowsOf(store, summaryOf(finished).run);
    expect(others.map(({ uri, id }) => ({ uri, id }))).toEqual([
      { uri: picture, id: picture },
      { uri: `file://${picture}`, id: 'third' },
    ]);
    for (const other of others) expect({ ...other, index: 0, uri: first!.uri, id: first!.id }).toEqual(first);
  });

  it.skipIf(s3 === null)('gives the same rows into an S3 bucket, and resumes there', async () => {
    const bucket = `run-${Date.now()}`;
    await createBucket(s3!, bucket);
    const environment = {
      S3_ENDPOINT: s3!.endpoint,
      AWS_ACCESS_KEY_ID: s3!.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3!.secretAccessKey,
    };
    const address = `s3://${bucket}/camfleet`;
    const started = start(
      ['run', manifest, '--model', model, '--store', address, '--json', '--debug', '--shard-size', '8'],
      environment,
    );
    await started.logged(({ service, result }) => service === 'worker' && result === 'committed');
    started.child.kill('SIGINT');
    const interrupted = /run (\S+), model/.exec((await started.finished).stderr)![1]!;
    const finished = await camfleet(
      ['run', '--resume', interrupted, '--store', address, '--json'],
      environment,
    );
    expect(await rowsOf(address, summaryOf(finished).run, s3!)).toEqual(expected);
  });
});
