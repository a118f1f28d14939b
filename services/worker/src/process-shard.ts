/** One attempt at a shard: read rows → every image its way → write part → commit. */
import type { BoxPolicy } from '@camfleet/cam';
import {
  build,
  type Failure,
  isFailure,
  type ManifestRow,
  type ModelDescription,
  type ObjectStore,
  Problem,
  type RunRequest,
} from '@camfleet/contracts';
import type { Batcher } from '@camfleet/inference';
import type { Attempt } from '@camfleet/queue';
import { commitShard, putPart, readCommit, readShardRows, writePart } from '@camfleet/results';
import { type Sources, SourceUnavailable } from '@camfleet/sources';
import { commitRecordOf } from './commit-record-of.js';
import { type ProcessedImage, processImage } from './process-image.js';

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
  policy(id: string): BoxPolicy;
  /** Admits an image to this worker: bounds how many are in memory at a time, over all of its shards. */
  admit(task: () => Promise<ProcessedImage>): Promise<ProcessedImage>;
}

/** How an attempt ended: `done` where the shard had been committed before, `lost` where another attempt came first. */
export type ShardResult = 'committed' | 'lost' | 'done';

export async function processShard(attempt: Attempt, deps: ShardDependencies): Promise<ShardResult> {
  const { store, sources, model, worker } = deps;
  const { run, shard, range, wanted } = attempt.job;
  const startedAt = new Date();
  if ((await readCommit(store, run, shard)) !== null) return 'done';

  const request = await deps.request(run);
  checkRequest(request, model);
  const rows = await readShardRows(store, run, range);
  const batcher = deps.batcher(wanted);
  const paddedBefore = batcher.paddedImages();
  let fetchedBytes = 0;
  const fetch = async (row: ManifestRow, signal: AbortSignal) => {
    const { base } = request.manifest;
    const bytes = await sources
      .open(row.uri, base, signal)
      .catch((error: unknown) => unavailable(error, attempt));
    if (!isFailure(bytes)) fetchedBytes += bytes.length;
    return bytes;
  };
  const { parameters } = request;
  const policy = parameters.classifyOnly ? null : deps.policy(parameters.policy);
  const images = await allOrNone(rows, attempt.signal, (row, signal) =>
    deps.admit(() => processImage(row, { model, policy, batcher, fetch }, signal)),
  );

  attempt.signal.throwIfAborted();
  const part = await putPart(store, run, shard, writePart(images.map(({ outcome }) => outcome)));
  const execution = {
    shard,
    attempt: `${worker}-${shard}-${startedAt.getTime()}-${attempt.number}`,
    worker,
    startedAt,
    paddedImages: batcher.paddedImages() - paddedBefore,
    fetchedBytes,
  };
  const { won } = await commitShard(store, run, commitRecordOf(execution, images, part, model.topK));
  return won ? 'committed' : 'lost';
}

/** A source that does not answer is the world's fault as long as a later attempt may find it; then it is an outcome. */
function unavailable(error: unknown, { last }: Attempt): Failure {
  if (error instanceof SourceUnavailable && last) return error.failure;
  throw error;
}

/** Rows of one run come from one model and one build: anything else would mix them in silence. */
function checkRequest({ run, model: wanted, build: begun }: RunRequest, model: ModelDescription): void {
  if (begun !== build) {
    throw new Problem(
      'run-conflict',
      `run ${run} was begun by camfleet ${begun}, this is ${build}: finish it with that one`,
    );
  }
  if (wanted.digest === model.digest) return;
  throw new Problem(
    'run-conflict',
    `run ${run} wants ${wanted.name}@${wanted.version}, this worker has ${model.name}@${model.version}`,
  );
}

/** All results in order; the first exception stops the rest and is thrown when none of them is under way any more. */
async function allOrNone<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const settled = await Promise.allSettled(
    items.map((item) =>
      work(item, either).catch((error: unknown) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  if (failure.signal.aborted) throw failure.signal.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<Result>).value);
}
