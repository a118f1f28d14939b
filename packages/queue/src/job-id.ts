/** A shard's identity in the queue: the same shard is never queued twice at a time. */
import { shardName } from '@camfleet/contracts';

export function jobIdOf(run: string, shard: number): string {
  return `${run}.${shardName(shard)}`;
}

/** The shard of `run` that this job runs, or null where it belongs to another run. */
export function shardOfJobId(run: string, jobId: string): number | null {
  return jobId.startsWith(`${run}.`) ? Number(jobId.slice(run.length + 1)) : null;
}

/** Jobs are taken by model: each prepared model has a queue of its own. */
export function queueName(model: { readonly name: string; readonly version: string }): string {
  return `shards.${model.name}.${model.version}`;
}
