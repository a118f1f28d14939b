/** camfleet pause, resume, cancel and priority. */
import { connectRedis, queuePrefix, sendSignal } from '@camfleet/queue';
import { type Decided, type Decision, decideRun, findRun } from '@camfleet/runs';
import type { CommandContext } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';

/** Whoever looks after the run hears of it at once through Redis, or reads it in the store within half a second. */
export async function decideCommand(
  flags: { readonly run: string; readonly store: string },
  decision: Decision,
  { config, closer }: Pick<CommandContext, 'config' | 'closer'>,
): Promise<Decided> {
  const store = await openNamedStore(flags.store, config, closer);
  const request = await findRun(store, flags.run);
  const decided = await decideRun(store, request, decision);
  if (config.REDIS_URL !== undefined) {
    const redis = await connectRedis(config.REDIS_URL);
    closer.add({ close: async () => redis.disconnect() });
    await sendSignal(redis, queuePrefix(store.address), { kind: 'look', run: request.run });
  }
  return decided;
}
