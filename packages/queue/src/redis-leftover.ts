/** The note that a Redis of ours leaves in its folder, and what the next start does about one that nobody ended. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Problem } from '@camfleet/contracts';

interface RedisNote {
  readonly pid: number;
  readonly port: number;
  /** The process that started it. */
  readonly owner: number;
}

const noteFile = 'camfleet-redis.json';
/** How long a leftover may take to end before it is killed, and how often it is looked at. */
const endMs = 10_000;
const lookMs = 50;

export async function noteRedis(folder: string, note: RedisNote): Promise<void> {
  await writeFile(join(folder, noteFile), JSON.stringify(note));
}

export async function forgetRedis(folder: string): Promise<void> {
  await rm(join(folder, noteFile), { force: true });
}

/**
 * Ends a server whose owner is gone. Throws Problem 'run-conflict' where the owner lives: two servers on one folder would
 * spoil each other's data. A process that is no Redis on the noted port is left alone: numbers of processes come back.
 */
export async function endRedisLeftover(folder: string): Promise<void> {
  const note = await readNote(folder);
  if (note === null) return;
  if (await isOurRedis(note)) {
    if (isAlive(note.owner)) {
      throw new Problem(
        'run-conflict',
        `process ${note.owner} uses ${folder}: wait until it ends, stop it, or name another store`,
      );
    }
    await endProcess(note.pid);
  }
  await forgetRedis(folder);
}

/** Null where none can be made out. */
export async function readNote(folder: string): Promise<RedisNote | null> {
  try {
    const note: unknown = JSON.parse(await readFile(join(folder, noteFile), 'utf8'));
    const { pid, port, owner } = note as Partial<RedisNote>;
    return isProcess(pid) && isProcess(port) && isProcess(owner) ? { pid, port, owner } : null;
  } catch {
    // No note, or one that a crash cut short: there is nothing to go by.
    return null;
  }
}

/** Zero and negative numbers mean groups of processes to kill(2). */
function isProcess(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Redis writes its address into its title: "redis-server 127.0.0.1:6379". */
export async function isOurRedis({ pid, port }: RedisNote): Promise<boolean> {
  const command = await commandOf(pid);
  return /(redis|valkey)-server/.test(command) && command.includes(`127.0.0.1:${port}`);
}

async function commandOf(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    // Systems without /proc have ps.
    const listed = promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]);
    return listed.then(({ stdout }) => stdout).catch(() => '');
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function endProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  for (let waitedMs = 0; waitedMs < endMs; waitedMs += lookMs) {
    if (!isAlive(pid)) return;
    await sleep(lookMs);
  }
  process.kill(pid, 'SIGKILL');
}
