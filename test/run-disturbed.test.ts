/** The main job disturbed: whoever is stopped or killed, and when, the rows are those of a run that nothing disturbed. */
import { spawnSync } from 'node:child_process';
import type { Outcome } from '@camfleet/contracts';
import { listCommits, readCommit } from '@camfleet/results';
import { openStore } from '@camfleet/storage';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { camfleet, start, summaryOf } from './support/camfleet.js';
import { createBucket } from './support/create-bucket.js';
import { startRedis } from './support/redis.js';
import { rowsOf } from './support/rows-of.js';
import { sendRedis } from './support/send-redis.js';
import { writeSmallDataSet } from './support/small-data-set.js';
import { temporaryFolder } from './support/temporary-folder.js';

const redis = inject('redis');
const s3 = inject('s3');
/** So many that none of the runs is over before it is disturbed. */
const images = 240;

const { store, manifest, model, run } = await writeSmallDataSet(await temporaryFolder(), images);
let expected: Outcome[] = [];

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
  if (redis === null) return;
  const undisturbed = summaryOf(await camfleet(run('--model', model)));
  expected = await rowsOf(store, undisturbed.run);
});

describe.skipIf(redis === null)('camfleet run, disturbed,', () => {
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
