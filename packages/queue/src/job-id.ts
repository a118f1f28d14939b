/** A shard's identity in the queue: the same shard is never queued twice at a time. */
import { shardName } from '@camfleet/contracts';

export function jobIdOf(run: string, shard: number): string {
  return `${run}.${shardName(shard)}`;
}

/** The shard of `run` that this job runs, or null where it belongs to another run. */
export function shardOfJobId(run: string, jobId: string): number | null {
  return jobId.startsWith(`${run}.`) ? Number(jobId.slice(run.length + 1)) : null;
}

/** What a worker must have for a shard: a network to run, or only stored maps to draw from. */
export type ShardKind = 'localise' | 'rebox';

/** Jobs are taken by model and kind: whoever has no network never sees a shard that needs it. */
export function queueName(
  model: { readonly name: string; readonly version: string },
  kind: ShardKind,
): string {
  return `${kind}.${model.name}.${model.version}`;
}
