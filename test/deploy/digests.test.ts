/** The script that resolves digests: what a registry says is printed, and nothing is written that it did not say. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { parseDockerfile } from './dockerfile.js';
import { lintDockerfile } from './lint-dockerfile.js';
import { root } from './root.js';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
/** Speaks the registry's protocol: a challenge, a token, a manifest's digest; `unknown` names what it does not have. */
let unknown = '';
const registry = createServer((request, answer) => {
  const address = `http://${request.headers.host}`;
  if (request.url!.startsWith('/token')) {
    answer.end(JSON.stringify({ token: 'given' }));
    return;
  }
  if (request.headers.authorization !== 'Bearer given') {
    const challenge = `Bearer realm="${address}/token",service="here",scope="pull"`;
    answer.writeHead(401, { 'www-authenticate': challenge }).end();
    return;
  }
  const there = unknown === '' || !request.url!.includes(unknown);
  answer.writeHead(there ? 200 : 404, there ? { 'docker-content-digest': digest } : {}).end();
});
afterAll(() => registry.close());

const files = ['Dockerfile', 'docker-compose.yml', 'k8s/components/redis/redis.yaml'];

/** In a copy of what it reads. */
async function resolve(...args: string[]) {
  const folder = await temporaryFolder();
  mkdirSync(join(folder, 'scripts'));
  for (const file of [...files, 'scripts/resolve-digests.mjs']) cpSync(join(root, file), join(folder, file));
  const child = spawn(process.execPath, [join(folder, 'scripts/resolve-digests.mjs'), ...args]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
  const [code] = await once(child, 'close');
  return { code, said, texts: files.map((file) => readFileSync(join(folder, file), 'utf8')) };
}
const here = files.map((file) => readFileSync(join(root, file), 'utf8'));

it('pins what was resolved, and only when all was', { timeout: 60_000 }, async () => {
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const address = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;

  const all = await resolve('--write', '--registry', address);
  expect(all.code, all.said).toBe(0);
  for (const name of [
    'node',
    'nvidia/cuda',
    'redis',
    'chrislusf/seaweedfs',
    'prom/prometheus',
    'grafana/grafana',
  ]) {
    expect(all.said).toMatch(new RegExp(`^${name}:\\S+@${digest}$`, 'm'));
  }
  expect(all.texts[0]).toContain(`bookworm-slim@${digest} AS cpu`);
  expect(all.texts[1]).toContain(`chrislusf/seaweedfs:4.48@${digest}`);
  expect(all.texts[1]).toContain('image: camfleet:0.1.0-cpu\n');
  expect(lintDockerfile(parseDockerfile(all.texts[0]!), ['cpu', 'gpu'])).toEqual([]);

  unknown = 'chrislusf';
  const some = await resolve('--write', '--registry', address);
  expect(some.code).toBe(1);
  expect(some.said).toContain('Nothing was written');
  expect(some.texts).toEqual(here);

  registry.close();
  registry.closeAllConnections();
  const none = await resolve('--registry', address);
  expect(none.code).toBe(1);
  expect(none.said).toContain('not resolved (ECONNREFUSED)');
});
