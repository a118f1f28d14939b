/** camfleet up: a Redis, a producer, workers and the API on this machine, until Ctrl-C. */
import { Problem } from '@camfleet/contracts';
import { connectRedis } from '@camfleet/queue';
import type { CommandContext } from './carry-out.js';
import { startStack } from './local-stack.js';
import { openNamedStore } from './open-named-store.js';
import { ownRedis } from './own-redis.js';
import { aborted, anyFails } from './waits.js';

export interface UpFlags {
  readonly store: string;
  readonly port: number;
  readonly metricsPort: number | null;
  readonly workers: number;
  readonly provider: 'cpu' | 'cuda';
  readonly batchSize: number;
}

/** Never returns: throws the signal's reason, or the Problem of a service that cannot go on. `onReady` is told the address. */
export async function upCommand(
  flags: UpFlags,
  { config, environment, output, closer, signal }: CommandContext,
  onReady: (address: string) => void,
): Promise<never> {
  const store = await openNamedStore(flags.store, config, closer);
  await store.check();
  if (config.REDIS_URL !== undefined) (await connectRedis(config.REDIS_URL)).disconnect();
  const own = config.REDIS_URL === undefined ? await ownRedis(store, closer, output) : null;
  const { producer, workers, api, metrics } = startStack(
    {
      ...flags,
      run: null,
      model: null,
      lanes: null,
      threads: null,
      store: store.address,
      // Whoever reaches the API may submit: what their addresses reach is closed until somebody opens it.
      access: environment.SOURCE_ACCESS === 'trusted' ? 'trusted' : 'guarded',
      redisUrl: config.REDIS_URL ?? own!.url,
    },
    environment,
    closer,
    output,
  );
  const services = [producer, ...workers, api!, ...(metrics === null ? [] : [metrics])];
  const failed = Promise.race([
    anyFails(services.map(({ finished }) => finished)),
    aborted(signal),
    ...(own === null ? [] : [own.failed]),
  ]);
  await Promise.race([api!.ready, failed]);
  onReady(`http://127.0.0.1:${flags.port}`);
  await failed;
  throw new Problem('run-failed', 'a service ended without a word');
}
