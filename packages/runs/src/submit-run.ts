/** A new run: its request, whole and frozen, in the store. */
import {
  build,
  limits,
  type ManifestReference,
  type ModelDescription,
  type ObjectStore,
  type RunRequest,
} from '@camfleet/contracts';
import { createRun, listRun } from '@camfleet/results';
import { currentTrace } from '@camfleet/runtime';

export interface Submission
  extends Pick<RunRequest, 'run' | 'tenant' | 'priority' | 'parameters' | 'sample' | 'estimate'> {
  readonly manifest: ManifestReference;
  readonly model: ModelDescription;
  /** The share of failed images above which the run is paused. */
  readonly maxFailed: number;
}

/** Nothing of the manifest is read. The same submission may be made twice under one name: the request that stands is returned. */
export async function submitRun(store: ObjectStore, submission: Submission): Promise<RunRequest> {
  const { run, tenant, priority, parameters, manifest, model, maxFailed, sample, estimate } = submission;
  return await beginRun(store, {
    run,
    createdAt: new Date().toISOString(),
    build,
    manifest,
    model: {
      name: model.name,
      version: model.version,
      digest: model.digest,
      topK: model.topK,
      classes: model.classes,
    },
    tenant,
    priority,
    // How many of a sample fail is what is asked.
    breaker: { share: sample === undefined ? maxFailed : 1, images: limits.breakerImages },
    parent: null,
    ...(sample !== undefined && { sample }),
    ...(estimate !== undefined && { estimate }),
    parameters,
  });
}

/** Listed first: a run that is listed and was never begun is passed over by whoever lists, one that is not listed is lost to them. */
export async function beginRun(store: ObjectStore, request: RunRequest): Promise<RunRequest> {
  if (request.sample === undefined) await listRun(store, request);
  const trace = currentTrace();
  return await createRun(store, { ...request, ...(trace !== undefined && { trace }) });
}
