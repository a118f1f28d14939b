/** One image's way: fetch → decode → infer → locate, and what it is worth where the truth is known. */
import { setImmediate } from 'node:timers/promises';
import type { BoxPolicy, Evaluation } from '@camfleet/cam';
import {
  type Failure,
  failureTable,
  isFailure,
  type ManifestRow,
  type ModelDescription,
  type OkOutcome,
  type Outcome,
} from '@camfleet/contracts';
import type { DecodeOptions, Decoder } from '@camfleet/imaging';
import type { Batcher } from '@camfleet/inference';
import { evaluateOutcome, truthOf } from '@camfleet/results';
import { boundless, type Room } from '@camfleet/sources';
import type { ByteBudget } from './byte-budget.js';
import { locateClasses } from './locate-classes.js';

export interface ImageDependencies {
  readonly model: ModelDescription;
  /** How boxes are drawn; null where classes are all that is asked for. */
  readonly policy: BoxPolicy | null;
  readonly batcher: Batcher;
  readonly decode: Decoder['decode'];
  /** Told of pixels that nobody looks at any more. */
  readonly giveBack?: Decoder['giveBack'];
  /** How pixels are read: the run's choice. */
  readonly reading: DecodeOptions;
  /** Does a stage's work, for whoever wants to know how long it takes; left out, nobody does. */
  timed?<Result>(
    stage: 'fetch' | 'decode' | 'infer' | 'locate',
    work: () => Promise<Result> | Result,
  ): Promise<Result>;
  /** The bytes behind a row's address. Throws where the source may answer later. */
  fetch(row: ManifestRow, signal: AbortSignal, room: Room): Promise<Uint8Array | Failure>;
  /** Told of bytes that nobody looks at any more. */
  giveBackFile?(bytes: Uint8Array): void;
  /** Room for files from when they are read until they are decoded; left out, there is as much as is asked for. */
  readonly files?: ByteBudget;
}

/** An outcome, and its part of the accumulators: null where it is not ok, or carries no truth. */
export interface ProcessedImage {
  readonly outcome: Outcome;
  readonly evaluation: Evaluation | null;
}

type Timed = NonNullable<ImageDependencies['timed']>;
const untimed: Timed = async (_stage, work) => await work();
const unbudgeted: ByteBudget = { use: (work) => work(boundless) };

export async function processImage(
  row: ManifestRow,
  {
    model,
    policy,
    batcher,
    decode,
    giveBack,
    reading,
    timed = untimed,
    fetch,
    giveBackFile,
    files = unbudgeted,
  }: ImageDependencies,
  signal: AbortSignal,
): Promise<ProcessedImage> {
  signal.throwIfAborted();
  if (row.error !== undefined) return failed(row, { code: 'manifest-row-invalid', message: row.error });

  const image = await files.use(async (room) => {
    const bytes = await timed('fetch', () => fetch(row, signal, room));
    if (isFailure(bytes)) return bytes;
    const decoded = await timed('decode', () => decode(bytes, model.input, reading));
    giveBackFile?.(bytes);
    return decoded;
  });
  if (isFailure(image)) return failed(row, image);

  const { width, height, area, pixels } = image;
  const truth = truthOf(row, model, width, height);
  const inference = await timed('infer', () => batcher.infer(pixels, truth.labels));
  giveBack?.(pixels);
  // A batch's images come back together: each goes on in a turn of its own, so that leases are renewed in between.
  await setImmediate();

  const located = await timed('locate', () =>
    locateClasses(inference, truth.labels, model, policy, { width, height, area }),
  );
  if (isFailure(located)) return failed(row, located);

  const outcome: OkOutcome = {
    index: row.index,
    uri: row.uri,
    id: row.id,
    outcome: 'ok',
    width,
    height,
    ...located,
    policy: policy === null ? '' : `${policy.id}@${policy.version}`,
    mapHeight: policy === null ? 0 : model.map.height,
    mapWidth: policy === null ? 0 : model.map.width,
    warnings: [...(row.warnings ?? []), ...truth.warnings],
  };
  const judged = truth.labels.length > 0;
  return { outcome, evaluation: judged ? evaluateOutcome(outcome, area, truth, model.topK) : null };
}

export function failed({ index, uri, id, warnings = [] }: ManifestRow, error: Failure): ProcessedImage {
  const { stage } = failureTable[error.code];
  return {
    outcome: { index, uri, id, outcome: 'failed', error: { ...error, stage }, warnings },
    evaluation: null,
  };
}
