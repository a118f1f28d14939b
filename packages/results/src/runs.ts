/** run.json: the request of a run, frozen when it is submitted. */
import { type ObjectStore, Problem, type RunRequest, runKeys, runRequestSchema } from '@camfleet/contracts';
import { refuseDeleted } from './deleted-runs.js';
import { decodeJson, encodeJson } from './stored-json.js';

/**
 * Stores the request and returns the one that stands: the same submission may be made twice, and the first one's
 * time counts. Throws the Problem `run-conflict` where the id is taken by a different request, or was a deleted run's.
 */
export async function createRun(
  store: ObjectStore,
  request: RunRequest,
  signal?: AbortSignal,
): Promise<RunRequest> {
  const { run } = request;
  await refuseDeleted(store, run, signal);
  if (await store.putIfAbsent(runKeys(run).run, encodeJson(runRequestSchema, request), signal)) {
    return request;
  }
  const standing = await readRun(store, run, signal);
  if (sameButForTime(standing, request)) return standing;
  throw new Problem(
    'run-conflict',
    `There is already a run ${run} in ${store.address} with another manifest, model, parameters or build: choose another id.`,
  );
}

/** Throws the Problem `run-unknown` where there is no such run. */
export async function readRun(store: ObjectStore, run: string, signal?: AbortSignal): Promise<RunRequest> {
  const key = runKeys(run).run;
  const bytes = await store.get(key, signal);
  if (bytes) return decodeJson(runRequestSchema, key, bytes);
  throw new Problem('run-unknown', `There is no run ${run} in ${store.address}: check its name and --store.`);
}

/** Whether there is such a run: one may be named elsewhere before it is begun. */
export async function isBegun(store: ObjectStore, run: string): Promise<boolean> {
  return (await store.get(runKeys(run).run)) !== null;
}

function sameButForTime(a: RunRequest, b: RunRequest): boolean {
  const text = (request: RunRequest) =>
    JSON.stringify(runRequestSchema.parse({ ...request, createdAt: '', trace: undefined }));
  return text(a) === text(b);
}
