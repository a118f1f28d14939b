/** Starts a real S3 server (Ceph's radosgw) for the tests. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../packages/queue/src/free-port.js';
import { createBucket, type S3Address } from './create-bucket.js';
import { findOnPath } from './find-on-path.js';

export interface S3Server extends S3Address {
  createBucket(name: string): Promise<void>;
  /** Kills the gateway: connections are refused, objects stay. */
  stopGateway(): Promise<void>;
  /** Starts it again; resolves once it answers. */
  startGateway(): Promise<void>;
  /** Ends everything and removes its folder. */
  stop(): Promise<void>;
}

const script = fileURLToPath(new URL('./start-radosgw.sh', import.meta.url));
const programs = ['ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];
/** Ports that were free may be taken before Ceph has them. */
const triesMax = 3;
const keys = { region: 'us-east-1', accessKeyId: 'camfleet-tests', secretAccessKey: 'camfleet-tests-secret' };

/** A server of its own, in about five seconds; or a sentence that says why there is none. */
export async function startS3(): Promise<S3Server | string> {
  const missing = programs.filter((name) => findOnPath(name) === null);
  if (missing.length > 0) return `no S3 server: ${missing.join(', ')} not installed (npm run setup)`;
  let said = '';
  for (let tries = 0; tries < triesMax; tries++) {
    const folder = mkdtempSync(join(tmpdir(), 'camfleet-s3-'));
    const port = await freePort();
    const args = [folder, String(port), String(await freePort()), keys.accessKeyId, keys.secretAccessKey];
    // A session of its own, so that Ctrl-C lets the tests close first; the end of the pipe ends it all.
    const child = spawn(script, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const failed = await untilReady(child);
    if (failed === null) return serverOf(child, folder, port);
    said = failed;
  }
  return `no S3 server: ${said}`;
}

function untilReady(child: ChildProcess): Promise<string | null> {
  return new Promise((settle) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) settle(null);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('close', () => settle(said.trim() || 'it ended without a word'));
    child.once('error', (error) => settle(error.message));
  });
}

function serverOf(child: ChildProcess, folder: string, port: number): S3Server {
  const address: S3Address = { endpoint: `http://127.0.0.1:${port}`, ...keys };
  const gateway = () => Number(readFileSync(join(folder, 'run/client.rgw.a.pid'), 'utf8'));
  return {
    ...address,
    createBucket: (name) => createBucket(address, name),
    stopGateway: async () => {
      process.kill(gateway(), 'SIGKILL');
      await until(async () => !(await answers(address.endpoint)));
    },
    startGateway: async () => {
      spawnSync('radosgw', ['-c', join(folder, 'ceph.conf'), '-n', 'client.rgw.a'], { stdio: 'ignore' });
      await until(() => answers(address.endpoint));
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.stdin?.end();
      await gone;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('the S3 server did not change within 30 s');
    await sleep(20);
  }
}
