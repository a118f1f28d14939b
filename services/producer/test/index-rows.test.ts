/** The outcome index that grows while its run is at work. */
import {
  type ModelDescription,
  modelKeys,
  type Outcome,
  Problem,
  runKeys,
  type ShardIndex,
  type ShardJob,
} from '@camfleet/contracts';
import { indexOutcomes, putPart, readOutcomeIndex, readRun, writePart } from '@camfleet/results';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { runRequest } from '../../../test/support/run-request.js';
import { createPageCount } from '../src/page-count.js';
import { gate, until } from './waits.js';
import { createWorld, type World } from './world.js';

const server = inject('redis');
let world: World;

const model: ModelDescription = {
  ...{ name: 'm', version: 'v', digest: 'd', sha256: '0' },
  source: { file: 'm.onnx', bytes: 1, sha256: '0' },
  input: { width: 224, height: 224, mean: [0, 0, 0], std: [1, 1, 1], channelOrder: 'rgb', resize: 'squash' },
  ...{ classes: 10, classNames: null, classIds: null, map: { height: 7, width: 7 }, topK: 5 },
  precision: 'float32',
  head: { kind: 'linear-after-pool', pool: 'average', activation: 'none', paddedCells: 0, bias: [] },
  identity: { images: 1, gap: 0, tolerance: 1 },
};
/** Pages have 32 of these: one whole page, and one shard of the next. */
const shardRows = 512;
const rows = 33 * shardRows;
const { parameters } = runRequest('r', { shardRows });

/** Commits a part as a worker would, of pictures that show nothing. */
async function commit({ run, shard, range }: ShardJob) {
  const outcomes = Array.from({ length: range.rows }, (_, i): Outcome => {
    const index = shard * shardRows + i;
    return {
      ...{ index, uri: `${index}.jpg`, id: `${index}`, outcome: 'ok', warnings: [], width: 1, height: 1 },
      ...{ classes: [], scores: [], boxes: [], guesses: [], policy: 'p@1' },
      ...{ maps: new Uint16Array(), mapHeight: 7, mapWidth: 7 },
    };
  });
  const part = await putPart(world.store, run, shard, writePart(outcomes));
  return { parts: [{ ...part, rows: range.rows }] };
}

/** A run whose last shard waits until it may. */
async function beginButLast(): Promise<() => void> {
  const { opened, open } = gate();
  world.produce();
  await world.submit('r', rows, { parameters });
  world.work(4, async (job) => {
    if (job.shard === 32) await opened;
    return await commit(job);
  });
  return open;
}

it('counts a page as filled with its last shard, be it a whole page or not', () => {
  const pages = createPageCount({ shards: 33, shardRows } as ShardIndex);
  const filled = Array.from({ length: 33 }, (_, i) => [i, pages.add(32 - i)]).filter(
    ([, page]) => page !== null,
  );
  expect(filled).toEqual([
    [0, 1],
    [32, 0],
  ]);
});

describe.skipIf(server === null)('indexAhead', () => {
  beforeEach(async () => {
    world = await createWorld(server!.url);
    const { description } = modelKeys(model.name, model.version);
    await world.store.put(description, Buffer.from(JSON.stringify(model)));
  });
  afterEach(() => world.close());

  it('writes a page when its last shard is committed, as it would be written of the whole run', async () => {
    const open = await beginButLast();
    const keys = runKeys('r');
    await until(() => world.store.objects.has(keys.outcomePage(0)));
    expect(world.store.objects.has(keys.outcomePage(1))).toBe(false);
    open();
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: rows } });
    expect(await readOutcomeIndex(world.store, 'r')).toMatchObject({ rows, shards: 33, pages: 2 });

    const isOfIndex = (key: string) => key.startsWith(keys.outcomeIndex.replace(/[^/]+$/, ''));
    const written = () =>
      [...world.store.objects]
        .filter(([key]) => isOfIndex(key))
        .map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]);
    const ahead = new Map(written() as [string, string][]);
    for (const key of ahead.keys()) world.store.objects.delete(key);
    await indexOutcomes(world.store, await readRun(world.store, 'r'), {
      model,
      shards: 33,
      signal: AbortSignal.timeout(60_000),
    });
    expect(new Map(written() as [string, string][])).toEqual(ahead);
  });

  it('goes on with a run whose page the store refuses, and writes it when the run ends', async () => {
    const { put } = world.store;
    let refused = 0;
    const page = runKeys('r').outcomePage(0);
    world.store.put = async (key, body) => {
      if (key === page && refused++ === 0) throw new Problem('store-denied', 'not now');
      await put(key, body);
    };
    const open = await beginButLast();
    await until(() => refused === 1);
    open();
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: rows } });
    expect(await readOutcomeIndex(world.store, 'r')).toMatchObject({ rows, pages: 2 });
    expect(refused).toBe(2);
  });

  it('ends a run whose page cannot be written all the same', async () => {
    world.produce();
    await world.submit('r', rows, { parameters });
    world.work(4, async (job) => {
      const record = await commit(job);
      if (job.shard === 3) world.store.objects.delete(record.parts[0]!.key);
      return record;
    });
    expect(await world.ended('r')).toMatchObject({ state: 'complete', images: { ok: rows } });
    expect(await readOutcomeIndex(world.store, 'r')).toBeNull();
  });
});
