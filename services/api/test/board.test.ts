/** The board of the queues: for operators, to look at and nothing else. */

import { connectRedis, openShardQueue, queuePrefix } from '@camfleet/queue';
import { addApiKey } from '@camfleet/results';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { openKeyRing } from '../src/key-ring.js';
import { type ServedApi, serveApi } from './support/serve-api.js';

const redis = inject('redis');

describe.skipIf(redis === null)('the board of the queues', () => {
  const store = { ...memoryStore(), address: `memory:${Math.random()}` };
  let api: ServedApi;
  let connection: Awaited<ReturnType<typeof connectRedis>>;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    for (const scope of ['submit', 'admin'] as const)
      keys[scope] = (await addApiKey(store, { name: scope, tenant: 'default', scope })).key;
    connection = await connectRedis(redis!.url);
    const prefix = queuePrefix(store.address);
    const queue = await openShardQueue(connection, prefix, { name: 'small', version: 'v1' }, 'localise');
    const range = { block: 0, offset: 0, bytes: 1, rows: 1 };
    await queue.add([{ run: 'run-1', shard: 0, range, wanted: 0 }]);
    await queue.close();
    api = await serveApi({
      store,
      redisUrl: redis!.url,
      authorise: {
        keys: (await openKeyRing(store, []))!,
        requestsPerMinute: 1_000,
        countRequest: async () => ({ count: 1, leftMs: 1 }),
      },
    });
  });
  afterAll(async () => {
    await api.close();
    connection.disconnect();
  });

  const call = (path: string, authorization?: string, method = 'GET') =>
    fetch(`${api.origin}/admin/queues${path}`, {
      method,
      headers: authorization === undefined ? {} : { authorization },
    });
  const basic = (key: string) => `Basic ${Buffer.from(`any:${key}`).toString('base64')}`;

  it('is for keys of scope admin, which a browser may send as a password', async () => {
    const asked = await call('');
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toContain('Basic');
    expect((await call('', `Bearer ${keys.submit}`)).status).toBe(403);
    expect((await call('', `Bearer ${keys.admin}`)).status).toBe(200);
    const page = await call('', basic(keys.admin!));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    // Elsewhere a password counts for nothing: browsers send it along wherever they are told to.
    const elsewhere = await fetch(`${api.origin}/v1/runs`, {
      headers: { authorization: basic(keys.admin!) },
    });
    expect(elsewhere.status).toBe(401);
  });

  it('shows the queues and changes nothing', async () => {
    const bearer = `Bearer ${keys.admin}`;
    const answer = await call('/api/queues', bearer);
    const { queues } = (await answer.json()) as { queues: { name: string; readOnlyMode: boolean }[] };
    expect(queues).toMatchObject([{ name: 'localise.small.v1', readOnlyMode: true }]);
    const verbs = ['/pause', '/empty', '/retry/failed', '/clean/failed', '/promote', '/obliterate'];
    for (const verb of verbs) {
      const { status } = await call(`/api/queues/localise.small.v1${verb}`, bearer, 'PUT');
      expect(status, verb).toBeGreaterThanOrEqual(400);
    }
  });
});
