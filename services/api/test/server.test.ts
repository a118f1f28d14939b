/** The server's rules for all requests. */
import { request } from 'node:http';
import type { ObjectStore } from '@camfleet/contracts';
import { createLogger } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { type ServedApi, serveApi } from './support/serve-api.js';

const redis = inject('redis');

describe.skipIf(redis === null)('the API’s server', () => {
  let api: ServedApi;
  let store: ObjectStore;
  beforeAll(async () => {
    store = await openStore(await temporaryFolder(), { s3: { region: 'us-east-1' } });
    api = await serveApi({ store, redisUrl: redis!.url });
  });
  afterAll(() => api.close());

  it('describes itself in a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(api.document));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has a readable page that names every operation and every problem, and loads nothing', async () => {
    const answer = await fetch(`${api.origin}/docs`);
    const page = await answer.text();
    for (const path of Object.keys(api.document.paths)) expect(page).toContain(path);
    expect(page).toContain('id="host-refused"');
    expect(page).not.toMatch(/(?:src|href)="(?!\/)/);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  it('says that it is well, and so are the store and Redis', async () => {
    expect((await api.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect((await api.call('GET', '/readyz')).body).toEqual({ status: 'ok' });
  });

  it('says which of them does not answer', async () => {
    const deaf = await serveApi({
      store,
      redisUrl: redis!.url,
      deps: { pingRedis: () => new Promise(() => {}) },
    });
    const { status, body } = await deaf.call('GET', '/readyz');
    await deaf.close();
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'not-ready', detail: 'Redis does not answer.' });
  });

  it('writes down every change, however little else it is asked to log', async () => {
    const lines: string[] = [];
    const log = createLogger('api', 'error', { write: (line) => lines.push(line) });
    const quiet = await serveApi({ store, redisUrl: redis!.url, log });
    await quiet.call('POST', '/v1/uploads', {
      body: '{"uri": "https://example.org/a.jpg"}',
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await quiet.close();
    const audited = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(audited).toEqual([expect.objectContaining({ audit: 'upload', by: 'local', from: '127.0.0.1' })]);
  });

  it('answers with problem details where there is no endpoint', async () => {
    const answer = await fetch(`${api.origin}/v1/nothing`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({
      code: 'endpoint-unknown',
      type: '/docs#endpoint-unknown',
      status: 404,
    });
  });

  it('sends its security headers with every answer, and none that opens it to other sites', async () => {
    for (const path of ['/healthz', '/docs', '/v1/nothing']) {
      const { headers } = await fetch(`${api.origin}${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      for (const closed of ['default-src', 'base-uri', 'form-action', 'frame-ancestors'])
        expect(headers.get('content-security-policy'), path).toContain(`${closed} 'none'`);
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it.each([
    ['another host', { host: 'evil.example' }, 'host-refused'],
    ['a name that begins like ours', { host: '127.0.0.1.evil.example' }, 'host-refused'],
    ['a page of another site', { origin: 'https://evil.example' }, 'origin-refused'],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }, 'origin-refused'],
    ['a sandboxed page', { origin: 'null' }, 'origin-refused'],
    [
      'a picture in a page of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      'origin-refused',
    ],
  ])('refuses %s', async (_, headers: Record<string, string>, code) => {
    expect(await send(api.port, headers)).toMatchObject({ status: 403, code });
  });

  it.each([
    [
      'its own page',
      (port: number) => ({ origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' }),
    ],
    ['localhost', (port: number) => ({ host: `localhost:${port}` })],
    ['a link from elsewhere', () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })],
  ])('answers %s', async (_, headers: (port: number) => Record<string, string>) => {
    expect(await send(api.port, headers(api.port))).toMatchObject({ status: 200 });
  });
});

/** fetch sets Host and Origin itself. */
function send(port: number, headers: Record<string, string>): Promise<{ status: number; code?: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/healthz', headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on('end', () => resolve({ ...JSON.parse(text), status: answer.statusCode ?? 0 }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
