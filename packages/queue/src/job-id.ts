/** A shard's identity in the queue: the same shard is never queued twice at a time. */
import { shardName } from '@camfleet/contracts';

export function jobIdOf(run: string, shard: number): string {
  return `${run}.${shardName(shard)}`;
}

/** The run and the shard of a job, or null where the id is none of ours. */
export function placeOfJobId(jobId: string): { run: string; shard: number } | null {
  const dot = jobId.lastIndexOf('.');
  const shard = Number(jobId.slice(dot + 1));
  return dot > 0 && Number.isInteger(shard) ? { run: jobId.slice(0, dot), shard } : null;
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
