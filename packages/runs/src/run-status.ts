/** How a run stands: from the store, and live where somebody looks after it. */
import {
  type Accuracy,
  initialControl,
  type ObjectStore,
  type RunProgress,
  type RunRequest,
  type RunState,
  type Summary,
} from '@camfleet/contracts';
import { listCommits, readControl, readShardIndex, readSummary } from '@camfleet/results';

export interface RunStatus {
  readonly state: RunState;
  readonly priority: number;
  /** Null until the run is scanned. */
  readonly rows: number | null;
  readonly shards: number | null;
  readonly shardsCommitted: number;
  /** Images by what became of them; null where nobody tells. */
  readonly counts: RunProgress['counts'] | null;
  /** Of the images so far; null where none had truth, or nobody tells. */
  readonly accuracy: Accuracy | null;
  readonly reason: string | null;
  /** Of a run that has ended. */
  readonly summary: Summary | null;
}

/** `readLive`: what whoever looks after the run says of it, or null; asked only of a run that has not ended. */
export async function runStatus(
  store: ObjectStore,
  { run, priority: begunWith }: RunRequest,
  readLive: () => Promise<RunProgress | null>,
): Promise<RunStatus> {
  const [index, control, summary] = await Promise.all([
    readShardIndex(store, run),
    readControl(store, run, initialControl(begunWith)),
    readSummary(store, run),
  ]);
  const live = summary === null ? await readLive() : null;
  const wished = {
    run: index === null ? 'scanning' : 'running',
    pause: 'paused',
    cancel: 'cancelling',
    fail: 'failed',
  } as const;
  const { ok, failed, skipped } = summary?.images ?? live?.counts ?? {};
  return {
    state: summary?.state ?? live?.state ?? wished[control.wish],
    priority: control.priority,
    rows: index?.rows ?? null,
    shards: index?.shards ?? null,
    shardsCommitted: live?.shardsCommitted ?? (await countCommits(store, run)),
    counts: ok === undefined ? null : { ok, failed: failed!, skipped: skipped! },
    accuracy: summary?.accuracy ?? live?.accuracy ?? null,
    reason: control.reason,
    summary,
  };
}

async function countCommits(store: ObjectStore, run: string): Promise<number> {
  let commits = 0;
  for await (const _ of listCommits(store, run)) commits += 1;
  return commits;
}
