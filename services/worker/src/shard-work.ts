/** What work on a shard stands on, and what it gives. */
import type { Evaluation } from '@camfleet/cam';
import type { ModelDescription, ObjectStore, Outcome, RunRequest } from '@camfleet/contracts';
import type { Decoder } from '@camfleet/imaging';
import type { Batcher } from '@camfleet/inference';
import type { ByteBudget, ProcessedImage } from '@camfleet/localise';
import type { Sources } from '@camfleet/sources';
import type { Meter } from './meter.js';
import type { StartProbe } from './start-probe.js';

export interface ShardDependencies {
  readonly store: ObjectStore;
  readonly sources: Sources;
  readonly model: ModelDescription;
  /** This process's name in commit records. */
  readonly worker: string;
  /** The frozen request of a run. */
  request(run: string): Promise<RunRequest>;
  /** The batcher for images with this many wanted classes. */
  batcher(wanted: number): Batcher;
  readonly decoder: Pick<Decoder, 'decode' | 'giveBack'>;
  /** Bounds the image files in memory by their bytes, over all shards. */
  readonly files: ByteBudget;
  readonly meter: Meter;
  /** Starts a process of its own for pieces of a suspect shard. */
  readonly probe: StartProbe;
  /** Addresses with this in them end the process that works at them: a fault for tests. */
  readonly fault: string | null;
  /** Admits an image to this worker: bounds how many are in memory at a time, over all of its shards. */
  admit(task: () => Promise<ProcessedImage>): Promise<ProcessedImage>;
}

/** What became of a shard's rows. */
export interface ShardWork {
  /** One a row, in order. */
  readonly outcomes: readonly Outcome[];
  /** The accumulators of the rows that carry truth. */
  readonly evaluation: Evaluation;
  readonly paddedImages: number;
  /** Bytes of image files read. */
  readonly fetchedBytes: number;
}
