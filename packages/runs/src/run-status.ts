/** How a run stands: from the store, and live where somebody looks after it. */
import {
  type Accuracy,
  type Counts,
  initialControl,
  type ObjectStore,
  type RunProgress,
  type RunRequest,
  type RunState,
  type Summary,
} from '@camfleet/contracts';
import type { LiveRun } from '@camfleet/queue';
import { listCommits, readControl, readShardIndex, readSummary, recentRate } from '@camfleet/results';

export interface RunStatus {
  readonly state: RunState;
  readonly priority: number;
  /** Null until the run is scanned. */
  readonly rows: number | null;
  readonly shards: number | null;
  readonly shardsCommitted: number;
  /** Images by what became of them; null where nobody tells. */
  readonly counts: Counts | null;
  /** Images that are done of shards that are not committed yet. */
  readonly inHand: number;
  /** Failed images by code; null where nobody tells. */
  readonly failures: RunProgress['failures'] | null;
  /** Of late; null unless it is running. */
  readonly imagesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** Of the images so far; null where none had truth, or nobody tells. */
  readonly accuracy: Accuracy | null;
  readonly reason: string | null;
  /** Whether somebody looks after it now; null where nobody could be asked. */
  readonly attended: boolean | null;
  /** Of a run that has ended. */
  readonly summary: Summary | null;
}

/** `readLive`: what Redis knows of the run, or null where none can be asked; asked only of a run that has not ended. */
export async function runStatus(
  store: ObjectStore,
  { run, priority: begunWith }: RunRequest,
  readLive: () => Promise<LiveRun | null>,
): Promise<RunStatus> {
  const [index, control, summary] = await Promise.all([
    readShardIndex(store, run),
    readControl(store, run, initialControl(begunWith)),
    readSummary(store, run),
  ]);
  const known = summary === null ? await readLive() : null;
  // What was told last may be days old: where nobody looks after the run, the store says what is wished of it.
  const live = known?.attended ? known.progress : null;
  const counted = known?.progress ?? null;
  const wished = {
    run: index === null ? 'scanning' : 'running',
    pause: 'paused',
    cancel: 'cancelling',
    fail: 'failed',
  } as const;
  const { ok, failed, skipped } = summary?.images ?? counted?.counts ?? {};
  const state = summary?.state ?? live?.state ?? wished[control.wish];
  const rate = state === 'running' ? recentRate(live?.timeline ?? null) : null;
  const rows = index?.rows ?? null;
  // All are committed then: a page of runs lists none.
  const isComplete = summary?.state === 'complete' && index !== null;
  const isTimed = rate !== null && rows !== null && ok !== undefined;
  return {
    state,
    priority: control.priority,
    rows,
    shards: index?.shards ?? null,
    shardsCommitted: live?.shardsCommitted ?? (isComplete ? index.shards : await countCommits(store, run)),
    counts: ok === undefined ? null : { ok, failed: failed!, skipped: skipped! },
    inHand: known?.attended ? known.inHand : 0,
    failures: summary?.failures ?? counted?.failures ?? null,
    imagesPerSecond: rate,
    secondsLeft: isTimed ? Math.max(0, rows - ok - failed! - skipped!) / rate : null,
    accuracy: summary?.accuracy ?? counted?.accuracy ?? null,
    reason: control.reason,
    attended: summary === null ? (known?.attended ?? null) : false,
    summary,
  };
}

async function countCommits(store: ObjectStore, run: string): Promise<number> {
  let commits = 0;
  for await (const _ of listCommits(store, run)) commits += 1;
  return commits;
}
