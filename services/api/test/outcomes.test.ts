/** Outcomes over HTTP: pages of them in every order, one of them, its pictures, and what a run that goes on shows. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fromHalf } from '@camfleet/cam';
import { type Outcome, runKeys } from '@camfleet/contracts';
import { createLogger } from '@camfleet/runtime';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type MemoryStore, memoryStore } from '../../../packages/results/test/memory-store.js';
import { usualOutcomes } from '../../../packages/results/test/some-outcomes.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { writePictures } from '../../../test/support/write-pictures.js';
import { type ServedApi, serveApi } from './support/serve-api.js';
import { run, writeStoredRun } from './support/stored-run.js';

const redis = inject('redis');

interface Outcomes {
  readonly total: number;
  readonly outcomes: readonly (Record<string, unknown> & {
    readonly index: number;
    readonly iou: number | null;
    readonly classes: readonly { readonly class: number; readonly score: number }[];
    readonly map: { readonly shape: readonly number[]; readonly data: string } | null;
  })[];
  readonly next: string | null;
}

describe.skipIf(redis === null)('outcomes', () => {
  const rows = 23;
  let folder: string;
  let outcomes: Outcome[];
  let ended: ServedApi;
  let live: ServedApi;
  let cancelled: ServedApi;
  let sampled: ServedApi;
  let web: Server;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const pictures = await writePictures(join(folder, 'pictures'), rows);
    outcomes = usualOutcomes(rows).map((outcome, i) => ({ ...outcome, uri: pictures[i]! }));
    web = createServer((_, response) => response.end('<script>alert(1)</script>'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    outcomes[5] = { ...outcomes[5]!, uri: `http://127.0.0.1:${port}/metadata` };
    outcomes[6] = { ...outcomes[6]!, uri: '/etc/passwd' };
    const serve = async (
      isComplete: boolean,
      change: (store: MemoryStore) => Promise<void> = async () => {},
      some = outcomes,
    ) => {
      const store = memoryStore();
      await writeStoredRun(store, some, { isComplete, base: join(folder, 'pictures/') });
      await change(store);
      return await serveApi({ store, redisUrl: redis!.url, access: { folders: [join(folder, 'pictures')] } });
    };
    ended = await serve(true);
    live = await serve(false);
    const keys = runKeys(run);
    const change = async (store: MemoryStore, key: string, with_: object) => {
      const before = JSON.parse(Buffer.from((await store.get(key))!).toString()) as object;
      await store.put(key, Buffer.from(JSON.stringify({ ...before, ...with_ })));
    };
    const cancel = async (store: MemoryStore) => {
      for (const shard of [3, 4]) await store.delete(keys.commit(shard));
      await change(store, keys.summary, { state: 'cancelled', skippedFrom: 3 });
    };
    cancelled = await serve(true, cancel);
    const odd = outcomes.map((outcome) => ({ ...outcome, index: 2 * outcome.index + 1 }));
    sampled = await serve(
      true,
      async (store) => {
        await cancel(store);
        await change(store, keys.run, { sample: rows });
      },
      odd,
    );
  });
  afterAll(async () => {
    await ended.close();
    await live.close();
    await cancelled.close();
    await sampled.close();
    web.close();
  });

  const get = (api: ServedApi, path: string) => api.call('GET', `/v1/runs/${run}${path}`);
  const list = async (path: string, api = ended) => {
    const { status, body } = await get(api, `/outcomes${path}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as Outcomes;
  };
  const indices = ({ outcomes: found }: Outcomes) => found.map(({ index }) => index);

  it('come page by page, each once, by cursor and by place', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Outcomes = await list(`?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.total).toBe(rows);
      seen.push(...indices(page));
      cursor = page.next;
    }
    expect(seen).toEqual(Array.from({ length: rows }, (_, i) => i));
    expect(indices(await list('?from=20&limit=2'))).toEqual([20, 21]);
    expect(await list('?from=99')).toMatchObject({ total: rows, outcomes: [], next: null });
  });

  it('are sorted by the worst first, and the other way', async () => {
    const worst = await list('?sort=iou&limit=200&outcome=ok');
    const ious = worst.outcomes.map(({ iou }) => iou ?? 2);
    expect(ious).toEqual(ious.toSorted((a, b) => a - b));
    expect(ious[0]).toBeLessThan(ious[15]!);
    const best = await list('?sort=-iou&limit=1');
    expect(best.outcomes[0]!.iou).toBe(Math.max(...ious.filter((iou) => iou <= 1)));
    const classes = (await list('?sort=class&limit=200&outcome=ok')).outcomes.map(
      (one) => one.classes[0]!.class,
    );
    expect(classes).toEqual(classes.toSorted((a, b) => a - b));
  });

  it('are filtered', async () => {
    expect(indices(await list('?outcome=failed'))).toEqual([3, 10, 17]);
    expect(indices(await list('?code=image-truncated&limit=1'))).toEqual([3]);
    expect((await list('?code=image-corrupt')).total).toBe(0);
    expect(indices(await list('?label=4'))).toEqual([4]);
    expect(indices(await list('?class=class%207'))).toEqual([7]);
    expect((await list('?scoreMin=0.6')).total).toBe(0);
    expect(indices(await list('?q=IMAGE-12'))).toEqual([12]);
    expect(indices(await list('?index=12,3,99'))).toEqual([12, 3]);
    const { status, body } = await get(ended, '/outcomes?class=zebra');
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ in: 'query', pointer: '#/class' }] });
  });

  it('are shown whole, with their maps where they are asked for', async () => {
    const [one] = (await list('?index=1&maps=true')).outcomes;
    expect(one).toMatchObject({
      outcome: 'ok',
      width: 500,
      height: 375,
      area: [0, 0, 500, 375],
      truth: { labels: [1], names: ['class 1'], boxes: [{ box: [0, 0, 200, 300], label: 1 }] },
      policy: 'paper-20@1',
      error: null,
    });
    expect(one!.map!.shape).toEqual([6, 7, 7]);
    const bytes = Buffer.from(one!.map!.data, 'base64');
    const halves = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const stored = outcomes[1] as Extract<Outcome, { outcome: 'ok' }>;
    expect(fromHalf(halves)).toEqual(fromHalf(stored.maps));
    expect((await get(ended, '/outcomes/1')).body).toEqual(one);
    expect((await list('?index=1')).outcomes[0]!.map).toBeNull();
    expect((await get(ended, '/outcomes/99')).status).toBe(404);
  });

  it('are counted', async () => {
    const { body } = await get(ended, '/facets');
    expect(body).toMatchObject({
      outcomes: { ok: 20, failed: 3, skipped: 0 },
      codes: { 'image-truncated': 3 },
    });
    const { classes } = body as { classes: { images: number }[] };
    expect(classes.reduce((sum, { images }) => sum + images, 0)).toBe(20);
    expect(await get(ended, '/sweep')).toMatchObject({ status: 200, body: null });
  });

  it('of a run that was cancelled are those as well that were never begun, in every list and in exports', async () => {
    const neverBegun = Array.from({ length: 8 }, (_, i) => i + 15);
    expect(indices(await list('?limit=200', cancelled))).toEqual([...Array(23).keys()]);
    const skipped = await list('?outcome=skipped&limit=200&maps=true', cancelled);
    expect(indices(skipped)).toEqual(neverBegun);
    expect(skipped.outcomes[2]).toMatchObject({
      index: 17,
      id: 'image-17',
      uri: outcomes[17]!.uri,
      map: null,
    });
    expect(indices(await list('?outcome=skipped&from=6', cancelled))).toEqual([21, 22]);
    expect(indices(await list('?sort=-score&limit=200', cancelled)).slice(-8)).toEqual(neverBegun);
    expect(indices(await list('?q=image-1', cancelled))).toEqual([
      1,
      ...Array.from({ length: 10 }, (_, i) => i + 10),
    ]);
    expect(indices(await list('?index=20,3,16', cancelled))).toEqual([20, 3, 16]);
    expect((await get(cancelled, '/outcomes/22')).body).toMatchObject({ outcome: 'skipped' });
    expect((await get(cancelled, '/facets')).body).toMatchObject({
      outcomes: { ok: 13, failed: 2, skipped: 8 },
    });
    const csv = await get(cancelled, '/export?format=csv');
    expect(new TextDecoder().decode(csv.bytes).match(/,skipped,/g)).toHaveLength(8);
  });

  it('of a cancelled run of some rows are those as well that were never begun, by their numbers', async () => {
    const odd = Array.from({ length: rows }, (_, i) => 2 * i + 1);
    expect(indices(await list('?limit=200', sampled))).toEqual(odd);
    expect(indices(await list('?outcome=skipped', sampled))).toEqual(odd.slice(15));
    expect((await get(sampled, '/outcomes/45')).body).toMatchObject({
      outcome: 'skipped',
      id: 'image-22',
    });
    expect((await get(sampled, '/outcomes/22')).status).toBe(404);
  });

  it('are read no further for somebody who has hung up, and that is no defect', async () => {
    const store = memoryStore();
    await writeStoredRun(store, outcomes, { isComplete: true });
    let begin: (signal: AbortSignal | undefined) => void = () => {};
    const begun = new Promise<AbortSignal | undefined>((resolve) => {
      begin = resolve;
    });
    const errors: string[] = [];
    const api = await serveApi({
      store: {
        ...store,
        getRange: async (key, offset, length, signal) => {
          if (!key.includes('/outcomes-v1/')) return await store.getRange(key, offset, length, signal);
          begin(signal);
          await once(signal!, 'abort');
          throw signal!.reason;
        },
      },
      redisUrl: redis!.url,
      log: createLogger('api', 'error', { write: (line) => void errors.push(line) }),
    });
    const hungUp = new AbortController();
    const asked = fetch(`${api.origin}/v1/runs/${run}/outcomes`, { signal: hungUp.signal }).catch(() => null);
    const signal = await begun;
    const heard = once(signal!, 'abort');
    hungUp.abort();
    await Promise.all([asked, heard]);
    await api.close();
    expect(errors).toEqual([]);
  });

  it('have pictures, small ones, maps and overlays', async () => {
    const picture = await get(ended, '/outcomes/1/image');
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    const size = await sharp(picture.bytes).metadata();
    const small = await get(ended, '/outcomes/1/image?width=32');
    expect(await sharp(small.bytes).metadata()).toMatchObject({
      format: 'jpeg',
      width: Math.min(32, size.width),
    });
    expect(small.headers.get('cache-control')).toContain('private');
    const map = await get(ended, '/outcomes/1/map.png?class=2&width=100');
    expect(map.status, JSON.stringify(map.body)).toBe(200);
    expect(await sharp(map.bytes).metadata()).toMatchObject({ format: 'png', width: 100, height: 75 });
    const over = await get(ended, '/outcomes/1/overlay.png?width=100');
    expect(await sharp(over.bytes).metadata()).toMatchObject({ format: 'png', width: 100, height: 75 });
    expect((await get(ended, '/outcomes/1/map.png?class=999')).status).toBe(400);
    expect((await get(ended, '/outcomes/3/map.png')).status).toBe(404);
  });

  it('of a model that is gone say so, and not where the store lies', async () => {
    const store = memoryStore();
    await writeStoredRun(store, outcomes, { isComplete: true });
    for (const key of [...store.objects.keys()]) if (key.startsWith('models/')) await store.delete(key);
    const api = await serveApi({ store, redisUrl: redis!.url });
    for (const path of ['/outcomes', '/facets', '/export?format=csv']) {
      const { body } = await get(api, path);
      expect(body, path).toMatchObject({ code: 'model-unknown' });
      expect(JSON.stringify(body)).not.toContain(store.address);
    }
    await api.close();
  });

  it.each([
    ['an address of this machine', 5, 'port'],
    ['a file that is not allowed', 6, 'allow'],
  ])('give nothing of %s', async (_, index, word) => {
    const { status, body } = await get(ended, `/outcomes/${index}/image`);
    expect(status).toBe(404);
    expect(body).toMatchObject({
      code: 'picture-unavailable',
      detail: expect.stringContaining(word) as string,
    });
  });

  it('are listed while the run goes on, as far as they are committed', async () => {
    const page = await list('?limit=200', live);
    expect(indices(page)).toEqual([...Array(5).keys(), ...Array.from({ length: 13 }, (_, i) => i + 10)]);
    expect(indices(await list('?from=4&limit=3', live))).toEqual([4, 10, 11]);
    expect(indices(await list('?code=image-truncated', live))).toEqual([3, 10, 17]);
    expect(await list('?index=12&maps=true', live)).toEqual(await list('?index=12&maps=true'));
    expect((await get(live, '/outcomes/12')).status).toBe(200);
    expect((await get(live, '/outcomes/7')).status).toBe(404);
    expect((await get(live, '/outcomes/1/image?width=16')).status).toBe(200);
    expect((await get(live, '/facets')).body).toMatchObject({ outcomes: { ok: 15, failed: 3 }, classes: [] });
    for (const path of ['/outcomes?sort=iou', '/outcomes?iouMin=0.5', '/sweep'])
      expect(await get(live, path), path).toMatchObject({ status: 409, body: { code: 'run-not-complete' } });
  });
});
