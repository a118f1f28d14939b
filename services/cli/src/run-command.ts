/** camfleet run: a manifest or a folder of pictures to committed results, with everything that takes started and stopped. */
import type { ObjectStore, RunRequest, Summary } from '@camfleet/contracts';
import { connectRedis } from '@camfleet/queue';
import { findRun } from '@camfleet/runs';
import { type BeginFlags, beginRun } from './begin-run.js';
import { type CommandContext, carryOut, type Workforce } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';

export interface RunFlags extends Workforce {
  /** What a new run is made of, or the one that is taken up again. */
  readonly begin: BeginFlags | { readonly resume: string };
}

export async function runCommand(flags: RunFlags, context: CommandContext): Promise<Summary> {
  const store = await openNamedStore(flags.store, context.config, context.closer);
  const redisUrl = context.config.REDIS_URL;
  // Asked before anything is written: a run that nobody can feed is not begun.
  if (redisUrl !== undefined) (await connectRedis(redisUrl)).disconnect();
  const request = await requestOf(flags, store, context);
  // A run that only draws boxes anew needs no network when it is taken up again either.
  const workforce: Workforce = request.parent?.kind === 'rebox' ? { ...flags, provider: 'none' } : flags;
  return await carryOut(request, workforce, store, context);
}

/** A new run, or the one that is to be taken up again. */
async function requestOf(
  { begin }: RunFlags,
  store: ObjectStore,
  context: CommandContext,
): Promise<RunRequest> {
  if (!('resume' in begin)) return await beginRun(begin, store, context);
  await store.check();
  return await findRun(store, begin.resume);
}
