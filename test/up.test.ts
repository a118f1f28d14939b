/** camfleet up, as an operator uses it: from nothing to a run's summary over HTTP, and down again. */
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { freePort } from '../packages/queue/src/free-port.js';
import { camfleet, start } from './support/camfleet.js';
import { findOnPath } from './support/find-on-path.js';
import { freePorts } from './support/free-ports.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const hasRedis = findOnPath('redis-server') !== null || findOnPath('valkey-server') !== null;

it.skipIf(!hasRedis)('serves runs and stops cleanly', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder();
  const store = join(folder, 'store');
  await writePictures(join(folder, 'pictures'), 6);
  const prepared = await camfleet(['models', 'prepare', await writeSmallModel(folder), '--store', store]);
  expect(prepared.code, prepared.stderr).toBe(0);
  const made = await camfleet(['keys', 'add', 'tests', '--store', store, '--json']);
  const { key, id } = JSON.parse(made.stdout) as { key: string; id: string };
  const port = await freePort();
  const metricsPort = await freePorts(5);
  const up = start(
    [
      'up',
      '--port',
      String(port),
      '--metrics-port',
      String(metricsPort),
      '--store',
      store,
      '--json',
      '--debug',
    ],
    {
      SOURCE_FOLDERS: join(folder, 'pictures'),
    },
  );
  await up.logged(({ service, msg }) => service === 'api' && msg === 'listening');
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
  };
  const body = JSON.stringify({ model: 'small', manifest: join(folder, 'pictures') });
  const begun = await call('/v1/runs', { method: 'POST', body });
  expect(begun.status).toBe(201);
  const { run } = (await begun.json()) as { run: string };
  await up.logged(({ audit, by }) => audit === 'begin' && by === 'tests');
  const seen = await vi.waitUntil(
    async () => {
      const view = (await (await call(`/v1/runs/${run}`)).json()) as { summary: object | null };
      return view.summary;
    },
    { timeout: 90_000, interval: 200 },
  );
  expect(seen).toMatchObject({ state: 'complete', images: { total: 6, ok: 6 } });
  // The fleet's own figures come first, those of its processes on the ports behind.
  const wish = await vi.waitUntil(
    async () => {
      const answer = await fetch(`http://127.0.0.1:${metricsPort}/autoscale`);
      const told = (await answer.json()) as { reason: string; liveWorkers: number };
      return told.reason === 'idle' && told;
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(wish).toMatchObject({ workers: 0, liveWorkers: 1 });
  for (const [behind, service] of ['metrics', 'producer', 'api', 'worker', 'worker'].entries()) {
    const metrics = await fetch(`http://127.0.0.1:${metricsPort + behind}/metrics`);
    expect(await metrics.text()).toContain(`service="${service}"`);
  }
  const listed = await camfleet(['keys', 'list', '--store', store]);
  expect(listed.stdout).toContain(id);
  expect(listed.stdout).not.toContain(key);

  up.child.kill('SIGINT');
  const { code, stdout } = await up.finished;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toEqual({ address: `http://127.0.0.1:${port}` });
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
});
