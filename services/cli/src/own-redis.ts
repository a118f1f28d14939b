/** A Redis for the length of a command, where nobody names one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ObjectStore, Problem } from '@camfleet/contracts';
import { findRedisServers, queuePrefix, startRedisServer } from '@camfleet/queue';
import type { Closer } from '@camfleet/runtime';
import type { Output } from './output.js';

/** Deaths in a row after which the machine must have a reason. */
const deathsMax = 5;
/** A server that lived this long was started well: its death begins a new row. */
const goodLifeMs = 30_000;

export interface OwnRedis {
  readonly url: string;
  /** Rejects when Redis is gone for good; never settles otherwise. */
  readonly failed: Promise<never>;
}

/**
 * Starts Redis in a folder of its own, which goes when it stops: the store holds the truth. One that dies is started
 * again at the same address, with what it had written.
 */
export async function ownRedis(store: ObjectStore, closer: Closer, output: Output): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), folderStart(store)));
  closer.add({ close: () => rm(folder, { recursive: true, force: true }) });
  let server = await startRedisServer({ folder, temporary: true });
  const { url, port } = server;
  let stopping = false;

  async function watch(): Promise<never> {
    for (let deaths = 0; ; ) {
      const startedAt = Date.now();
      await server.ended;
      if (stopping) return await new Promise<never>(() => {});
      deaths = Date.now() - startedAt > goodLifeMs ? 1 : deaths + 1;
      if (deaths > deathsMax) {
        throw new Problem(
          'redis-unreachable',
          `Redis died ${deaths} times in a row: see why, or set REDIS_URL to one that runs`,
        );
      }
      output.note('Redis ended; another takes its place');
      server = await startRedisServer({ folder, port, temporary: true });
    }
  }
  const failed = watch();
  // Whoever waits for the run hears of it; after the run nobody needs to.
  failed.catch(() => {});
  closer.add({
    close: async () => {
      stopping = true;
      await server.stop();
    },
  });
  return { url, failed };
}

/** The servers that other commands on this machine have started for this store and still use. */
export function othersRedis(store: ObjectStore): Promise<string[]> {
  return findRedisServers(tmpdir(), folderStart(store));
}

function folderStart({ address }: ObjectStore): string {
  return `camfleet-redis-${queuePrefix(address).replace(/[{}]/g, '')}-`;
}
