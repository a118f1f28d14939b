/** The reconciler's comparison: what the queue holds beside what it should hold. */
import type { RepairKind, SchedulerAction } from './scheduler-event.js';
import type { RunEntry } from './scheduler-state.js';

/** Takes what was seen into the entry; returns what was repaired, and what must leave the queue. */
export function compareQueue(entry: RunEntry, seen: readonly number[]): SchedulerAction[] {
  const present = new Set(seen);
  const lost = [...entry.held.keys()].filter((shard) => !present.has(shard));
  for (const shard of lost) release(entry, shard);
  const unknown = seen.filter((shard) => !entry.held.has(shard));
  const stray = unknown.filter((shard) => isDone(entry, shard));
  const adopted = unknown.filter((shard) => !isDone(entry, shard));
  for (const shard of adopted) {
    entry.held.set(shard, 'queued');
    entry.fedTo = Math.max(entry.fedTo, shard + 1);
  }
  const actions: SchedulerAction[] = [];
  const note = (repair: RepairKind, shards: readonly number[]) => {
    if (shards.length > 0) actions.push({ kind: 'repaired', run: entry.run, repair, shards });
  };
  note('job-lost', lost);
  note('job-stray', stray);
  note('job-adopted', adopted);
  if (stray.length > 0) actions.push({ kind: 'withdraw', run: entry.run, shards: stray });
  return actions;
}

/** The shard stands in the queue no more; it is fed again where it is not committed. */
export function release(entry: RunEntry, shard: number): void {
  if (!entry.held.delete(shard) || entry.committed.has(shard)) return;
  entry.next = Math.min(entry.next, shard);
}

/** Also where the queue holds a shard that this run does not have. */
function isDone({ committed, shards }: RunEntry, shard: number): boolean {
  return shards !== null && (shard >= shards || committed.has(shard));
}
