/**
 * docker compose up, without an engine: every service of ours, built of what the builder is sent, with its exact command,
 * environment, user and health check, on the Node that ships, with a real Redis and a real S3 server in the places of the
 * others. A run goes through from its submission over HTTP to its summary, and everything stops when it is told to.
 */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, inject, it } from 'vitest';
import { freePort } from '../../packages/queue/src/free-port.js';
import { createBucket } from '../support/create-bucket.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { waitUntil } from '../support/wait-until.js';
import { writePictures } from '../support/write-pictures.js';
import { type Compose, readCompose } from './compose.js';
import { type Contained, startContained } from './contained.js';
import { readDockerfile, startOf } from './dockerfile.js';
import { makeImageTree } from './image-tree.js';
import { shippedNode } from './tools.js';

const redis = inject('redis');
const s3 = inject('s3');
const image = startOf(readDockerfile().find(({ name }) => name === 'cpu')!);
const [uid, gid] = image.user.split(':').map(Number);
const running: Contained[] = [];

afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
});

it.skipIf(redis === null || s3 === null)(
  'is a fleet that takes a run to its end',
  { timeout: 600_000 },
  async () => {
    const folder = await temporaryFolder();
    for (const path of ['rw', 'rw/tmp', 'rw/keys', 'rw/secrets']) {
      mkdirSync(join(folder, path));
      if (process.getuid?.() === 0) chownSync(join(folder, path), uid!, gid!);
    }
    chmodSync(folder, 0o755);
    await writePictures(join(folder, 'pictures'), 6);
    const node = shippedNode() ?? process.execPath;
    await makeImageTree(join(folder, 'app'), node);
    const bucket = `deploy-${process.pid}`;
    await createBucket(s3!, bucket);

    /** Names of the compose network and its volumes, as they are called here. */
    const here: [RegExp, string][] = [
      [/^redis:\/\/redis:6379$/, redis!.url],
      [/^http:\/\/store:8333$/, s3!.endpoint],
      [/^s3:\/\/camfleet$/, `s3://${bucket}`],
      [/^\/(secrets|keys)(?=$|\/)/, `${folder}/rw/$1`],
      [/^\/pictures$/, `${folder}/pictures`],
    ];
    const put = (value: string) => here.reduce((text, [from, to]) => text.replace(from, to), value);
    const services: Compose['services'] = readCompose().services;
    const world = { folder, node };
    const start = async (name: string) => {
      const { command, environment, image: tag } = services[name]!;
      expect(tag).toMatch(/^camfleet:/);
      const own = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, put(value)]));
      // All share one machine here: each has ports of its own.
      const ports = {
        METRICS_PORT: String(await freePort()),
        ...('PORT' in environment ? { PORT: String(await freePort()) } : {}),
      };
      const whole = { ...image.environment, ...own, ...ports };
      const contained = startContained(world, image, command!.map(put), whole);
      running.push(contained);
      return { ...contained, environment: whole };
    };
    const finish = async (name: string) => {
      const one = await start(name);
      expect(await one.ended, one.said()).toBe(0);
      return one.said();
    };
    const healthy = async (name: string) => {
      const one = await start(name);
      await waitUntil(
        `${name} healthy`,
        async () => {
          expect(one.child.exitCode, one.said()).toBeNull();
          const check = startContained(world, image, image.health, one.environment);
          return (await check.ended) === 0;
        },
        { seconds: 150, everyMs: 500 },
      );
      return one;
    };

    await finish('secrets');
    const credentials = join(folder, 'rw/secrets/store/credentials');
    const identities = readFileSync(join(folder, 'rw/secrets/store/s3.json'), 'utf8');
    const [{ accessKey, secretKey }] = JSON.parse(identities).identities[0].credentials;
    const made = readFileSync(credentials, 'utf8');
    expect(made).toContain(accessKey);
    expect(made).toContain(secretKey);
    // The server that stands in for the store has its own keys.
    const theirs = made.replace(accessKey, s3!.accessKeyId).replace(secretKey, s3!.secretAccessKey);
    writeFileSync(credentials, theirs, { mode: 0o444 });

    expect(await finish('model')).toContain('objects');
    const started = await Promise.all(['producer', 'worker', 'reboxer', 'api', 'metrics'].map(healthy));
    const api = started.find(({ environment }) => 'PORT' in environment)!;

    const keyFile = join(folder, 'rw/keys/first-api-key');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const authorization = `Bearer ${readFileSync(keyFile, 'utf8').trim()}`;
    const call = async (path: string, body?: object) => {
      const answer = await fetch(`http://127.0.0.1:${api.environment.PORT}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(answer.ok, await answer.clone().text()).toBe(true);
      return (await answer.json()) as { run: string; summary: { state: string; images: object } | null };
    };
    const { run } = await call('/v1/runs', { model: 'objects', manifest: join(folder, 'pictures') });
    const summaryOf = (name: string) =>
      waitUntil(`the summary of ${name}`, async () => (await call(`/v1/runs/${name}`)).summary, {
        everyMs: 200,
      });
    expect(await summaryOf(run)).toMatchObject({ state: 'complete', images: { total: 6, ok: 6 } });
    const reboxed = await call(`/v1/runs/${run}/rebox`, { policy: 'heuristic-221' });
    expect(await summaryOf(reboxed.run)).toMatchObject({ state: 'complete', images: { total: 6, ok: 6 } });

    for (const { child } of started) child.kill('SIGTERM');
    expect(await Promise.all(started.map(({ ended }) => ended))).toEqual(started.map(() => 0));
    expect(existsSync(join(folder, 'app/camfleet-data'))).toBe(false);
  },
);
