/** Bad requests, each answered with a problem of its own and a pointer to the field. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectStore, Problem } from '@camfleet/contracts';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ServedApi, serveApi } from './support/serve-api.js';
import { type SmallWorld, smallWorld } from './support/small-world.js';

const redis = inject('redis');
const rows = [{ uri: 'https://example.org/a.jpg' }];

describe.skipIf(redis === null)('problems', () => {
  let world: SmallWorld;
  let api: ServedApi;
  beforeAll(async () => {
    world = await smallWorld(1, null);
    api = await serveApi({ store: world.store, redisUrl: redis!.url, access: { folders: [world.folder] } });
  });
  afterAll(async () => {
    await api.close();
    await world.store.close();
  });

  it.each<[string, object, string, string]>([
    ['no model', { rows }, 'request-invalid', '#/model'],
    ['a key that is misspelt', { rows, model: 'small', polciy: 'x' }, 'request-invalid', '#'],
    ['neither manifest nor rows', { model: 'small' }, 'request-invalid', '#/manifest'],
    [
      'both',
      { model: 'small', rows, manifest: 'https://example.org/m.jsonl' },
      'request-invalid',
      '#/manifest',
    ],
    ['no rows', { model: 'small', rows: [] }, 'request-invalid', '#/rows'],
    ['too many rows', { model: 'small', rows: Array(1_001).fill(rows[0]) }, 'request-invalid', '#/rows'],
    ['a row without an address', { model: 'small', rows: [rows[0], {}] }, 'request-invalid', '#/rows/1/uri'],
    [
      'a relative row without a base',
      { model: 'small', rows: [{ uri: 'a.jpg' }] },
      'request-invalid',
      '#/rows/0/uri',
    ],
    ['a wrong priority', { model: 'small', rows, priority: 1_000 }, 'request-invalid', '#/priority'],
    ['a model that is unknown', { model: 'none', rows }, 'model-unknown', '#/model'],
    ['a policy that is unknown', { model: 'small', rows, policy: 'none' }, 'policy-unknown', '#/policy'],
    [
      'a policy that is none',
      { model: 'small', rows, policy: { id: 'x', rule: 3 } },
      'policy-refused',
      '#/policy',
    ],
    ['a relative path', { model: 'small', manifest: 'a.jsonl' }, 'usage', '#/manifest'],
    ['a page of the web', { model: 'small', manifest: 'https://example.org/' }, 'usage', '#/manifest'],
    [
      'loopback',
      { model: 'small', manifest: 'http://127.0.0.1/m.jsonl' },
      'manifest-unreadable',
      '#/manifest',
    ],
    [
      'metadata',
      { model: 'small', manifest: 'http://169.254.169.254/x.csv' },
      'manifest-unreadable',
      '#/manifest',
    ],
    ['a bucket', { model: 'small', manifest: 's3://secret/m.jsonl' }, 'manifest-unreadable', '#/manifest'],
    ['a prefix', { model: 'small', manifest: 's3://secret/all/' }, 'manifest-unreadable', '#/manifest'],
    [
      'an upload that is not there',
      { model: 'small', manifest: `upload://${'0'.repeat(32)}` },
      'manifest-not-found',
      '#/manifest',
    ],
  ])('of a run with %s', async (_, json, code, pointer) => {
    const { status, body } = await api.call('POST', '/v1/runs', { json });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).toMatchObject({ code, errors: [{ in: 'body', pointer }] });
  });

  it('of a manifest that is not there, or empty', async () => {
    await writeFile(join(world.folder, 'empty.jsonl'), '');
    const submit = (manifest: string) => api.call('POST', '/v1/runs', { json: { model: 'small', manifest } });
    expect(await submit(join(world.folder, 'empty.jsonl'))).toMatchObject({
      body: { code: 'manifest-empty' },
    });
    expect(await submit(join(world.folder, 'none.jsonl'))).toMatchObject({
      body: { code: 'manifest-not-found' },
    });
  });

  it('of bodies', async () => {
    const post = (path: string, body: string, type: string) =>
      api.call('POST', path, { body, headers: { 'content-type': type } });
    expect(await post('/v1/runs', '{', 'application/json')).toMatchObject({
      status: 400,
      body: { code: 'body-malformed' },
    });
    expect(await post('/v1/runs', ' '.repeat(3_000_000), 'application/json')).toMatchObject({
      status: 413,
      body: { code: 'body-too-large' },
    });
    expect(await post('/v1/runs', 'x', 'text/csv')).toMatchObject({
      status: 415,
      body: { code: 'media-type-unsupported' },
    });
    for (const path of ['/v1/uploads', '/v1/uploads/pictures'])
      expect(await post(path, '{}', 'application/json'), path).toMatchObject({ status: 415 });
    const form = '--x\r\ncontent-disposition: form-data; name="a"; filename="a.jpg"\r\n\r\nhalf a pict';
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x'])
      expect(await post('/v1/uploads/pictures', form, type), type).toMatchObject({
        status: 400,
        body: { code: 'body-malformed' },
      });
    for (const path of ['/v1/uploads', '/v1/models?name=none'])
      expect(await api.call('POST', path), path).toMatchObject({ status: 400 });
    expect(await api.call('POST', '/v1/runs')).toMatchObject({
      status: 400,
      body: { code: 'request-invalid' },
    });
  });

  it('of addresses and queries', async () => {
    const query = await api.call('GET', '/v1/runs?limit=0');
    expect(query.body).toMatchObject({
      code: 'request-invalid',
      errors: [{ in: 'query', pointer: '#/limit' }],
    });
    const cursor = await api.call('GET', '/v1/runs?cursor=made-up');
    expect(cursor.body).toMatchObject({
      code: 'request-invalid',
      errors: [{ in: 'query', pointer: '#/cursor' }],
    });
    const path = await api.call('GET', '/v1/runs/Not%20a%20run');
    expect(path.body).toMatchObject({ code: 'request-invalid', errors: [{ in: 'path', pointer: '#/run' }] });
    const key = await api.call('POST', '/v1/runs', {
      json: { model: 'small', rows },
      headers: { 'idempotency-key': 'x'.repeat(201) },
    });
    expect(key.body).toMatchObject({ errors: [{ in: 'header', pointer: '#/idempotency-key' }] });
  });

  it.each<[Problem | Error, number, string]>([
    [new Problem('store-unreachable', 'http://10.0.0.7:9000 does not answer'), 503, 'store-unreachable'],
    [new Problem('store-denied', '/secret/path cannot be read'), 503, 'store-denied'],
    [new Problem('store-full', '/secret/path is full'), 503, 'store-full'],
    [new Problem('object-damaged', 'runs/x is damaged'), 500, 'object-damaged'],
    [new Problem('worker-unwell', 'nothing that a request can meet'), 500, 'defect'],
    [new TypeError('x is not a function'), 500, 'defect'],
  ])('of the world behind, without its words: %s', async (error, status, code) => {
    const broken: ObjectStore = {
      ...world.store,
      get: async () => {
        throw error;
      },
    };
    const own = await serveApi({ store: broken, redisUrl: redis!.url });
    const answer = await own.call('GET', '/v1/runs/some');
    await own.close();
    expect(answer).toMatchObject({ status, body: { code } });
    expect(JSON.stringify(answer.body)).not.toContain(error.message);
  });

  it('of a Redis that does not answer are none: the store holds the truth', async () => {
    const silent = () => new Promise<never>(() => {});
    const own = await serveApi({
      store: world.store,
      redisUrl: redis!.url,
      deps: { readLive: silent, tellLook: silent },
    });
    const begun = await own.call('POST', '/v1/runs', { json: { model: 'small', rows } });
    await own.close();
    expect(begun).toMatchObject({ status: 201, body: { state: 'scanning' } });
  });

  it('of an upload that breaks off leave nothing behind', async () => {
    const before = await keysUnder('uploads/');
    async function* body() {
      yield Buffer.from('{"uri": "a.jpg"}\n');
      throw new Error('the sender is gone');
    }
    await expect(
      fetch(`${api.origin}/v1/uploads`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: ReadableStream.from(body()),
        duplex: 'half',
      }),
    ).rejects.toThrow();
    expect(await keysUnder('uploads/')).toEqual(before);
  });

  async function keysUnder(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of world.store.list(prefix)) keys.push(key);
    return keys;
  }
});
