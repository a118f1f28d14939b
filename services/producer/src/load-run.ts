/** What the store knows of a run that is taken up: its index and its commits. */
import { type CommitRecord, limits, type ObjectStore, type ShardIndex } from '@camfleet/contracts';
import { listCommits, readCommit, readShardIndex } from '@camfleet/results';
import pLimit from 'p-limit';

/** Calls `found` for every commit record, in no order. Returns null where the run is not scanned. */
export async function loadRun(
  store: ObjectStore,
  run: string,
  scanned: (index: ShardIndex) => void,
  found: (record: CommitRecord) => void,
  signal: AbortSignal,
): Promise<void> {
  const index = await readShardIndex(store, run, signal);
  if (index === null) return;
  scanned(index);
  const lane = pLimit(limits.commitReadsMax);
  const reading = new Set<Promise<void>>();
  for await (const shard of listCommits(store, run)) {
    signal.throwIfAborted();
    const read = lane(async () => {
      const record = await readCommit(store, run, shard, signal);
      if (record !== null) found(record);
    }).finally(() => reading.delete(read));
    reading.add(read);
    // A listing of a million commits must not stand in memory as a million promises.
    if (reading.size >= limits.commitReadsMax * 4) await Promise.race(reading);
  }
  await Promise.all(reading);
}
