/** A fleet of processes that serves whatever runs are open. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDescription } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference';
import { createRun, openRun, readOutcomes, readSummary } from '@camfleet/results';
import { openStore } from '@camfleet/storage';
import { afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { camfleet } from './support/camfleet.js';
import { type FleetProcess, startFleetProcess } from './support/fleet.js';
import { startRedis } from './support/redis.js';
import { runRequest } from './support/run-request.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const redis = inject('redis');
const folder = await temporaryFolder();
const store = join(folder, 'store');
const manifest = join(folder, 'manifest.jsonl');
const images = 60;
const processes: FleetProcess[] = [];
const models: ModelDescription[] = [];

function started(service: 'producer' | 'worker', environment: Record<string, string>): FleetProcess {
  const one = startFleetProcess(service, {
    STORE: store,
    SOURCE_ACCESS: 'trusted',
    INFERENCE_LANES: '1',
    INFERENCE_THREADS: '1',
    ...environment,
  });
  processes.push(one);
  return one;
}

async function submit(
  run: string,
  { name, version, digest, topK, classes }: ModelDescription,
): Promise<void> {
  const opened = await openStore(store);
  const request = runRequest(run, {
    createdAt: new Date().toISOString(),
    tenant: run,
    manifest: { kind: 'jsonl', source: manifest, base: `${folder}/` },
    model: { name, version, digest, topK, classes },
    shardRows: 4,
  });
  await createRun(opened, request);
  await openRun(opened, run);
}

async function ended(run: string) {
  const opened = await openStore(store);
  return await vi.waitUntil(() => readSummary(opened, run), { timeout: 120_000, interval: 100 });
}

describe.skipIf(redis === null)('a fleet', { timeout: 240_000 }, () => {
  beforeAll(async () => {
    const model = await writeSmallModel(folder);
    const names = await writePictures(join(folder, 'pictures'), images);
    await writeFile(manifest, names.map((name) => `{"uri":"pictures/${name}"}\n`).join(''));
    const opened = await openStore(store);
    for (const [name, topK] of [
      ['first', '5'],
      ['second', '3'],
    ] as const) {
      await camfleet(['models', 'prepare', model, '--name', name, '--top-k', topK, '--store', store]);
      models.push(await describeModel(opened, name));
    }
  }, 120_000);
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.stop()));
  });

  it('serves runs of different models with one worker, which swaps between them', async () => {
    const own = await startRedis();
    try {
      await submit('a', models[0]!);
      await submit('b', models[1]!);
      started('producer', { REDIS_URL: own.url });
      const worker = started('worker', { REDIS_URL: own.url });
      for (const run of ['a', 'b']) {
        expect(await ended(run)).toMatchObject({ state: 'complete', images: { total: images, ok: images } });
      }
      const served = worker.lines.filter(({ msg }) => msg === 'worker ready');
      expect(served).toHaveLength(2);
    } finally {
      await Promise.all(processes.splice(0).map((one) => one.stop()));
      await own.stop();
    }
  });

  it('has another producer take over when the one that leads is killed', async () => {
    const own = await startRedis();
    try {
      const first = started('producer', { REDIS_URL: own.url });
      await first.logged(({ msg }) => msg === 'leading');
      const second = started('producer', { REDIS_URL: own.url });
      await submit('c', models[0]!);
      const worker = started('worker', { REDIS_URL: own.url });
      await worker.logged(({ result }) => result === 'committed');
      first.child.kill('SIGKILL');
      expect(await ended('c')).toMatchObject({ state: 'complete', images: { ok: images } });
      expect(second.lines.some(({ msg }) => msg === 'leading')).toBe(true);
    } finally {
      await Promise.all(processes.splice(0).map((one) => one.stop()));
      await own.stop();
    }
  });

  it('blames no picture for workers and producers that are killed by chance', async () => {
    const own = await startRedis();
    const alive: FleetProcess[] = [];
    let isOver = false;
    const keep = (slot: number, service: 'producer' | 'worker') => {
      // With a model of its own a worker is ready also when all shards are taken.
      const one = started(service, { REDIS_URL: own.url, MODEL: models[0]!.name });
      alive[slot] = one;
      void one.ended.then(() => {
        if (!isOver) keep(slot, service);
      });
    };
    try {
      await submit('d', models[0]!);
      keep(0, 'producer');
      keep(1, 'worker');
      keep(2, 'worker');
      // After a kill, the next one comes when somebody has committed again, or has taken the lead.
      for (let kills = 0; kills < 8; kills++) {
        const victim = alive[kills % 3]!;
        await victim.logged(
          ({ msg, result }) => result === 'committed' || msg === 'leading' || msg === 'worker ready',
        );
        victim.child.kill('SIGKILL');
        await victim.ended;
      }
      expect(await ended('d')).toMatchObject({
        state: 'complete',
        images: { total: images, ok: images },
        failures: {},
      });
      const opened = await openStore(store);
      const rows: number[] = [];
      for await (const { index } of readOutcomes(opened, 'd')) rows.push(index);
      expect(rows).toEqual(Array.from({ length: images }, (_, i) => i));
    } finally {
      isOver = true;
      await Promise.all(processes.splice(0).map((one) => one.stop()));
      await own.stop();
    }
  });

  it('has a worker say why it had better be replaced, and end with a code of its own', async () => {
    const worker = started('worker', { REDIS_URL: redis!.url, MEMORY_MB_MAX: '20' });
    expect(await worker.ended).toBe(75);
    expect(worker.lines.some(({ msg }) => /^it uses \d+ MB of memory, and may use 20$/.test(msg))).toBe(true);
  });
});
