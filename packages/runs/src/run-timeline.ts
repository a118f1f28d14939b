/** How a run's throughput goes or went. */
import { limits, type ObjectStore, type RunProgress, type Timeline } from '@camfleet/contracts';
import {
  createTimeline,
  keepTimeline,
  listCommits,
  readCommit,
  readSummary,
  readTimeline,
} from '@camfleet/results';
import pLimit from 'p-limit';

/**
 * `readLive`: what whoever looks after the run says of it, or null; asked only of a run that has not ended. Null where nothing
 * is committed, or nobody tells.
 */
export async function runTimeline(
  store: ObjectStore,
  run: string,
  readLive: () => Promise<RunProgress | null>,
): Promise<Timeline | null> {
  if ((await readSummary(store, run)) === null) return (await readLive())?.timeline ?? null;
  const kept = await readTimeline(store, run);
  if (kept !== null) return kept;
  const timeline = await fromCommits(store, run);
  if (timeline !== null) await keepTimeline(store, run, timeline);
  return timeline;
}

/** From the records of all its shards, which are read once in the run's life. */
async function fromCommits(store: ObjectStore, run: string): Promise<Timeline | null> {
  const lane = pLimit(limits.commitReadsMax);
  const builder = createTimeline();
  const reading = new Set<Promise<void>>();
  for await (const shard of listCommits(store, run)) {
    const read = lane(async () => {
      const record = await readCommit(store, run, shard);
      if (record !== null) builder.add(record);
    });
    reading.add(read);
    read.finally(() => reading.delete(read)).catch(() => {});
    if (reading.size >= limits.commitReadsMax * 4) await Promise.race(reading);
  }
  await Promise.all(reading);
  return builder.timeline();
}
