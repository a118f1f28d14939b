/** A Redis for the length of a command, where nobody names one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedisServer } from '@camfleet/queue';
import type { Closer } from '@camfleet/runtime';
import type { Output } from './output.js';

/** Deaths after which the machine must have a reason. */
const deathsMax = 5;

/**
 * Starts Redis in a folder of its own, which goes when it stops: the store holds the truth. One that dies is started
 * again at the same address, with what it had written. Returns its URL.
 */
export async function ownRedis(closer: Closer, output: Output): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-redis-'));
  closer.add({ close: () => rm(folder, { recursive: true, force: true }) });
  let server = await startRedisServer({ folder, temporary: true });
  const { url, port } = server;
  let stopping = false;

  async function watch(first: RedisServer): Promise<void> {
    await first.ended;
    for (let deaths = 1; !stopping && deaths <= deathsMax; deaths += 1) {
      output.note('Redis ended; another takes its place');
      server = await startRedisServer({ folder, port, temporary: true });
      await server.ended;
    }
  }
  watch(server).catch((error: unknown) => output.note(`Redis could not be started again: ${String(error)}`));
  closer.add({
    close: async () => {
      stopping = true;
      await server.stop();
    },
  });
  return url;
}
