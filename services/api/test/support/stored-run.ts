/** A run of given outcomes in a store, as a fleet leaves it: complete, or with shards that are not done. */
import { findPolicy } from '@camfleet/cam';
import {
  type ModelDescription,
  modelKeys,
  type ObjectStore,
  type Outcome,
  runKeys,
} from '@camfleet/contracts';
import { createRun, writeSummary } from '@camfleet/results';
import { request, storeRun } from '../../../../packages/results/test/export/stored-run.js';

export const { run } = request;

/** One with names, whose input shows the middle of a picture. */
const model: ModelDescription = {
  name: request.model.name,
  version: request.model.version,
  digest: '0',
  sha256: '0',
  source: { file: 'small.onnx', bytes: 1, sha256: '0' },
  input: { width: 224, height: 224, mean: [0, 0, 0], std: [1, 1, 1], channelOrder: 'rgb', resize: 'squash' },
  classes: 1_000,
  classNames: Array.from({ length: 1_000 }, (_, i) => `class ${i}`),
  classIds: null,
  map: { height: 7, width: 7 },
  topK: 5,
  precision: 'float32',
  head: { kind: 'linear-after-pool', pool: 'average', activation: 'none', paddedCells: 0, bias: [] },
  identity: { images: 1, gap: 0, tolerance: 1 },
};

export async function writeStoredRun(
  store: ObjectStore,
  outcomes: readonly Outcome[],
  { isComplete, base = '/' }: { readonly isComplete: boolean; readonly base?: string },
): Promise<void> {
  const { description } = modelKeys(model.name, model.version);
  await store.put(description, Buffer.from(JSON.stringify(model)));
  const policy = findPolicy('paper-20')!;
  const manifest = { ...request.manifest, base };
  await createRun(store, { ...request, manifest, parameters: { ...request.parameters, policy } });
  const truths = outcomes.map(({ index }) => ({
    labels: [index % 1_000],
    boxes: [{ box: [0, 0, 200, 300] as [number, number, number, number] }],
  }));
  await storeRun(store, outcomes, truths);
  if (!isComplete) return await store.delete(runKeys(run).commit(1));
  const count = (kind: Outcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  await writeSummary(store, {
    run,
    state: 'complete',
    images: { total: outcomes.length, ok: count('ok'), failed: count('failed'), skipped: count('skipped') },
    failures: { 'image-truncated': count('failed') },
    warnings: {},
    seconds: 1,
    imagesPerSecond: outcomes.length,
    accuracy: null,
    repairs: {},
    results: '',
  });
}
