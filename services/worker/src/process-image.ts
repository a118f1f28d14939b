/** One image's way: fetch → decode → infer → locate. */
import type { BoxPolicy } from '@camfleet/cam';
import {
  type Failure,
  failureTable,
  isFailure,
  type ManifestRow,
  type ModelDescription,
  type Outcome,
} from '@camfleet/contracts';
import { decode } from '@camfleet/imaging';
import type { Batcher } from '@camfleet/inference';
import { locateClasses } from './locate-classes.js';
import { type RowTruth, truthOf } from './truth-of.js';

export interface ImageDependencies {
  readonly model: ModelDescription;
  /** How boxes are drawn; null where classes are all that is asked for. */
  readonly policy: BoxPolicy | null;
  readonly batcher: Batcher;
  /** The bytes behind a row's address. Throws where the source may answer later. */
  fetch(row: ManifestRow, signal: AbortSignal): Promise<Uint8Array | Failure>;
}

/** An outcome, and the truth it is to be judged by where it is ok. */
export interface ProcessedImage {
  readonly outcome: Outcome;
  readonly truth: RowTruth | null;
}

export async function processImage(
  row: ManifestRow,
  { model, policy, batcher, fetch }: ImageDependencies,
  signal: AbortSignal,
): Promise<ProcessedImage> {
  signal.throwIfAborted();
  if (row.error !== undefined) return failed(row, { code: 'manifest-row-invalid', message: row.error });

  const bytes = await fetch(row, signal);
  if (isFailure(bytes)) return failed(row, bytes);

  const image = await decode(bytes, model.input);
  if (isFailure(image)) return failed(row, image);

  const { width, height, pixels } = image;
  const truth = truthOf(row, model, width, height);
  const inference = await batcher.infer(pixels, truth.labels);

  const located = locateClasses(inference, truth.labels, model, policy, width, height);
  if (isFailure(located)) return failed(row, located);

  const outcome: Outcome = {
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
  return { outcome, truth };
}

function failed({ index, uri, id, warnings = [] }: ManifestRow, error: Failure): ProcessedImage {
  const { stage } = failureTable[error.code];
  return {
    outcome: { index, uri, id, outcome: 'failed', error: { ...error, stage }, warnings },
    truth: null,
  };
}
