// docker compose up, in earnest: the images are built, everything becomes healthy, and a run goes through.
import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DockerComposeEnvironment, Wait } from 'testcontainers';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ports = { API_PORT: '18080', PROMETHEUS_PORT: '19090', GRAFANA_PORT: '13000' };
/** A picture of one grey pixel. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
let environment;
let authorization;

before(async () => {
  const pictures = await mkdtemp(join(tmpdir(), 'camfleet-pictures-'));
  await writeFile(join(pictures, 'grey.png'), Buffer.from(png, 'base64'));
  environment = await new DockerComposeEnvironment(root, 'docker-compose.yml')
    .withEnvironment({ ...ports, PICTURES: pictures })
    .withBuild()
    .withDefaultWaitStrategy(Wait.forHealthCheck())
    .withWaitStrategy('secrets-1', Wait.forOneShotStartup())
    .withWaitStrategy('model-1', Wait.forOneShotStartup())
    .withStartupTimeout(900_000)
    .up();
  const api = environment.getContainer('api-1');
  authorization = `Bearer ${(await api.exec(['cat', '/keys/first-api-key'])).output.trim()}`;
});

after(async () => environment?.down({ removeVolumes: true }));

async function call(path, body) {
  const answer = await fetch(`http://127.0.0.1:${ports.API_PORT}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, await answer.clone().text());
  return await answer.json();
}

test('a run goes through', { timeout: 120_000 }, async () => {
  const { run } = await call('/v1/runs', { model: 'objects', manifest: '/pictures' });
  let summary = null;
  while (summary === null) {
    await sleep(500);
    ({ summary } = await call(`/v1/runs/${run}`));
  }
  assert.equal(summary.state, 'complete');
  assert.equal(summary.images.ok, 1);
});

test('Prometheus scrapes every service', { timeout: 60_000 }, async () => {
  let up = [];
  while (up.length < 5) {
    await sleep(1_000);
    const answer = await fetch(`http://127.0.0.1:${ports.PROMETHEUS_PORT}/api/v1/query?query=up==1`);
    up = (await answer.json()).data.result;
  }
});

test('Grafana has the dashboards', async () => {
  const answer = await fetch(`http://127.0.0.1:${ports.GRAFANA_PORT}/api/search?type=dash-db`);
  assert.ok((await answer.json()).length >= 3);
});

test('the images are as closed as they say', async () => {
  const worker = environment.getContainer('worker-1');
  const who = await worker.exec(['id', '--user']);
  assert.equal(who.output.trim(), '1000');
  const written = await worker.exec(['touch', '/app/x']);
  assert.notEqual(written.exitCode, 0);
});
