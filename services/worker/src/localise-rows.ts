/** A shard's rows through the network: every image its way, all or none. */
import { sumEvaluations } from '@camfleet/cam';
import { type Failure, isFailure, type ManifestRow, type RunRequest } from '@camfleet/contracts';
import type { Batcher } from '@camfleet/inference';
import { processImage } from '@camfleet/localise';
import type { Attempt } from '@camfleet/queue';
import { type Room, SourceUnavailable } from '@camfleet/sources';
import type { ShardDependencies, ShardWork } from './shard-work.js';

export async function localiseRows(
  rows: readonly ManifestRow[],
  attempt: Pick<Attempt, 'job' | 'last' | 'signal'>,
  { manifest, parameters }: RunRequest,
  { sources, model, batcher: batcherOf, decoder, admit, files, fault, meter }: ShardDependencies,
): Promise<ShardWork> {
  const shared = batcherOf(attempt.job.wanted);
  let paddedImages = 0;
  let fetchedBytes = 0;
  // Shards share batches: of each, the padding counts for one.
  const batcher: Batcher = {
    infer: async (pixels, labels) => {
      const inference = await shared.infer(pixels, labels);
      paddedImages += inference.padding;
      return inference;
    },
  };
  const fetch = async (row: ManifestRow, signal: AbortSignal, room: Room) => {
    if (fault !== null && row.uri.includes(fault)) process.kill(process.pid, 'SIGKILL');
    const bytes = await sources
      .open(row.uri, manifest.base, signal, room)
      .catch((error: unknown) => unavailable(error, attempt));
    if (!isFailure(bytes)) {
      fetchedBytes += bytes.length;
      meter.fetched(bytes.length);
    }
    return bytes;
  };
  const policy = parameters.classifyOnly ? null : parameters.policy;
  const reading = { exif: parameters.exif, colour: parameters.colour };
  const images = await allOrNone(rows, attempt.signal, (row, signal) =>
    admit(async () => {
      const image = await processImage(
        row,
        {
          model,
          policy,
          batcher,
          ...decoder,
          reading,
          timed: meter.timed,
          fetch,
          giveBackFile: sources.giveBack,
          files,
        },
        signal,
      );
      meter.outcome(image.outcome);
      return image;
    }),
  );
  return {
    outcomes: images.map(({ outcome }) => outcome),
    evaluation: sumEvaluations(images.flatMap(({ evaluation }) => evaluation ?? [])),
    paddedImages,
    fetchedBytes,
  };
}

/** A source that does not answer is the world's fault as long as a later attempt may find it; then it is an outcome. */
function unavailable(error: unknown, { last }: Pick<Attempt, 'last'>): Failure {
  if (error instanceof SourceUnavailable && last) return error.failure;
  throw error;
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
