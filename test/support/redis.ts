/** Starts a Redis for the tests, with the product's own launcher and a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedisServer } from '../../packages/queue/src/redis-server.js';

/** Throws Problem 'redis-missing' where there is none. Its data goes when it stops. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-redis-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await startRedisServer({ folder });
    const stop = async () => {
      await server.stop();
      await remove();
    };
    return { ...server, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
