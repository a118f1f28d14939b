/** How many workers there should be: a pure function of what is seen of the fleet. */

/** What is to be done with one model. */
export interface Work {
  readonly backlogImages: number;
  /** Shards behind them. */
  readonly openShards: number;
  /** What one busy worker does with this model; 0 where they work and nothing comes of it, null where nobody was seen at it. */
  readonly imagesPerSecond: number | null;
}

export interface FleetLoad {
  /** By model, of running runs: paused ones wish for nobody. */
  readonly work: readonly Work[];
  /** Runs whose rows are not counted yet. */
  readonly scanning: number;
  readonly busyWorkers: number;
  readonly liveWorkers: number;
}

export interface ScaleSettings {
  /** The time in which the backlog is to be worked off. */
  readonly drainSeconds: number;
  readonly workersMin: number;
  readonly workersMax: number;
  /** Taken for one worker's rate where none was measured. */
  readonly assumedImagesPerSecond: number;
}

export interface Wish {
  readonly workers: number;
  /** Why it is this number. */
  readonly reason: 'idle' | 'scanning' | 'backlog' | 'busy' | 'few-shards' | 'limit' | 'stuck';
  readonly backlogImages: number;
  /** How long one worker would take for it; null where that cannot be told. */
  readonly backlogSeconds: number | null;
}

/**
 * backlog seconds = Σ over models of images / (images per second of a worker)
 * workers = ⌈ clamp( backlog seconds / drain seconds, busy workers, the most ) ⌉
 *
 * Busy workers are kept, since taking one away only gives its shard back. There is one at least while there is anything to do,
 * and never more than open shards, which could not all be given one. Where workers are busy and nothing comes of it, their
 * number is left alone: more of them would wait for the same thing.
 */
export function wishWorkers(
  { work, scanning, busyWorkers, liveWorkers }: FleetLoad,
  { drainSeconds, workersMin, workersMax, assumedImagesPerSecond }: ScaleSettings,
): Wish {
  const open = work.filter(({ backlogImages }) => backlogImages > 0);
  const backlogImages = open.reduce((sum, one) => sum + one.backlogImages, 0);
  const openShards = open.reduce((sum, one) => sum + one.openShards, 0);
  const stuck = open.some(({ imagesPerSecond }) => imagesPerSecond === 0);
  const backlogSeconds = stuck
    ? null
    : open.reduce((sum, one) => sum + one.backlogImages / (one.imagesPerSecond ?? assumedImagesPerSecond), 0);
  const wish = (workers: number, reason: Wish['reason']): Wish => {
    const floor = Math.max(workersMin, busyWorkers);
    const kept = Math.max(workers, floor);
    const bounded = Math.min(kept, workersMax);
    return {
      workers: bounded,
      reason: bounded < kept ? 'limit' : kept > workers && busyWorkers === kept ? 'busy' : reason,
      backlogImages,
      backlogSeconds,
    };
  };
  if (backlogImages === 0) return scanning > 0 ? wish(1, 'scanning') : wish(0, 'idle');
  if (backlogSeconds === null) return wish(Math.max(1, liveWorkers), 'stuck');
  const wanted = Math.max(1, Math.ceil(backlogSeconds / drainSeconds));
  return wanted > openShards ? wish(openShards, 'few-shards') : wish(wanted, 'backlog');
}
