/** feed: keeps a small window of a run's shards in the queue until every one is committed. */
import { limits, type ObjectStore, Problem, type ShardIndex } from '@camfleet/contracts';
import type { ShardEnding, ShardQueue } from '@camfleet/queue';
import { addCommit, emptyTotals, listCommits, type RunTotals, readCommit } from '@camfleet/results';
import pLimit from 'p-limit';
import { type Interval, intervalOf } from './busy-seconds.js';

export interface FeedDependencies {
  readonly store: ObjectStore;
  readonly queue: ShardQueue;
  /** Told after every change; `resumedRows` were committed before this producer began. */
  onProgress(totals: RunTotals, resumedRows: number): Promise<void>;
}

export interface FedRun {
  readonly totals: RunTotals;
  /** When each shard was worked on. */
  readonly intervals: readonly Interval[];
}

/**
 * Returns the sum of all commit records. The commits are the truth: what the queue says only tells when to look, and
 * shards that the queue has lost are put into it again. Throws `run-failed` when the queue has given a shard up.
 */
export async function feed(
  run: string,
  index: ShardIndex,
  { store, queue, onProgress }: FeedDependencies,
  signal: AbortSignal,
): Promise<FedRun> {
  const shards = index.shards.length;
  const committed = new Uint8Array(shards);
  const inQueue = new Set<number>();
  const readLane = pLimit(limits.commitReadsMax);
  const intervals: Interval[] = [];
  let totals = emptyTotals();
  let firstOpen = 0;
  let next = 0;

  /** Takes a shard's commit record into the totals, once; false where there is none. */
  async function fold(shard: number): Promise<boolean> {
    const record = await readCommit(store, run, shard);
    if (record === null) return false;
    if (committed[shard] === 1) return true;
    committed[shard] = 1;
    inQueue.delete(shard);
    totals = addCommit(totals, record);
    intervals.push(intervalOf(record.timings));
    return true;
  }

  /** Looks for commits that no event told of; only behind the first open shard, so that nothing seen is listed again. */
  async function foldCommitted(): Promise<void> {
    while (firstOpen < shards && committed[firstOpen] === 1) firstOpen += 1;
    const found: Promise<boolean>[] = [];
    for await (const shard of listCommits(store, run, firstOpen - 1)) {
      if (committed[shard] !== 1) found.push(readLane(() => fold(shard)));
    }
    await Promise.all(found);
  }

  async function fillWindow(): Promise<void> {
    const before = inQueue.size;
    for (; next < shards && inQueue.size < limits.jobsInQueueMax; next += 1) {
      if (committed[next] !== 1) inQueue.add(next);
    }
    if (inQueue.size > before) await addToQueue([...inQueue].slice(before));
  }

  const addToQueue = (open: readonly number[]) =>
    queue.add(open.map((shard) => ({ run, shard, range: index.shards[shard]!, wanted: index.wanted })));

  /** Endings that the queue has told of and that were not yet looked at, and the bell that rings for a new one. */
  const endings: ShardEnding[] = [];
  let ring: () => void = () => {};
  queue.watch(run, (ending) => {
    endings.push(ending);
    ring();
  });

  await queue.forgetFailed(run);
  await foldCommitted();
  const resumedRows = totals.counts.ok + totals.counts.failed + totals.counts.skipped;
  await onProgress(totals, resumedRows);
  let lastLook = Date.now();

  while (totals.shards < shards) {
    signal.throwIfAborted();
    await fillWindow();
    if (endings.length === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, lastLook + limits.reconcileMs - Date.now()));
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', ring, { once: true });
      });
      signal.removeEventListener('abort', ring);
    }
    for (const ending of endings.splice(0)) {
      if (!(await fold(ending.shard)) && ending.failedReason !== null) throw givenUp(ending);
    }
    if (Date.now() - lastLook >= limits.reconcileMs) {
      await foldCommitted();
      const lost = (await queue.failed(run)).find(({ shard }) => committed[shard] !== 1);
      if (lost !== undefined) throw givenUp(lost);
      await addToQueue([...inQueue]);
      lastLook = Date.now();
    }
    await onProgress(totals, resumedRows);
  }
  return { totals, intervals };
}

function givenUp({ shard, failedReason }: ShardEnding): Problem {
  return new Problem('run-failed', `shard ${shard} could not be done: ${failedReason}`);
}
