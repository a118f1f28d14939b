/** What the store knows of a run that is taken up: its index and its commits. */
import { type CommitRecord, limits, type ObjectStore, type ShardIndex } from '@camfleet/contracts';
import { listCommits, readCommit, readShardIndex } from '@camfleet/results';

/** So many reads at a time, of all loads together. */
export type LoadLane = <Result>(read: () => Promise<Result>) => Promise<Result>;

interface Loading {
  scanned(index: ShardIndex): void;
  isKnown(shard: number): boolean;
  /** Called for every commit record of a shard that is not known, in no order; for none where the run is not scanned. */
  found(record: CommitRecord): void;
}

/**
 * Reads in `lane`, which loads share. Throws where a record cannot be read, once none is being read any more: what was found
 * by then need not be read again.
 */
export async function loadRun(
  store: ObjectStore,
  run: string,
  { scanned, isKnown, found }: Loading,
  lane: LoadLane,
  signal: AbortSignal,
): Promise<void> {
  const index = await lane(() => readShardIndex(store, run, signal));
  if (index === null) return;
  scanned(index);
  const reading = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const shard of listCommits(store, run)) {
    signal.throwIfAborted();
    if (failures.length > 0) break;
    if (isKnown(shard)) continue;
    const read = lane(async () => {
      const record = await readCommit(store, run, shard, signal);
      if (record !== null) found(record);
    })
      // Kept until somebody waits for it: a rejection that nobody hears ends the process.
      .catch((error: unknown) => void failures.push(error))
      .finally(() => reading.delete(read));
    reading.add(read);
    // A listing of a million commits must not stand in memory as a million promises.
    if (reading.size >= limits.commitReadsMax * 4) await Promise.race(reading);
  }
  await Promise.all(reading);
  if (failures.length > 0) throw failures[0];
}
