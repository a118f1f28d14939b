/** API keys: who is let in, what they may do, whose runs they see, and how often. */
import type { ObjectStore } from '@camfleet/contracts';
import { addApiKey, listApiKeys, revokeApiKey } from '@camfleet/results';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openKeyRing } from '../src/key-ring.js';
import { formOf } from './support/form-of.js';
import { type ServedApi, serveApi } from './support/serve-api.js';
import { type SmallWorld, smallWorld } from './support/small-world.js';

const redis = inject('redis');

describe.skipIf(redis === null)('API keys', () => {
  let world: SmallWorld;
  let api: ServedApi;
  const keys: Record<string, string> = {};
  const bearer = (key: string | undefined) => ({ authorization: `Bearer ${key}` });

  beforeAll(async () => {
    world = await smallWorld(0, null);
    for (const [name, tenant, scope] of [
      ['reader', 'birds', 'read'],
      ['submitter', 'birds', 'submit'],
      ['stranger', 'fish', 'submit'],
    ] as const) {
      keys[name] = (await addApiKey(world.store, { name, tenant, scope })).key;
    }
    api = await serve(1_000);
  });
  afterAll(async () => {
    await api.close();
    await world.store.close();
  });

  /** Counts on its own: another Redis for every server of a test. */
  async function serve(
    requestsPerMinute: number,
    store = world.store,
    trustProxy: readonly string[] = [],
  ): Promise<ServedApi> {
    const counts = new Map<string, number>();
    const countRequest = async (who: string) => {
      const count = (counts.get(who) ?? 0) + 1;
      counts.set(who, count);
      return { count, leftMs: 30_000 };
    };
    const ring = await openKeyRing(store, []);
    return serveApi({
      store: world.store,
      redisUrl: redis!.url,
      authorise: { keys: ring!, requestsPerMinute, countRequest },
      trustProxy,
    });
  }
  const rows = [{ uri: 'https://example.org/a.jpg' }];
  const submit = (key: string) =>
    api.call('POST', '/v1/runs', { json: { model: 'small', rows }, headers: bearer(key) });

  it('are kept as digests alone', async () => {
    for await (const { id } of listApiKeys(world.store)) {
      const kept = new TextDecoder().decode((await world.store.get(`keys/${id}.json`))!);
      for (const key of Object.values(keys)) expect(kept).not.toContain(key.slice(-43));
    }
  });

  it('are asked for everywhere but at the health and the description', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs']) {
      expect((await fetch(`${api.origin}${path}`)).status, path).toBe(200);
    }
    for (const [path, operations] of Object.entries(api.document.paths)) {
      for (const method of Object.keys(operations)) {
        if (path.endsWith('z')) continue;
        const address = path.replace(/\{\w+\}/g, 'x');
        const { status, headers } = await fetch(`${api.origin}${address}`, { method: method.toUpperCase() });
        expect(status, `${method} ${path}`).toBe(401);
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
    }
    const wrong = `${keys.reader!.slice(0, -1)}${keys.reader!.endsWith('A') ? 'B' : 'A'}`;
    for (const key of [wrong, 'cf_', 'x', keys.reader!.replace('cf_', 'CF_')]) {
      expect(await api.call('GET', '/v1/runs', { headers: bearer(key) })).toMatchObject({
        status: 401,
        body: { code: 'key-unknown' },
      });
    }
  });

  it('allow what their scope says', async () => {
    expect((await api.call('GET', '/v1/runs', { headers: bearer(keys.reader) })).status).toBe(200);
    expect(await submit(keys.reader!)).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
    expect((await submit(keys.submitter!)).status).toBe(201);
    const network = { body: 'never read', headers: bearer(keys.submitter) };
    const headers = { ...network.headers, 'content-type': 'application/octet-stream' };
    const moved = await api.call('POST', '/v1/models?name=small&use=true', { ...network, headers });
    expect(moved).toMatchObject({
      status: 403,
      body: { code: 'scope-missing', errors: [{ in: 'query', pointer: '#/use' }] },
    });
  });

  it('show the runs of their own tenant alone', async () => {
    const { run: theirRun, tenant } = (await submit(keys.submitter!)).body as { run: string; tenant: string };
    expect(tenant).toBe('birds');
    expect((await api.call('GET', `/v1/runs/${theirRun}`, { headers: bearer(keys.reader) })).status).toBe(
      200,
    );
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/summary'],
      ['GET', '/events'],
      ['GET', '/timeline'],
      ['GET', '/estimate'],
      ['GET', '/export?format=csv'],
      ['GET', '/outcomes'],
      ['GET', '/outcomes/0'],
      ['GET', '/outcomes/0/image'],
      ['GET', '/outcomes/0/map.png'],
      ['GET', '/outcomes/0/overlay.png'],
      ['GET', '/facets'],
      ['GET', '/sweep'],
      ['GET', `/comparison/${theirRun}`],
      ['POST', '/pause'],
      ['POST', '/cancel'],
      ['POST', '/retry-failed'],
      ['DELETE', ''],
    ] as const) {
      const seen = await api.call(method, `/v1/runs/${theirRun}${path}`, { headers: bearer(keys.stranger) });
      expect(seen, `${method} ${path}`).toMatchObject({ status: 404, body: { code: 'run-unknown' } });
    }
    const listed = await api.call('GET', '/v1/runs?tenant=birds', { headers: bearer(keys.stranger) });
    expect(listed.body).toEqual({ runs: [], next: null });
    const upload = await api.call('POST', '/v1/uploads', {
      body: '{"uri": "https://example.org/a.jpg"}\n',
      headers: { ...bearer(keys.submitter), 'content-type': 'application/x-ndjson' },
    });
    const { manifest } = upload.body as { manifest: string };
    const stolen = await api.call('POST', '/v1/runs', {
      json: { model: 'small', manifest },
      headers: bearer(keys.stranger),
    });
    expect(stolen).toMatchObject({ status: 422, body: { code: 'manifest-not-found' } });
    const form = await formOf({ 'a.jpg': new Uint8Array(9) });
    const own = { ...form, headers: { ...form.headers, ...bearer(keys.submitter) } };
    const { body: sent } = await api.call('POST', '/v1/uploads/pictures', own);
    const theirs = (sent as { manifest: string }).manifest;
    const pushed = await api.call('POST', `/v1/uploads/pictures?into=${encodeURIComponent(theirs)}`, {
      ...form,
      headers: { ...form.headers, ...bearer(keys.stranger) },
    });
    expect(pushed).toMatchObject({ status: 422, body: { code: 'manifest-not-found' } });
    const run = { json: { model: 'small', manifest: theirs }, headers: bearer(keys.stranger) };
    expect(await api.call('POST', '/v1/runs', run)).toMatchObject({
      status: 422,
      body: { code: 'manifest-not-found' },
    });
  });

  it('are refused when they are revoked, by a server that has not met them before', async () => {
    const { key, kept } = await addApiKey(world.store, { name: 'gone', tenant: 'birds', scope: 'read' });
    await revokeApiKey(world.store, kept.id);
    expect(await api.call('GET', '/v1/runs', { headers: bearer(key) })).toMatchObject({ status: 401 });
  });

  const guess = (i: number) => `${keys.reader!.slice(0, -2)}${i}A`;
  const added = async () => {
    const { key } = await addApiKey(world.store, { name: 'new', tenant: 'birds', scope: 'read' });
    return key;
  };

  it('that are made up are tried so often in a minute from one address, and keep out none that was there before the server', async () => {
    let looks = 0;
    const store: ObjectStore = {
      ...world.store,
      get: async (key, signal) => {
        looks += 1;
        return await world.store.get(key, signal);
      },
    };
    const strict = await serve(3, store);
    const ask = async (key: string) =>
      (await strict.call('GET', '/v1/policies', { headers: bearer(key) })).status;
    const late = await added();
    expect([await ask(late), await ask(guess(1)), await ask(guess(2))]).toEqual([200, 401, 401]);
    const before = looks;
    expect([await ask(guess(3)), await ask(guess(4)), await ask(await added())]).toEqual([429, 429, 429]);
    expect(looks).toBe(before);
    // Neither those that it has met since, nor those that it has not.
    expect([await ask(late), await ask(keys.submitter!)]).toEqual([200, 200]);
    await strict.close();
  });

  it.each([
    ['by whom a proxy that is trusted speaks for', ['127.0.0.1/32'], 401],
    ['by the proxy, where none is trusted', [], 429],
  ])('that are made up are counted %s', async (_, trustProxy, status) => {
    const strict = await serve(2, world.store, trustProxy);
    const ask = async (key: string, from: string) => {
      const headers = { ...bearer(key), 'x-forwarded-for': from };
      return (await strict.call('GET', '/v1/policies', { headers })).status;
    };
    const statuses = [];
    for (const i of [1, 2, 3]) statuses.push(await ask(guess(i), '192.0.2.1'));
    expect(statuses).toEqual([401, 401, 429]);
    expect(await ask(guess(4), '192.0.2.2')).toBe(status);
    await strict.close();
  });

  it('may be used so often in a minute', async () => {
    const strict = await serve(2);
    const ask = () => strict.call('GET', '/v1/runs', { headers: bearer(keys.reader) });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const refused = await ask();
    await strict.close();
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-exceeded' } });
    expect(refused.headers.get('retry-after')).toBe('30');
  });
});
