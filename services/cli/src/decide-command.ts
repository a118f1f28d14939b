/** camfleet pause, resume, cancel and priority: decisions about a run, written where the run itself stands. */
import { type ControlEntry, initialControl, Problem } from '@camfleet/contracts';
import { connectRedis, queuePrefix, sendSignal } from '@camfleet/queue';
import { appendControl, readControl, readSummary } from '@camfleet/results';
import type { CommandContext } from './carry-out.js';
import { existingRun, openNamedStore } from './existing-run.js';

export type Decision =
  | { readonly verb: 'pause' | 'resume' | 'cancel' }
  | { readonly verb: 'priority'; readonly priority: number };

export interface Decided {
  readonly run: string;
  /** What is wished of the run from now on. */
  readonly wish: 'run' | 'pause' | 'cancel' | 'fail';
  readonly priority: number;
}

/** Whoever looks after the run hears of it at once through Redis, or reads it in the store within half a second. */
export async function decideCommand(
  flags: { readonly run: string; readonly store: string },
  decision: Decision,
  { config, closer }: Pick<CommandContext, 'config' | 'closer'>,
): Promise<Decided> {
  const store = await openNamedStore(flags.store, config, closer);
  const { run, priority } = await existingRun(store, flags.run);
  const summary = await readSummary(store, run);
  if (summary !== null) {
    throw new Problem(
      'run-conflict',
      `run ${run} is ${summary.state}: there is nothing left to ${decision.verb}`,
    );
  }
  const known = await readControl(store, run, initialControl(priority));
  const entry: ControlEntry = { ...decision, by: 'user', at: new Date().toISOString() };
  const control = await appendControl(store, run, known, entry);
  if (config.REDIS_URL !== undefined) {
    const redis = await connectRedis(config.REDIS_URL);
    closer.add({ close: async () => redis.disconnect() });
    await sendSignal(redis, queuePrefix(store.address), { kind: 'look', run });
  }
  return { run, wish: control.wish, priority: control.priority };
}
