// What each service takes while a run goes through: the requests in k8s/ come from this.
//
//   node bench/resources.mjs [--json] [--images 5000] [--model mobilenet-v2]
// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleanUp, temporaryFolder } from './clean-up.mjs';
import { openServer } from './open-server.mjs';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    images: { type: 'string', default: '5000' },
    model: { type: 'string', default: 'mobilenet-v2' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const assets = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
const photos = join(assets, 'data/photos-100');
const images = Number(flags.images);
const folder = temporaryFolder('resources');
const store = join(folder, 'store');
const bin = join(root, 'services/cli/bin/camfleet.js');
/** Of the kernel's clock, in which it counts processor time. */
const ticksPerSecond = 100;

/** @param {number} pid Processor time so far in seconds, and the most memory so far in MB. */
function usage(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    megabytes: Number(peak) / 1_024,
  };
}

/** @param {string} origin @param {string} path @param {object} [body] */
async function call(origin, path, body) {
  const answer = await fetch(`${origin}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json();
}

try {
  /** @type {Map<string, number>} service and pid of those that said something. */
  const pids = new Map();
  const network = join(assets, `models/${flags.model}.onnx`);
  const prepared = spawnSync(process.execPath, [bin, 'models', 'prepare', network, '--store', store]);
  if (prepared.status !== 0) throw new Error(String(prepared.stderr));
  const server = await openServer(store, { SOURCE_ACCESS: 'trusted' }, ({ service, pid }) =>
    pids.set(`${service} ${pid}`, pid),
  );
  const rows = readFileSync(join(photos, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const manifest = join(folder, 'manifest.jsonl');
  const many = Array.from({ length: images }, (_, i) => rows[i % rows.length]);
  writeFileSync(
    manifest,
    many.map((row) => `${JSON.stringify({ ...row, uri: join(photos, row.uri) })}\n`).join(''),
  );
  const { run } = await call(server.origin, '/v1/runs', { model: flags.model, manifest });
  let summary = null;
  while (summary === null) {
    await sleep(1_000);
    ({ summary } = await call(server.origin, `/v1/runs/${run}`));
  }
  const measured = [...pids]
    .map(([name, pid]) => ({ service: name.split(' ')[0], ...usage(pid) }))
    .map((one) => ({ ...one, cores: one.cpuSeconds / summary.seconds }));
  const result = { images, model: flags.model, imagesPerSecond: summary.imagesPerSecond, services: measured };
  const lines = measured.map(
    ({ service, megabytes, cores, cpuSeconds }) =>
      `  ${service?.padEnd(10)} ${megabytes.toFixed(0).padStart(6)} MB  ${cores.toFixed(2).padStart(5)} cores  ${((cpuSeconds * 1_000) / images).toFixed(2).padStart(6)} ms an image`,
  );
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : `${images} images, ${summary.imagesPerSecond.toFixed(1)} images/s: most memory, processor time with the start\n${lines.join('\n')}\n`,
  );
} finally {
  await cleanUp();
}
