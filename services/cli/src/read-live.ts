/** What Redis knows of a run: the one that is set, or those that other commands on this machine have started. */
import type { ObjectStore } from '@camfleet/contracts';
import { connectRedis, type LiveRun, queuePrefix, readLive } from '@camfleet/queue';
import { type Closer, inTime } from '@camfleet/runtime';
import type { CliConfig } from './config.js';
import { othersRedis } from './own-redis.js';

/** A Redis that has gone answers nothing at all; it is waited for so long, in ms. */
const liveMs = 2_000;

type Connection = Awaited<ReturnType<typeof connectRedis>>;

/** Connections to whatever Redis may serve the store, closed with the command. */
export async function connectLive(
  store: ObjectStore,
  { REDIS_URL }: Pick<CliConfig, 'REDIS_URL'>,
  closer: Closer,
): Promise<Connection[]> {
  const addresses = REDIS_URL === undefined ? await othersRedis(store) : [REDIS_URL];
  const opened = await Promise.all(
    addresses.map((url) =>
      connectRedis(url).catch((error: unknown) => {
        // One that another command had started may have ended with it just now.
        if (REDIS_URL !== undefined) throw error;
        return null;
      }),
    ),
  );
  const connections = opened.filter((one) => one !== null);
  closer.add({
    close: async () => {
      for (const redis of connections) redis.disconnect();
    },
  });
  return connections;
}

/** What the one says that looks after the run; else what any was told last, and null where there is none to ask. */
export async function readLiveOf(
  connections: readonly Connection[],
  store: ObjectStore,
  run: string,
): Promise<LiveRun | null> {
  const answers = await Promise.all(
    connections.map((redis) =>
      inTime(liveMs, readLive(redis, queuePrefix(store.address), run)).catch(() => null),
    ),
  );
  const known = answers.filter((one) => one !== null);
  return known.find(({ attended }) => attended) ?? known[0] ?? null;
}
