/** The port by which a service is watched. */
import { createCloser, createLogger, type Probes, serveProbes, silentMetrics } from '@camfleet/runtime';
import { createMetrics } from '@camfleet/runtime/create-metrics';
import { afterEach, describe, expect, it } from 'vitest';

const log = createLogger('worker', 'silent');
let closer = createCloser();
afterEach(async () => {
  await closer.close();
  closer = createCloser();
});

const well: Probes = { started: () => null, alive: () => null, ready: async () => null };

async function served(probes: Probes, extra = {}) {
  const metrics = createMetrics('worker');
  const at = { METRICS_PORT: 0, METRICS_HOST: '127.0.0.1' };
  const port = await serveProbes(at, { metrics, log, closer }, probes, extra);
  return async (path: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    return { status: answer.status, body: await answer.text() };
  };
}

describe('the port of metrics and probes', () => {
  it('is not there where none is named', async () => {
    const at = { METRICS_PORT: undefined, METRICS_HOST: '127.0.0.1' };
    expect(await serveProbes(at, { metrics: silentMetrics, log, closer }, well)).toBeNull();
  });

  it('answers 200 where all is well, and has the metrics', async () => {
    const get = await served(well);
    for (const path of ['/startupz', '/livez', '/readyz']) expect((await get(path)).status).toBe(200);
    expect((await get('/metrics')).body).toMatch(/^camfleet_images_total\{.*outcome="ok".*\} 0$/m);
  });

  it('says what is not well: one that has not started is not ready either', async () => {
    const get = await served({ ...well, started: () => 'it loads', alive: () => 'it hangs' });
    expect(await get('/livez')).toMatchObject({ status: 503, body: expect.stringContaining('it hangs') });
    expect(await get('/startupz')).toMatchObject({ status: 503, body: expect.stringContaining('it loads') });
    expect(await get('/readyz')).toMatchObject({ status: 503, body: expect.stringContaining('it loads') });
  });

  it('is not ready where what it needs throws', async () => {
    const get = await served({ ...well, ready: () => Promise.reject(new Error('gone')) });
    expect(await get('/readyz')).toMatchObject({ status: 503, body: expect.stringContaining('gone') });
  });

  it('answers what a service adds, and nothing else', async () => {
    const get = await served(well, {
      '/extra': (query: URLSearchParams) => ({ status: 200, body: { is: query.get('is') } }),
    });
    expect(await get('/extra?is=here')).toEqual({ status: 200, body: '{"is":"here"}\n' });
    expect((await get('/toString')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
  });

  it('is refused with a sentence where it is taken', async () => {
    const at = { METRICS_PORT: 0, METRICS_HOST: '127.0.0.1' };
    const metrics = createMetrics('worker');
    const port = await serveProbes(at, { metrics, log, closer }, well);
    const taken = { METRICS_PORT: port!, METRICS_HOST: '127.0.0.1' };
    await expect(serveProbes(taken, { metrics, log, closer }, well)).rejects.toThrow(
      /is taken: name another in METRICS_PORT/,
    );
  });
});
