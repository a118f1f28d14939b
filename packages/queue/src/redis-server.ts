/** Starts a Redis of our own where nobody names one: on loopback, with its own folder, gone when we are. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { Problem } from '@camfleet/contracts';
import { freePort } from './free-port.js';
import { endRedisLeftover, forgetRedis, noteRedis } from './redis-leftover.js';
import { watchOver } from './watch-over.js';

export interface RedisServer {
  /** redis://127.0.0.1:<port> */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server is gone, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends the server once it has written what it holds; resolves when it is gone. May be called again. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Its data; made where it is missing. One server a folder. */
  readonly folder: string;
  /** Whether the folder goes when this process is killed; who ends in order removes it. */
  readonly temporary?: boolean | undefined;
  /** Without it, a free one. */
  readonly port?: number | undefined;
  /** Gives up the start; a server that is up is ended by `stop`. */
  readonly signal?: AbortSignal | undefined;
}

const programs = ['redis-server', 'valkey-server'];
/** Long enough to load a large append-only file. */
const startMs = 60_000;
/** A port that was free may be taken before Redis has it. */
const portsMax = 3;
/** A server that does not end by itself is killed after this long. */
const stopMs = 10_000;

/**
 * Starts the first of redis-server and valkey-server that is on PATH. Throws Problem 'redis-missing' where neither is,
 * 'run-conflict' where another process has a server in this folder, 'redis-unreachable' where the server does not come up.
 * The server never keeps this process from ending, and ends with it.
 */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  await endRedisLeftover(folder);
  let said = '';
  for (let tries = 0; tries < portsMax; tries++) {
    const port = options.port ?? (await freePort());
    const watched = options.temporary === true ? folder : null;
    const started = await startAny(redisArguments(folder, port), watched, options.signal);
    options.signal?.throwIfAborted();
    if (typeof started !== 'string') return serverOf(started, folder, port);
    said = started;
    if (options.port !== undefined || !said.includes('in use')) break;
  }
  throw new Problem('redis-unreachable', `Redis did not start in ${folder}: ${said}`);
}

function redisArguments(folder: string, port: number): string[] {
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir: folder,
    daemonize: 'no',
    // A crash costs a second at most, and nothing is ever evicted: queues are no cache.
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/** A server that takes connections, or the last words of one that did not come so far. */
async function startAny(
  args: string[],
  temporaryFolder: string | null,
  signal: AbortSignal | undefined,
): Promise<ChildProcess | string> {
  for (const program of programs) {
    signal?.throwIfAborted();
    // A session of its own: Ctrl-C reaches us alone, who still need Redis to hand the shards back.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    // From its first moment: we may be killed while it starts.
    if (child.pid !== undefined) child.once('exit', watchOver(child.pid, temporaryFolder));
    const failed = await untilReady(child, signal);
    if (failed === null) return child;
    if (failed !== missing) {
      await end(child);
      return failed;
    }
  }
  throw new Problem(
    'redis-missing',
    'no Redis was found: set REDIS_URL, or install one by "npm run setup", "sudo apt-get install redis-server" (Debian, Ubuntu) or "brew install redis" (macOS)',
  );
}

const missing = 'ENOENT';

/** Null once the server takes connections; else what went wrong. */
function untilReady(child: ChildProcess, signal: AbortSignal | undefined): Promise<string | null> {
  return new Promise((settle) => {
    let said = '';
    const finish = (failed: string | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle(failed);
    };
    const onAbort = () => finish('it was told not to');
    const timer = setTimeout(() => finish(`it was not ready within ${startMs / 1_000} s`), startMs);
    // Listened to for as long as it runs: a pipe that nobody empties would stop it.
    const listen = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_096);
      if (said.includes('Ready to accept connections')) finish(null);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', (error) =>
      finish('code' in error && error.code === missing ? missing : error.message),
    );
    child.once('close', () => finish(lastWords(said)));
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** What Redis logged last, without process number, role, time and level. */
function lastWords(said: string): string {
  const lines = said.trim().split('\n').slice(-3);
  return lines.map((line) => line.replace(/^\d+:\w .* [-*#.] /, '')).join(' ') || 'it said nothing';
}

async function serverOf(child: ChildProcess, folder: string, port: number): Promise<RedisServer> {
  const pid = child.pid!;
  await noteRedis(folder, { pid, port, owner: process.pid });
  child.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await end(child);
    await forgetRedis(folder);
  };
  return { url: `redis://127.0.0.1:${port}`, port, pid, ended, stop: () => (stopped ??= stop()) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = new Promise((settle) => child.once('exit', settle));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await gone;
  clearTimeout(timer);
}
