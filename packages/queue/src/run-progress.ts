/** How far each run is, for whoever watches: a copy that can be lost, since the store holds the truth. */
import { type RunProgress, runProgressSchema } from '@camfleet/contracts';
import type { Redis } from 'ioredis';

/** A run that nobody has looked after for this long is no longer shown as under way. */
const progressSeconds = 7 * 24 * 3_600;
/** Of a run that has ended the summary tells, in the store; whoever watched has seen it by then. */
const endedSeconds = 600;

const progressKey = (prefix: string, run: string) => `${prefix}:progress:${run}`;

export async function publishProgress(redis: Redis, prefix: string, progress: RunProgress): Promise<void> {
  const { run, state } = progress;
  const seconds = state === 'complete' || state === 'cancelled' ? endedSeconds : progressSeconds;
  await redis.set(progressKey(prefix, run), JSON.stringify(progress), 'EX', seconds);
}

export async function readProgress(redis: Redis, prefix: string, run: string): Promise<RunProgress | null> {
  const text = await redis.get(progressKey(prefix, run));
  return text === null ? null : runProgressSchema.parse(JSON.parse(text));
}
