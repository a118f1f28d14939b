import { limits, openRunKey, openRuns, Problem, runKeys } from '@camfleet/contracts';
import { sendSignal, tellAlive, tellWork, viewWork } from '@camfleet/queue';
import { buryRun, commitShard, openRun, readRun } from '@camfleet/results';
import { deleteRun } from '@camfleet/runs';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { gate, until } from './waits.js';
import { commitsOf, createWorld, recordOf, type World } from './world.js';

const server = inject('redis');
let world: World;

describe.skipIf(server === null)('serveRuns in trouble', () => {
  beforeEach(async () => {
    world = await createWorld(server!.url);
  });
  afterEach(() => world.close());

  it('hears what is decided after a failure that it could not write down', async () => {
    const { opened, open } = gate();
    world.manifestsLie = opened;
    world.produce();
    await world.submit('r', 8);
    await until(() => world.begun.length === 1);
    world.isStoreFull = true;
    open();
    expect((await world.shown('r', ({ state }) => state === 'failed')).reason).toBe('the disk is full');
    world.isStoreFull = false;
    await world.decide('r', 'resume');
    world.work(1);
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 8 } });
  });

  it('writes nothing for a cancelled run that could not end and was deleted', async () => {
    const { opened, open } = gate();
    world.manifestsLie = opened;
    const stop = world.produce();
    await world.submit('other', 8);
    await until(() => world.begun.length === 1);
    await world.submit('r', 12);
    await until(() => world.begun.length === 2);
    const { putIfAbsent } = world.store;
    const refusing = vi.spyOn(world.store, 'putIfAbsent').mockImplementation(async (key, ...rest) => {
      if (key === runKeys('r').summary) throw new Problem('store-full', 'the disk is full');
      return await putIfAbsent(key, ...rest);
    });
    await world.decide('r', 'cancel');
    await until(() => world.store.objects.has(runKeys('r').control(1)));
    open();
    await world.shown('other', ({ state }) => state === 'running');
    const jobs = () => world.redis.keys(`${world.prefix}:localise.m.v:other.*`);
    await until(async () => (await jobs()).length === 2);
    await deleteRun(world.store, await readRun(world.store, 'r'));
    refusing.mockRestore();
    // What is lost is back in the queue once it has been looked at.
    await world.redis.del(...(await jobs()), `${world.prefix}:localise.m.v:wait`);
    await until(async () => (await jobs()).length === 2);
    await stop();
    expect([...world.store.objects.keys()].filter((key) => key.startsWith('runs/r/'))).toEqual([]);
  });

  it('does not begin a run again whose deletion was cut off', async () => {
    await world.submit('r', 8);
    await buryRun(world.store, 'r');
    world.produce();
    world.work(1);
    await world.submit('other', 8);
    expect(await world.ended('other')).toMatchObject({ state: 'complete' });
    expect([...world.store.objects.keys()].filter((key) => /^runs.r.(parts|rows|commits)/.test(key))).toEqual(
      [],
    );
  });

  it('looks no more after a run that has ended, also where its leader was killed in that moment', async () => {
    const stop = world.produce();
    await world.submit('r', 8);
    world.work(1);
    await world.ended('r');
    await stop();
    await openRun(world.store, 'r');
    world.produce();
    await until(() => !world.store.objects.has(openRunKey('r')));
  });

  it('serves the others where what was decided about a run cannot be read, and that one when it can', async () => {
    world.produce();
    await world.submit('r', 8);
    await world.shown('r', ({ state }) => state === 'running');
    const decision = runKeys('r').control(0);
    const reads = vi.spyOn(world.store.objects, 'get');
    world.store.objects.set(decision, new Uint8Array(9));
    await until(() => reads.mock.calls.some(([key]) => key === decision));
    await world.submit('other', 8);
    world.work(1);
    expect(await world.ended('other')).toMatchObject({ state: 'complete' });
    world.store.objects.delete(decision);
    await world.decide('r', 'resume');
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 8 } });
  });

  /** The next look at what was decided about "r" comes to grief over the store, once. */
  const failOneLook = () => {
    const { get } = world.store;
    const failed = gate();
    vi.spyOn(world.store, 'get').mockImplementation(async (key, ...rest) => {
      if (key !== runKeys('r').control(0)) return await get(key, ...rest);
      vi.mocked(world.store.get).mockImplementation(get);
      failed.open();
      throw new Problem('store-denied', 'the key has expired');
    });
    return failed.opened;
  };
  const lookAgain = () => sendSignal(world.redis, world.prefix, { kind: 'look', run: 'r' });
  const indexReads = () =>
    vi.mocked(world.store.objects.get).mock.calls.filter(([key]) => key === runKeys('r').index).length;

  it('scans a run that is opened again, once the scan of before is over', async () => {
    const { opened, open } = gate();
    world.manifestsLie = opened;
    vi.spyOn(world.store.objects, 'get');
    world.produce();
    await world.submit('r', 8);
    await until(() => world.begun.length === 1);
    await failOneLook();
    const reads = indexReads();
    await lookAgain();
    await until(() => indexReads() > reads);
    await world.submit('other', 8);
    await until(() => world.begun.length === 2);
    open();
    world.work(1);
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 8 } });
  });

  it('loads a run that is opened again while it is still loaded for the time before', async () => {
    const { opened, open } = gate();
    const { get } = world.store;
    let loads = 0;
    world.store.get = async (key, ...rest) => {
      if (key === runKeys('r').index && ++loads === 1) await opened;
      return await get(key, ...rest);
    };
    world.produce();
    await world.submit('r', 8);
    await until(() => loads === 1);
    await failOneLook();
    await lookAgain();
    await until(() => loads > 1);
    open();
    world.work(1);
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 8 } });
  });

  it('ends a cancelled run once the store, which was full, takes its records', async () => {
    world.produce();
    await world.submit('r', 400);
    const late = gate();
    world.work(1, async () => late.opened.then(() => ({})));
    await until(() => world.taken.length === 1);
    world.isStoreFull = true;
    await world.decide('r', 'cancel');
    expect((await world.shown('r', ({ reason }) => reason !== undefined)).reason).toBe('the disk is full');
    world.isStoreFull = false;
    expect(await world.ended('r')).toMatchObject({ state: 'cancelled', images: { skipped: 400 } });
    late.open();
    await world.shown('r', ({ state }) => state === 'cancelled');
    const counted = (await world.metrics.render())
      .split('\n')
      .filter((line) => /^camfleet_runs_ended_total\{.* 1$/.test(line));
    expect(counted).toEqual([expect.stringContaining('state="cancelled"')]);
  });

  it('fails a run with damaged records, serves the others, and loads it anew when it is cancelled', async () => {
    const stop = world.produce();
    await world.submit('r', 400);
    const { opened, open } = gate();
    world.work(1, async ({ shard }) => (shard < 20 ? {} : opened.then(() => ({}))));
    await until(async () => (await commitsOf(world, 'r')).length === 20);
    await stop();
    for (const shard of [3, 4]) world.store.objects.set(runKeys('r').commit(shard), new Uint8Array(9));
    world.produce();
    const { reason } = await world.shown('r', ({ state }) => state === 'failed');
    expect(reason).toContain(runKeys('r').commit(3));
    open();
    await world.submit('other', 8);
    expect(await world.ended('other')).toMatchObject({ state: 'complete' });
    await world.decide('r', 'cancel');
    await until(() => world.store.objects.has(runKeys('r').control(2)));
    // Nobody has to say it again: what kept it from ending is gone, and it ends.
    for (const shard of [3, 4]) world.store.objects.delete(runKeys('r').commit(shard));
    expect(await world.ended('r')).toMatchObject({ state: 'cancelled', images: { total: 400 } });
  });

  it('fails a run with the record of a shard that it has not, and serves the others', async () => {
    const stop = world.produce();
    await world.submit('r', 8);
    await world.shown('r', ({ state }) => state === 'running');
    await stop();
    const late = recordOf({
      run: 'r',
      shard: 2,
      range: { block: 0, offset: 0, bytes: 1, rows: 4 },
      wanted: 0,
    });
    await commitShard(world.store, 'r', late);
    world.produce();
    const { reason } = await world.shown('r', ({ state }) => state === 'failed');
    expect(reason).toContain(runKeys('r').commit(2));
    world.work(1);
    await world.submit('other', 8);
    expect(await world.ended('other')).toMatchObject({ state: 'complete' });
    world.store.objects.delete(runKeys('r').commit(2));
    await world.decide('r', 'resume');
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 8 } });
  });

  it('fails a run whose manifest is wrong, and serves the others', async () => {
    world.produce();
    await world.submit('empty', 0);
    await world.submit('good', 8);
    world.work(1);
    expect(await world.ended('good')).toMatchObject({ state: 'complete' });
    expect((await world.shown('empty', ({ state }) => state === 'failed')).reason).toContain('holds no row');
  });

  it('looks at runs that have failed for what is decided about them, and opens and loads some at a time', async () => {
    const failed = Array.from({ length: limits.commitReadsMax + 4 }, (_, i) => `f${i}`);
    const stop = world.produce();
    for (const run of failed) await world.submit(run, 0);
    for (const run of failed) await world.shown(run, ({ state }) => state === 'failed');
    const reads = vi.spyOn(world.store, 'get');
    const lists = vi.spyOn(world.store, 'list');
    // The first may have been begun before the last one failed.
    await until(() => lists.mock.calls.filter(([prefix]) => prefix === openRuns).length >= 4);
    const others = reads.mock.calls.map(([key]) => key).filter((key) => !key.includes('/control/'));
    expect(others).toEqual([]);
    await stop();
    reads.mockRestore();

    const { get } = world.store;
    const { opened, open } = gate();
    const loading = { now: 0, most: 0, all: 0 };
    let opening = 0;
    world.store.get = async (key, ...rest) => {
      if (key.endsWith('/summary.json')) {
        if (++opening === 2) open();
        await opened;
      }
      if (!key.endsWith('/manifest/index.json')) return await get(key, ...rest);
      loading.all += 1;
      loading.most = Math.max(loading.most, ++loading.now);
      await new Promise((resolve) => setImmediate(resolve));
      loading.now -= 1;
      return await get(key, ...rest);
    };
    world.produce();
    await until(() => loading.all === failed.length && loading.now === 0);
    expect(opening).toBe(failed.length);
    expect(loading.most).toBeLessThanOrEqual(limits.commitReadsMax);
  });

  const queue = 'localise.m.v';
  const tellOf = (name: string, more: Partial<Parameters<typeof tellAlive>[3]>) =>
    tellAlive(world.redis, world.prefix, name, {
      ...{ queue: null, servesSince: null, isPinned: false, refuses: [], kind: 'localise' },
      ...{ slots: 2, inHand: 0, images: 0 },
      ...more,
    });
  const tellRefused = (its: string, reason: string) =>
    sendSignal(world.redis, world.prefix, { kind: 'refused', queue: its, reason });
  /** The fleet has been looked at, and what followed is done. */
  const fleetIsLookedAt = async () => {
    for (const _ of ['perhaps begun before', 'begun since']) {
      await tellWork(world.redis, world.prefix, new Map());
      await until(async () => (await viewWork(world.redis, world.prefix)).size > 0);
    }
  };
  const hasWork = () =>
    until(async () => ((await viewWork(world.redis, world.prefix)).get(queue)?.jobs ?? 0) > 0);

  it('fails the runs of a model that no worker can load, and goes on with them when told to', async () => {
    world.produce();
    await world.submit('r', 40);
    await hasWork();
    await tellOf('one', { refuses: [queue] });
    await tellRefused('localise.other.v', 'gone');
    await tellRefused(queue, 'prepare it again');
    const { reason } = await world.shown('r', ({ state }) => state === 'failed');
    expect(reason).toBe('no worker could load its model: prepare it again');
    await world.decide('r', 'resume');
    world.work(1);
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 40 } });
  });

  it('lets a run wait while there is a worker that has not tried to load its model', async () => {
    world.produce();
    await tellOf('idle', { refuses: [queue] });
    await tellOf('busy', { queue: 'localise.other.v', servesSince: 1 });
    // None of these could ever serve it.
    await tellOf('pinned', { queue: 'localise.other.v', servesSince: 1, isPinned: true });
    await tellOf('drawing', { kind: 'rebox' });
    await world.submit('r', 40);
    await hasWork();
    await tellRefused(queue, 'too large');
    await fleetIsLookedAt();
    // On its way there, which is no proof.
    await tellOf('busy', { queue });
    // By now the first may try again.
    await tellOf('idle', {});
    await fleetIsLookedAt();
    expect(world.store.objects.has(runKeys('r').control(0))).toBe(false);
    await tellOf('busy', { refuses: [queue] });
    await tellRefused(queue, 'too large here too');
    const { reason } = await world.shown('r', ({ state }) => state === 'failed');
    expect(reason).toBe('no worker could load its model: too large here too');
  });

  it('lets a run go on whose model one worker cannot load, where another serves it', async () => {
    world.produce();
    await tellOf('small', { refuses: [queue] });
    await tellOf('large', { queue, servesSince: 1 });
    await world.submit('r', 40);
    await hasWork();
    await tellRefused(queue, 'too large');
    await fleetIsLookedAt();
    // What was said before somebody served it says nothing any more.
    await tellOf('small', {});
    await tellOf('large', { refuses: [queue] });
    await tellRefused(queue, 'out of memory');
    await fleetIsLookedAt();
    world.work(1);
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: 40 } });
    expect(world.store.objects.has(runKeys('r').control(0))).toBe(false);
  });
});
