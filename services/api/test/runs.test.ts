/** Runs over HTTP, with a real producer and a real worker behind it, on a folder and on S3. */
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type FleetProcess, startFleetProcess } from '../../../test/support/fleet.js';
import { picture } from '../../../test/support/write-pictures.js';
import { formOf } from './support/form-of.js';
import { type ServedApi, serveApi } from './support/serve-api.js';
import { type SmallWorld, smallWorld } from './support/small-world.js';

const redis = inject('redis');
const s3 = inject('s3');

interface Run {
  readonly run: string;
  readonly state: string;
  readonly rows: number | null;
  readonly reason: string | null;
  readonly parent: object | null;
  readonly estimate: object | null;
  readonly summary: { readonly images: object; readonly failures: object } | null;
}

describe.skipIf(redis === null).each([
  ['a folder', null],
  ['S3', s3],
] as const)('runs on %s', (kind, address) => {
  if (kind === 'S3' && s3 === null) return it.skip('needs an S3 server', () => {});
  let world: SmallWorld;
  let api: ServedApi;
  const fleet: FleetProcess[] = [];

  beforeAll(async () => {
    world = await smallWorld(12, address);
    const access = { folders: [join(world.folder, 'pictures')] };
    api = await serveApi({ store: world.store, redisUrl: redis!.url, access });
    const environment = {
      ...world.environment,
      REDIS_URL: redis!.url,
      SOURCE_FOLDERS: join(world.folder, 'pictures'),
      RECONCILE_MS: '1000',
      INFERENCE_LANES: '1',
      INFERENCE_THREADS: '1',
    };
    fleet.push(
      startFleetProcess('producer', environment),
      startFleetProcess('worker', environment),
      // Boxes are drawn anew by workers without a network.
      startFleetProcess('worker', { ...environment, PROVIDER: 'none' }),
    );
  });
  afterAll(async () => {
    for (const process of fleet) await process.stop();
    await api.close();
    await world.store.close();
  });

  const post = (path: string, json?: object, headers?: Record<string, string>) =>
    api.call('POST', path, { ...(json === undefined ? {} : { json }), ...(headers && { headers }) });
  const rowsOf = (...names: string[]) => names.map((name) => ({ uri: join(world.folder, 'pictures', name) }));
  const look = async (run: string) => (await api.call('GET', `/v1/runs/${run}`)).body as Run;
  const ended = async (run: string) => {
    const found = await vi.waitUntil(
      async () => {
        const seen = await look(run);
        return seen.summary === null ? null : seen;
      },
      { timeout: 60_000, interval: 100 },
    );
    return found!;
  };
  const begin = async (json: object) => {
    const { status, body } = await post('/v1/runs', { model: 'small', ...json });
    expect(status, JSON.stringify(body)).toBe(201);
    return body as Run;
  };

  it('says what a run will take, and afterwards how right that was', { timeout: 120_000 }, async () => {
    const names = Array.from({ length: 300 }, (_, i) => (i % 10 === 9 ? 'none.jpg' : world.pictures[i % 9]!));
    const rows = rowsOf(...names);
    const begun = await post('/v1/estimates', { model: 'small', rows, sample: 100, maxFailed: 0 });
    expect(begun.status, JSON.stringify(begun.body)).toBe(201);
    const { id } = begun.body as { id: string };
    expect(begun.body).toMatchObject({ rows: null, seconds: null });
    const early = await post('/v1/runs', { model: 'small', rows, estimate: id });
    expect(early).toMatchObject({ status: 409, body: { errors: [{ pointer: '#/estimate' }] } });
    const estimate = await vi.waitUntil(
      async () => {
        const { body } = await api.call('GET', `/v1/estimates/${id}`);
        return (body as { state: string }).state === 'complete' ? (body as Record<string, unknown>) : null;
      },
      { timeout: 60_000, interval: 100 },
    );
    expect(estimate).toMatchObject({ rows: 300, sampled: 100 });
    const { seconds, failures, bytes } = estimate as {
      seconds: { expected: number; low: number; high: number };
      failures: { expected: number; codes: Record<string, number> };
      bytes: number;
    };
    expect(seconds.low).toBeLessThan(seconds.expected);
    expect(seconds.high).toBeGreaterThan(seconds.expected);
    expect(failures.codes).toEqual({ 'source-not-found': 100 * failures.expected });
    expect(Math.abs(failures.expected - 0.1)).toBeLessThan(0.09);
    expect(bytes).toBeGreaterThan(0);
    // A probe is no run of anybody's.
    const { body: list } = await api.call('GET', '/v1/runs?limit=100');
    expect((list as { runs: Run[] }).runs.map(({ run }) => run)).not.toContain(id);
    const { run } = await begin({ rows, estimate: id });
    const done = await ended(run);
    expect(done).toMatchObject({ estimate: { id, sampled: 100, actual: { failures: 0.1 } } });
    expect((await api.call('GET', `/v1/runs/${run}/estimate`)).body).toEqual(done.estimate);
    expect((await api.call('GET', `/v1/estimates/${run}`)).status).toBe(404);
  });

  it('takes inline rows, runs them, tries the failed ones again, draws other boxes, and deletes it all', {
    timeout: 120_000,
  }, async () => {
    const missing = join(world.folder, 'pictures', 'late.jpg');
    const { run } = await begin({ rows: [...rowsOf(...world.pictures.slice(0, 5)), { uri: missing }] });
    const done = await ended(run);
    expect(done.state).toBe('complete');
    expect(done.summary).toMatchObject({
      images: { total: 6, ok: 5, failed: 1 },
      failures: { 'source-not-found': 1 },
    });

    await writeFile(missing, await picture(3));
    const refused = await post(`/v1/runs/${run}/retry-failed`, { codes: ['image-corrupt'] });
    expect(refused).toMatchObject({ status: 400, body: { code: 'usage' } });
    const retry = await post(`/v1/runs/${run}/retry-failed`);
    expect(retry).toMatchObject({ status: 201, body: { parent: { kind: 'retry', run } } });
    await ended((retry.body as Run).run);
    const { body: merged } = await api.call('GET', `/v1/runs/${run}/summary`);
    expect(merged).toMatchObject({ images: { ok: 6, failed: 0 }, retries: [(retry.body as Run).run] });

    // The rows of both, each as its last attempt has it; the derived run's alone are its own.
    const outcomes = await api.call('GET', `/v1/runs/${run}/outcomes?sort=score&maps=true`);
    expect(outcomes.body).toMatchObject({ total: 6 });
    expect((await api.call('GET', `/v1/runs/${run}/facets`)).body).toMatchObject({
      outcomes: { ok: 6, failed: 0 },
    });
    const own = await api.call('GET', `/v1/runs/${(retry.body as Run).run}/outcomes`);
    expect(own.body).toMatchObject({ total: 1, outcomes: [{ outcome: 'ok', uri: missing }] });

    const coco = await api.call('GET', `/v1/runs/${run}/export?format=coco`);
    expect(coco.headers.get('content-disposition')).toContain(run);
    expect((JSON.parse(new TextDecoder().decode(coco.bytes)) as { images: object[] }).images).toHaveLength(5);
    const csv = await api.call('GET', `/v1/runs/${run}/export?format=csv&top=1`);
    expect(new TextDecoder().decode(csv.bytes)).toContain(world.pictures[4]);
    const voc = await api.call('GET', `/v1/runs/${run}/export?format=voc`);
    expect(voc.headers.get('content-type')).toBe('application/x-tar');
    const names = await namesInTar(voc.bytes);
    expect(names.filter((name) => name.startsWith('Annotations/'))).toHaveLength(5);
    expect(names.at(-1)).toBe('ImageSets/Main/default.txt');

    const boxes = await post(`/v1/runs/${run}/rebox`, { policy: 'heuristic-221' });
    expect(boxes).toMatchObject({
      status: 201,
      body: { parent: { kind: 'rebox', run }, policy: expect.stringMatching(/^heuristic-221@/) },
    });
    await ended((boxes.body as Run).run);

    expect(await api.call('DELETE', `/v1/runs/${run}`)).toMatchObject({
      status: 409,
      body: { code: 'run-conflict' },
    });
    expect((await api.call('DELETE', `/v1/runs/${(retry.body as Run).run}`)).status).toBe(204);
    const drawn = await api.call('DELETE', `/v1/runs/${run}`);
    expect(drawn).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining((boxes.body as Run).run) },
    });
    expect((await api.call('DELETE', `/v1/runs/${(boxes.body as Run).run}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/runs/${run}`)).status).toBe(204);
    expect(await api.call('GET', `/v1/runs/${run}`)).toMatchObject({
      status: 404,
      body: { code: 'run-unknown' },
    });
    const left: string[] = [];
    for await (const { key } of world.store.list(`runs/${run}/`)) left.push(key);
    expect(left).toEqual([]);
  });

  it('takes an uploaded manifest, packed or not', async () => {
    const lines = rowsOf(...world.pictures.slice(0, 3))
      .map((row) => JSON.stringify(row))
      .join('\n');
    const upload = await api.call('POST', '/v1/uploads', {
      body: gzipSync(lines),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(upload.status).toBe(201);
    const { manifest } = upload.body as { manifest: string };
    const { run } = await begin({ manifest });
    expect((await ended(run)).summary?.images).toMatchObject({ total: 3, ok: 3 });

    const csv = await api.call('POST', '/v1/uploads', {
      body: `uri\n${world.pictures[0]}\n`,
      headers: { 'content-type': 'text/csv' },
    });
    const relative = await begin({
      manifest: (csv.body as { manifest: string }).manifest,
      base: `${join(world.folder, 'pictures')}/`,
    });
    expect((await ended(relative.run)).summary?.images).toMatchObject({ total: 1, ok: 1 });
  });

  it('takes pictures that are sent by form, in one go or several, and runs them under their names', async () => {
    const form = await formOf({
      'cats/a.jpg': await picture(1),
      'b.jpg': await picture(2),
      'notes.txt': new Uint8Array(3),
      '../out.jpg': await picture(4),
    });
    const sent = await api.call('POST', '/v1/uploads/pictures', form);
    expect(sent).toMatchObject({ status: 201, body: { pictures: 2, passedOver: 2 } });
    const { manifest } = sent.body as { manifest: string };
    const more = await formOf({ 'c.jpg': await picture(5), 'broken.png': new Uint8Array(9) });
    const into = await api.call('POST', `/v1/uploads/pictures?into=${encodeURIComponent(manifest)}`, more);
    expect(into).toMatchObject({ status: 201, body: { manifest, pictures: 2 } });

    const { run } = await begin({ manifest });
    expect((await ended(run)).summary).toMatchObject({
      images: { total: 4, ok: 3 },
      failures: { 'image-unrecognised': 1 },
    });
    const { body: timeline } = await api.call('GET', `/v1/runs/${run}/timeline`);
    const { images } = timeline as { images: readonly number[] };
    expect(Math.round(images.reduce((sum, count) => sum + count, 0))).toBe(4);
    expect(timeline).toHaveProperty('scoreDrift', null);
    const { run: byRows } = await begin({
      rows: [{ uri: 'cats/a.jpg' }, { uri: 'dogs/a.jpg' }],
      base: manifest,
    });
    expect((await ended(byRows)).summary).toMatchObject({
      images: { ok: 1, failed: 1 },
      failures: { 'source-not-found': 1 },
    });
    const nowhere = `upload://${'0'.repeat(32)}/`;
    for (const json of [{ manifest: nowhere }, { rows: [{ uri: 'a.jpg' }], base: nowhere }]) {
      expect(await post('/v1/runs', { model: 'small', ...json })).toMatchObject({
        status: 422,
        body: { code: 'manifest-not-found', errors: [{ pointer: 'base' in json ? '#/base' : '#/manifest' }] },
      });
    }
  });

  it('lists the models and box policies that runs are made of', async () => {
    const { version } = world.model;
    expect((await api.call('GET', '/v1/models')).body).toMatchObject({
      models: [{ name: 'small', version, named: true }],
    });
    const { body } = await api.call('GET', '/v1/policies');
    expect((body as { policies: { id: string }[] }).policies.map(({ id }) => id)).toContain('paper-20');
  });

  it('takes a folder that the operator allows, and no other', async () => {
    const { run } = await begin({ manifest: join(world.folder, 'pictures') });
    expect((await ended(run)).state).toBe('complete');
    for (const manifest of [world.folder, '/etc', join(world.folder, 'pictures/../store')]) {
      const refused = await post('/v1/runs', { model: 'small', manifest });
      expect(refused).toMatchObject({
        status: 422,
        body: { code: 'manifest-unreadable', errors: [{ in: 'body', pointer: '#/manifest' }] },
      });
    }
  });

  it('pauses, resumes, weighs and cancels as the command does', async () => {
    // So many that it cannot be done before it is paused.
    const pictures = Array.from({ length: 50 }, () => world.pictures).flat();
    const { run } = await begin({ rows: rowsOf(...pictures), shardRows: 1 });
    expect(await post(`/v1/runs/${run}/pause`)).toMatchObject({ status: 200, body: { run, wish: 'pause' } });
    expect(await post(`/v1/runs/${run}/priority`, { priority: 7 })).toMatchObject({ body: { priority: 7 } });
    await vi.waitUntil(async () => (await look(run)).state === 'paused', { timeout: 30_000, interval: 100 });
    expect(await api.call('DELETE', `/v1/runs/${run}`)).toMatchObject({ status: 409 });
    expect(await api.call('GET', `/v1/runs/${run}/summary`)).toMatchObject({ status: 409 });
    expect(await api.call('GET', `/v1/runs/${run}/export?format=csv`)).toMatchObject({ status: 409 });
    expect(await post(`/v1/runs/${run}/resume`)).toMatchObject({ body: { wish: 'run', priority: 7 } });
    expect(await post(`/v1/runs/${run}/cancel`)).toMatchObject({ body: { wish: 'cancel' } });
    expect((await ended(run)).state).toMatch(/^(cancelled|complete)$/);
    expect(await post(`/v1/runs/${run}/pause`)).toMatchObject({
      status: 409,
      body: { code: 'run-conflict' },
    });
  });

  it('makes one run of the same request under one Idempotency-Key, and none of another', async () => {
    const key = { 'idempotency-key': `k-${Math.random()}` };
    const json = { model: 'small', rows: rowsOf(world.pictures[0]!) };
    const answers = await Promise.all([1, 2, 3].map(() => post('/v1/runs', json, key)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => (body as Run).run)).size).toBe(1);
    const other = await post('/v1/runs', { ...json, priority: 3 }, key);
    expect(other).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused', errors: [{ in: 'header', pointer: '#/idempotency-key' }] },
    });
    const { run } = answers[0]!.body as Run;
    await ended(run);
    expect(((await post('/v1/runs', json, key)).body as Run).run).toBe(run);
    expect((await api.call('DELETE', `/v1/runs/${run}`)).status).toBe(204);
    expect(await post('/v1/runs', json, key)).toMatchObject({ status: 409, body: { code: 'run-conflict' } });
    expect((await api.call('GET', `/v1/runs/${run}`)).status).toBe(404);
  });

  it('lists runs, the newest first, page by page', async () => {
    const made: string[] = [];
    for (let i = 0; i < 3; i++) made.unshift((await begin({ rows: rowsOf(world.pictures[i]!) })).run);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const { body } = await api.call('GET', `/v1/runs?limit=2${cursor}`);
      const page = body as { runs: Run[]; next: string | null };
      seen.push(...page.runs.map(({ run }) => run));
      next = page.next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    const places = made.map((run) => seen.indexOf(run));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it.runIf(kind === 'a folder')('accepts a manifest that never ends: nobody waits for it', async () => {
    const slow = await slowManifest();
    const { port } = slow.address() as AddressInfo;
    const open = await serveApi({
      store: world.store,
      redisUrl: redis!.url,
      access: { ports: [port], networks: ['127.0.0.0/8'] },
    });
    const { status } = await open.call('POST', '/v1/runs', {
      json: { model: 'small', manifest: `http://127.0.0.1:${port}/huge.jsonl` },
    });
    slow.closeAllConnections();
    slow.close();
    await open.close();
    expect(status).toBe(201);
  });
});

async function namesInTar(bytes: Uint8Array): Promise<string[]> {
  const names: string[] = [];
  const files = extract();
  files.end(bytes);
  for await (const entry of files) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names;
}

/** One that begins to answer and never ends. */
async function slowManifest(): Promise<Server> {
  const server = createServer((_, answer) => {
    answer.writeHead(200);
    answer.write('{"uri": "a.jpg"}\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
