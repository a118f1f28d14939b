/** Which runs may be compared: those that read the same rows. */
import { type ObjectStore, runKeys } from '@camfleet/contracts';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type MemoryStore, memoryStore } from '../../../packages/results/test/memory-store.js';
import { usualOutcomes } from '../../../packages/results/test/some-outcomes.js';
import { type ServedApi, serveApi } from './support/serve-api.js';
import { run, writeStoredRun } from './support/stored-run.js';

const redis = inject('redis');

/** Everything of the run once more, under another name. */
async function copyRun(store: MemoryStore, other: string): Promise<void> {
  for (const [key, bytes] of [...store.objects]) {
    if (!key.startsWith(`runs/${run}/`)) continue;
    const isText = key.endsWith('json') || key.endsWith('jsonl');
    const body = isText ? Buffer.from(Buffer.from(bytes).toString().replaceAll(run, other)) : bytes;
    await store.put(key.replace(run, other), body);
  }
}

async function change(store: ObjectStore, key: string, with_: object): Promise<void> {
  const before = JSON.parse(Buffer.from((await store.get(key))!).toString()) as object;
  await store.put(key, Buffer.from(JSON.stringify({ ...before, ...with_ })));
}

describe.skipIf(redis === null)('two runs', () => {
  const store = memoryStore();
  let api: ServedApi;
  beforeAll(async () => {
    await writeStoredRun(store, usualOutcomes(12), { isComplete: true });
    await change(store, runKeys(run).index, { source: { bytes: 900, version: '"one"' } });
    api = await serveApi({ store, redisUrl: redis!.url });
  });
  afterAll(() => api.close());

  const manifest = { kind: 'jsonl', source: '/pictures/manifest.jsonl', base: '/' };
  it.each<[string, object, object, number]>([
    ['of the same manifest', {}, {}, 200],
    ['of a manifest that was written anew meanwhile', {}, { source: { bytes: 900, version: '"two"' } }, 409],
    ['of a manifest that has grown meanwhile', {}, { source: { bytes: 990, version: '"one"' } }, 409],
    ['of a folder that held more pictures', {}, { rows: 13 }, 409],
    ['of rows that are found elsewhere', { manifest: { ...manifest, base: '/other/' } }, {}, 409],
    ['of another manifest', { manifest: { ...manifest, source: '/other.jsonl' } }, {}, 409],
    ['of a sample of the same manifest', { sample: 12 }, { population: 12, rows: 4 }, 200],
    [
      'of which one draws the boxes of the other anew',
      { parent: { kind: 'rebox', run, rows: run } },
      { source: {} },
      200,
    ],
  ])('%s', async (name, request, index, status) => {
    const other = `other-${name.replaceAll(' ', '-').slice(-40)}`;
    await copyRun(store, other);
    await change(store, runKeys(other).run, request);
    await change(store, runKeys(other).index, index);
    const answer = await api.call('GET', `/v1/runs/${run}/comparison/${other}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (status === 409) expect(answer.body).toMatchObject({ code: 'run-conflict' });
  });

  it('of which one draws the boxes anew of rows that were tried again', async () => {
    const [retry, rebox] = ['other-tried-again', 'other-drawn-anew'];
    for (const [other, parent] of [
      [retry, { kind: 'retry', run, rows: retry }],
      [rebox, { kind: 'rebox', run: retry, rows: retry }],
    ] as const) {
      await copyRun(store, other);
      await change(store, runKeys(other).run, { parent });
      await change(store, runKeys(other).index, { rows: 3 });
    }
    const { status, body } = await api.call('GET', `/v1/runs/${run}/comparison/${rebox}`);
    expect(status, JSON.stringify(body)).toBe(200);
  });
});
