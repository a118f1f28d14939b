/** The producer as a service: many runs on one fleet, through a real queue, among decisions and losses. */
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { limits, runKeys } from '@camfleet/contracts';
import { commitShard, readCommit, readOutcomes } from '@camfleet/results';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { gate, until } from './waits.js';
import { commitsOf, createWorld, type World } from './world.js';

const server = inject('redis');
let world: World;

const dripRows = 8;

/** A server whose manifests come a row at a time and do not end, until they may. */
async function dripManifests() {
  const { opened: mayEnd, open: flow } = gate();
  /** A manifest is asked for its version first: an answer that nobody wants more of may end after the next has begun. */
  const answers = new Map<ServerResponse, string>();
  const http = createServer((request, response) => {
    answers.set(response, request.url!.slice(1));
    response.on('close', () => answers.delete(response));
    let rows = 0;
    const drip = () => response.write(`{"uri":"${rows++}.jpg"}\n`);
    drip();
    const dripping = setInterval(() => rows < dripRows - 1 && drip(), 20);
    response.on('close', () => clearInterval(dripping));
    return mayEnd.then(() => {
      while (rows < dripRows) drip();
      response.end();
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    /** Manifests that are being sent. */
    open: () => new Set(answers.values()),
    flow,
    close: async () => {
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
    },
  };
}

describe.skipIf(server === null)('serveRuns', () => {
  beforeEach(async () => {
    world = await createWorld(server!.url);
  });
  afterEach(() => world.close());

  it('serves several runs at once, each shard once, from small jobs in a small window (invariant 4)', async () => {
    const { opened, open } = gate();
    world.produce();
    await world.submit('a', 400);
    await world.submit('b', 400, { tenant: 'other' });
    world.work(4, async () => opened.then(() => ({})));
    await world.shown('b', ({ state }) => state === 'running');
    await until(() => world.taken.length === 4);
    const jobs = await world.redis.keys(`${world.prefix}:*:[ab].*`);
    expect(jobs.filter((key) => !key.endsWith(':lock')).length).toBeLessThanOrEqual(limits.jobsInQueueMin);
    for (const job of jobs.filter((key) => !key.endsWith(':lock'))) {
      expect((await world.redis.hget(job, 'data'))!.length).toBeLessThan(limits.jobPayloadBytes);
    }
    open();
    for (const run of ['a', 'b']) {
      expect(await world.ended(run)).toMatchObject({ state: 'complete', images: { total: 400, ok: 400 } });
    }
    expect(new Set(world.taken.map(({ run, shard }) => `${run}${shard}`)).size).toBe(200);
    expect(world.taken).toHaveLength(200);
    await world.shown('b', ({ state }) => state === 'complete');
    // An ended run is looked after no more.
    expect([...world.store.objects.keys()].filter((key) => key.startsWith('open/'))).toEqual([]);
  });

  it('lets a small run pass a long one that came before it', async () => {
    world.produce();
    await world.submit('long', 8_000, { tenant: 'a' });
    world.work(2);
    await until(() => world.taken.length > 20);
    await world.submit('short', 200, { tenant: 'b' });
    await world.ended('short');
    const order = world.taken.map(({ run }) => run);
    const between = order
      .slice(order.indexOf('short'), order.lastIndexOf('short'))
      .filter((run) => run === 'long');
    // Half of the window each: about one of the long run's shards for each of the short one's fifty.
    expect(between.length).toBeLessThan(100);
    expect(order.filter((run) => run === 'long').length).toBeLessThan(2_000);
  });

  it('feeds nothing of a paused run, also from a queue that was wiped, and goes on when told to (invariant 3)', async () => {
    world.produce();
    await world.submit('r', 400);
    let slow = gate();
    world.work(1, async () => slow.opened.then(() => ({})));
    await until(() => world.taken.length === 1);
    await world.decide('r', 'pause');
    await world.shown('r', ({ state }) => state === 'paused');
    const inQueue = async () =>
      (await world.redis.keys(`${world.prefix}:*:r.*`)).filter((key) => !key.endsWith(':lock'));
    await until(async () => (await inQueue()).length === 1);
    slow.open();
    await until(async () => (await inQueue()).length === 0);
    await world.redis.del(...(await world.redis.keys(`${world.prefix}*`)));
    await world.shown('r', ({ state }) => state === 'paused');
    expect(await inQueue()).toEqual([]);
    const before = world.taken.length;
    slow = gate();
    slow.open();
    await world.decide('r', 'resume');
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 400 } });
    expect(world.taken.length - before).toBeLessThanOrEqual(100);
  });

  it('cancels at once: what is committed stays, the rest is skipped, and a late attempt loses', async () => {
    world.produce();
    await world.submit('r', 400);
    const late = gate();
    world.work(1, async ({ shard }) => (shard < 5 ? {} : late.opened.then(() => ({}))));
    await until(async () => (await commitsOf(world, 'r')).length === 5);
    await until(() => world.taken.length === 6);
    await world.decide('r', 'cancel');
    const summary = await world.ended('r');
    expect(summary).toMatchObject({
      state: 'cancelled',
      images: { total: 400, ok: 20, failed: 0, skipped: 380 },
    });
    expect(world.store.objects.has(runKeys('r').success)).toBe(false);
    late.open();
    const [, , , , , , record] = await Promise.all(
      [0, 1, 2, 3, 4, 5, 5].map((shard) => readCommit(world.store, 'r', shard)),
    );
    expect(record).toMatchObject({ worker: 'producer', counts: { ok: 0, skipped: 4 } });
    // An attempt on a shard that was never begun, as far as anybody knew, changes nothing either.
    const beyond = summary.skippedFrom!;
    await commitShard(world.store, 'r', { ...record!, shard: beyond, attempt: 'late' });
    const committed = world.store.objects;
    for (const shard of [0, 1, 2, 3, 4]) committed.delete(runKeys('r').commit(shard));
    const rows = [];
    for await (const row of readOutcomes(world.store, 'r')) rows.push(row);
    expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 380 }, (_, i) => i + 20));
    expect(rows.every(({ outcome }) => outcome === 'skipped')).toBe(true);
  });

  it('ends cancelled runs whose manifests are being read, or wait to be, and serves the others', async () => {
    const { opened, open } = gate();
    world.manifestsLie = opened;
    world.produce();
    const pictures = join(world.folder, 'pictures');
    await mkdir(pictures, { recursive: true });
    await writeFile(join(pictures, 'a.jpg'), '');
    const manifest = { kind: 'files', source: pictures, base: `${pictures}/` } as const;
    await world.submit('listed', 8, { manifest });
    await world.submit('read', 8);
    await until(() => world.begun.length === limits.scansOfTenantMax);
    await world.submit('waiting', 12);
    await world.shown('waiting', ({ state }) => state === 'scanning');
    for (const run of ['waiting', 'listed']) {
      await world.decide(run, 'cancel');
      expect(await world.ended(run)).toMatchObject({ state: 'cancelled', images: { total: 0 } });
    }
    open();
    world.work(1);
    expect(await world.ended('read')).toMatchObject({ state: 'complete', images: { ok: 8 } });
    await world.submit('later', 4);
    expect(await world.ended('later')).toMatchObject({ state: 'complete' });
    expect(world.begun.some((address) => address.endsWith('/12.jsonl'))).toBe(false);
  });

  it('goes on with the others while a cancelled run is closed, however long that takes', async () => {
    world.produce();
    await world.submit('r', 400);
    await world.shown('r', ({ state }) => state === 'running');
    await until(
      async () => (await world.redis.keys(`${world.prefix}:*:r.*`)).length >= limits.jobsInQueueMin,
    );
    const { opened, open } = gate();
    const put = world.store.put;
    let closing = 0;
    vi.spyOn(world.store, 'put').mockImplementation(async (key, ...more) => {
      if (key.startsWith('runs/r/parts/')) {
        closing += 1;
        await opened;
      }
      await put(key, ...more);
    });
    await world.decide('r', 'cancel');
    await until(() => closing === limits.commitReadsMax);
    await world.submit('other', 40);
    world.work(2);
    expect(await world.ended('other')).toMatchObject({ state: 'complete', images: { ok: 40 } });
    open();
    expect(await world.ended('r')).toMatchObject({ state: 'cancelled', images: { ok: 0, skipped: 400 } });
  });

  it('scans for other tenants while the manifests of one come slowly, and for nobody who is paused', async () => {
    const slow = await dripManifests();
    try {
      world.produce();
      world.work(2);
      const drips = Array.from({ length: limits.scansMax }, (_, i) => `drip-${i}`);
      for (const run of drips) {
        const manifest = { kind: 'jsonl', source: `${slow.address}/${run}`, base: '/' } as const;
        await world.submit(run, 1, { tenant: 'a', manifest });
      }
      await until(() => slow.open().size === limits.scansOfTenantMax);
      await world.submit('other', 8, { tenant: 'b' });
      expect(await world.ended('other')).toMatchObject({ state: 'complete', images: { ok: 8 } });

      const reading = [...slow.open()];
      for (const run of reading) await world.decide(run, 'pause');
      // Their places are free for the next ones, also of their own tenant.
      await until(() => reading.every((run) => !slow.open().has(run)));
      await until(() => slow.open().size === limits.scansOfTenantMax);
      for (const run of reading) await world.decide(run, 'resume');
      slow.flow();
      for (const run of drips) {
        expect(await world.ended(run)).toMatchObject({ state: 'complete', images: { ok: dripRows } });
      }
    } finally {
      await slow.close();
    }
  });

  it('does not scan again where a scan was given up in the moment in which its index was written', async () => {
    const dropped = gate();
    const { putIfAbsent } = world.store;
    vi.spyOn(world.store, 'putIfAbsent').mockImplementation(async (key, body, signal) => {
      const isDone = await putIfAbsent(key, body, signal);
      if (key !== runKeys('r').index || !isDone) return isDone;
      await once(signal!, 'abort');
      dropped.open();
      throw signal!.reason;
    });
    world.produce();
    await world.submit('r', 28);
    await until(() => world.store.objects.has(runKeys('r').index));
    const block = world.store.objects.get(runKeys('r').block(0));
    await writeFile(join(world.folder, '28.jsonl'), '{"uri":"another.jpg"}\n');
    await world.decide('r', 'pause');
    await dropped.opened;
    await world.decide('r', 'resume');
    world.work(1);
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { total: 28, ok: 28 } });
    expect(world.begun).toHaveLength(1);
    expect(world.store.objects.get(runKeys('r').block(0))).toEqual(block);
  });

  it('takes a job out of the queue that a worker handed back when its run had ended', async () => {
    world.produce();
    await world.submit('r', 400);
    const { opened, open } = gate();
    let giveUp = (_: Error) => {};
    const work = () =>
      new Promise<never>((_, reject) => {
        giveUp = reject;
        open();
      });
    const stop = world.work(1, work);
    await opened;
    await world.decide('r', 'cancel');
    await world.ended('r');
    const jobs = () => world.redis.keys(`${world.prefix}:localise.m.v:r.*`);
    expect(await jobs()).not.toEqual([]);
    const stopped = stop();
    giveUp(new Error('stopped'));
    await stopped;
    await until(async () => (await jobs()).length === 0);
  });

  it('pauses a run whose images mostly fail, with a sentence that names the code', async () => {
    world.produce();
    await world.submit('r', 2_000);
    world.work(2, async ({ range: { rows } }) => ({
      counts: { ok: 0, failed: rows, skipped: 0 },
      failures: { 'source-not-found': rows },
    }));
    const { reason, counts } = await world.shown('r', ({ state }) => state === 'paused');
    expect(reason).toMatch(/^(\d+) of \1 images failed, \1 of them with source-not-found$/);
    expect(counts.failed).toBeLessThan(400);
    const log = JSON.parse(Buffer.from(world.store.objects.get(runKeys('r').control(0))!).toString());
    expect(log).toMatchObject({ verb: 'pause', by: 'breaker', reason });
  });

  it('goes on where another producer was stopped, and commits nothing twice', async () => {
    const stop = world.produce();
    await world.submit('r', 800);
    world.work(2);
    await until(() => world.taken.length > 20);
    await stop();
    world.produce();
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 800 } });
    expect(await commitsOf(world, 'r')).toHaveLength(200);
    // The second one took up what the first had counted, and counted it no second time.
    const [, counted] = /^camfleet_shards_committed_total\{.*\} (\d+)$/m.exec(await world.metrics.render())!;
    expect(Number(counted)).toBeGreaterThan(0);
    expect(Number(counted)).toBeLessThanOrEqual(200);
  });

  it('waits for a store that does not answer, and loses nothing and nobody for it', async () => {
    world.produce();
    await world.submit('r', 400);
    const { opened, open } = gate();
    world.work(2, async () => {
      if (world.taken.length > 10) await opened;
      return {};
    });
    await until(() => world.taken.length > 10);
    world.isStoreAway = true;
    open();
    // Whoever wants the store now is turned away and comes again.
    const waiting = async () => (await world.redis.zcard(`${world.prefix}:localise.m.v:delayed`)) >= 4;
    await until(waiting);
    world.isStoreAway = false;
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { total: 400, ok: 400 } });
    expect(await commitsOf(world, 'r')).toHaveLength(100);
  });

  it('puts back what the queue has lost, and counts it', async () => {
    world.produce();
    await world.submit('r', 200);
    const { opened, open } = gate();
    world.work(1, async () => opened.then(() => ({})));
    await until(() => world.taken.length === 1);
    const waiting = await world.redis.lrange(`${world.prefix}:localise.m.v:wait`, 0, -1);
    for (const id of waiting.slice(0, 3)) {
      await world.redis.lrem(`${world.prefix}:localise.m.v:wait`, 1, id);
      await world.redis.del(`${world.prefix}:localise.m.v:${id}`);
    }
    open();
    expect(await world.ended('r')).toMatchObject({ state: 'complete', repairs: { 'job-lost': 3 } });
  });

  it('fails a run when a shard is given up, and goes on with it when told to', async () => {
    world.produce();
    await world.submit('r', 40);
    let broken = true;
    const stop = world.work(1, async ({ shard }) => {
      if (broken && shard === 3) throw new Error('the network is broken');
      return {};
    });
    const { reason } = await world.shown('r', ({ state }) => state === 'failed');
    expect(reason).toBe('shard 3 could not be done: the network is broken');
    broken = false;
    await world.decide('r', 'resume');
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 40 } });
    await stop();
  });
});
