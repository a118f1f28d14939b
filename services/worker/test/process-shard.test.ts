/** One attempt at a shard, with a scripted source and a scripted network: what it commits, and what it throws. */
import { failure, limits, type ManifestRow, type ModelDescription } from '@camfleet/contracts';
import { createDecoder } from '@camfleet/imaging';
import { createByteBudget } from '@camfleet/localise';
import type { Attempt } from '@camfleet/queue';
import { getPart, readCommit } from '@camfleet/results';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { type Sources, SourceUnavailable } from '@camfleet/sources';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MemoryStore, memoryStore } from '../../../packages/results/test/memory-store.js';
import { runRequest } from '../../../test/support/run-request.js';
import { createMeter } from '../src/meter.js';
import { processShard } from '../src/process-shard.js';
import type { ShardDependencies } from '../src/shard-work.js';

const run = 'a-run';
const model = {
  name: 'm',
  version: 'v',
  digest: 'the-model',
  classes: 3,
  classNames: null,
  classIds: null,
  topK: 2,
  input: {
    width: 4,
    height: 4,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channelOrder: 'rgb',
    resize: 'squash',
  },
  map: { width: 2, height: 2 },
  head: { kind: 'linear-after-pool', pool: 'average', activation: 'none', paddedCells: 0, bias: [0, 0, 0] },
  identity: { images: 1, gap: 0, tolerance: 1e-4 },
} as unknown as ModelDescription;
const request = runRequest(run, {
  model: { name: 'm', version: 'v', digest: 'the-model', topK: 2, classes: 3 },
});
const rows: ManifestRow[] = [
  { index: 0, uri: 'good.png', id: 'good.png', labels: [1], boxes: [{ box: [0, 0, 10, 10] }] },
  { index: 1, uri: '', id: '', error: 'the row is not JSON' },
  { index: 2, uri: 'missing.png', id: 'missing.png' },
  { index: 3, uri: 'flaky.png', id: 'flaky.png' },
];

const decoder = createDecoder({ threads: 1 });
afterAll(decoder.close);

let png: Buffer;
let store: MemoryStore;
/** What `flaky.png` does. */
let flaky: () => Promise<Uint8Array>;

beforeAll(async () => {
  png = await sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});
beforeEach(async () => {
  store = memoryStore();
  flaky = async () => png;
  const block = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await store.put(`runs/${run}/manifest/00000000.jsonl`, block);
});

const range = () => ({
  block: 0,
  offset: 0,
  bytes: store.objects.get(`runs/${run}/manifest/00000000.jsonl`)!.length,
  rows: rows.length,
});
const attempt = (number = 1, signal = new AbortController().signal): Attempt => ({
  job: { run, shard: 0, range: range(), wanted: 1 },
  number,
  last: number === limits.jobAttemptsMax,
  leasesLost: 0,
  signal,
});
const maps = Float32Array.of(4, 2, 2, 0, 1, 1, 1, 1, 4, 2, 2, 0);

function dependencies(worker = 'w', map = maps): ShardDependencies {
  const sources = {
    open: async (uri: string) => {
      if (uri === 'missing.png') return failure('source-not-found', 'there is none');
      return uri === 'flaky.png' ? flaky() : png;
    },
  } as unknown as Sources;
  return {
    store,
    sources,
    model,
    worker,
    request: async () => request,
    batcher: () => ({
      infer: async () => ({
        classes: [1, 2, 1],
        logits: Float32Array.of(2, 1, 2),
        maps: map,
        logsumexp: 2.5,
        padding: 3,
      }),
    }),
    decoder,
    files: createByteBudget(limits.filesInHandBytesMax),
    probe: async () => {
      throw new Error('no shard here is suspect');
    },
    meter: createMeter(createMetrics('worker')),
    fault: null,
    admit: (task) => task(),
  };
}

describe('processShard', () => {
  it('commits one outcome a row, with counts, failures and evaluation (invariant 1)', async () => {
    expect(await processShard(attempt(), dependencies())).toBe('committed');
    const record = (await readCommit(store, run, 0))!;
    expect(record).toMatchObject({
      counts: { ok: 2, failed: 2, skipped: 0 },
      failures: { 'manifest-row-invalid': 1, 'source-not-found': 1 },
      evaluation: { images: 1, imagesWithBoxes: 1, pairs: 1, top1Cls: 1, top1Loc: 1, gtKnown: 1, whole: 1 },
      // What was put to the account of its own two images, whatever else went through the batcher.
      timings: { paddedImages: 6 },
    });
    const outcomes = await getPart(store, record.parts[0]!);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'failed', 'ok']);
    // The true class is among the top two: its map is kept once.
    expect(outcomes[0]).toMatchObject({
      classes: [1, 2],
      boxes: [
        [0, 0, 10, 10],
        [0, 0, 10, 10],
      ],
      policy: 'paper-20@1',
    });
  });

  it('does nothing where the shard is done, and deletes nothing where it comes late (invariant 2)', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    flaky = async () => {
      begin();
      await held;
      return png;
    };
    const late = processShard(
      attempt(),
      dependencies('late', Float32Array.of(8, 0, 0, 0, 1, 1, 1, 1, 8, 0, 0, 0)),
    );
    await begun;
    flaky = async () => png;
    expect(await processShard(attempt(2), dependencies('second'))).toBe('committed');
    release();
    expect(await late).toBe('lost');
    const record = (await readCommit(store, run, 0))!;
    expect(record.worker).toBe('second');
    await expect(getPart(store, record.parts[0]!)).resolves.toHaveLength(rows.length);
    // The late attempt's part lies there still: only the sweep deletes.
    expect([...store.objects.keys()].filter((key) => key.includes('/parts/'))).toHaveLength(2);
    expect(await processShard(attempt(3), dependencies('third'))).toBe('done');
  });

  it('throws where a source may answer later, and records it in the last attempt only (invariant 8)', async () => {
    flaky = async () => {
      throw new SourceUnavailable(failure('source-unavailable', 'flaky.png does not answer'));
    };
    for (let number = 1; number < limits.jobAttemptsMax; number += 1) {
      await expect(processShard(attempt(number), dependencies())).rejects.toThrow(SourceUnavailable);
      expect(await readCommit(store, run, 0)).toBeNull();
    }
    expect(await processShard(attempt(limits.jobAttemptsMax), dependencies())).toBe('committed');
    expect((await readCommit(store, run, 0))!.failures['source-unavailable']).toBe(1);
  });

  it('commits nothing once its lease is lost or its worker stops', async () => {
    const controller = new AbortController();
    flaky = async () => {
      controller.abort(new Error('lease lost'));
      return png;
    };
    await expect(processShard(attempt(1, controller.signal), dependencies())).rejects.toThrow('lease lost');
    expect(
      [...store.objects.keys()].some((key) => key.includes('/parts/') || key.includes('/commits/')),
    ).toBe(false);
  });

  it.each([
    ['put', 'the run was cancelled'],
    ['putIfAbsent', 'committed'],
  ] as const)(
    'given up in %s, it writes no part, and saves what it has written: %s',
    async (call, answer) => {
      const controller = new AbortController();
      const givenUp: MemoryStore = {
        ...store,
        [call]: async (key: string, body: Uint8Array, signal?: AbortSignal) => {
          controller.abort(new Error('the run was cancelled'));
          // As a store does at the last moment.
          signal?.throwIfAborted();
          return await store[call](key, body);
        },
      };
      const ended = processShard(attempt(1, controller.signal), { ...dependencies(), store: givenUp });
      expect(await ended.catch(({ message }: Error) => message)).toBe(answer);
      const hasPart = [...store.objects.keys()].some((key) => key.includes('/parts/'));
      expect(hasPart).toBe(answer === 'committed');
      expect((await readCommit(store, run, 0)) !== null).toBe(hasPart);
    },
  );

  it('stops where the identity of the head does not hold (invariant 6)', async () => {
    const wrong = Float32Array.of(4, 2, 2, 1, 1, 1, 1, 1, 4, 2, 2, 1);
    await expect(processShard(attempt(), dependencies('w', wrong))).rejects.toMatchObject({
      code: 'model-identity',
    });
  });

  it('makes a map that is not finite, or does not fit half precision, an outcome', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 70_000]) {
      store.objects.delete(`runs/${run}/commits/00000000.json`);
      await processShard(attempt(), dependencies('w', maps.with(5, value)));
      expect((await readCommit(store, run, 0))!.failures['result-not-finite']).toBe(2);
    }
  });

  it('refuses a run that another build has begun (invariant 5)', async () => {
    const other = { ...dependencies(), request: async () => ({ ...request, build: '0.0.0' }) };
    await expect(processShard(attempt(), other)).rejects.toMatchObject({ code: 'run-conflict' });
  });

  it('refuses a run of another model', async () => {
    const other = {
      ...dependencies(),
      request: async () => ({ ...request, model: { ...request.model, digest: 'other' } }),
    };
    await expect(processShard(attempt(), other)).rejects.toMatchObject({ code: 'run-conflict' });
  });
});
