/** A run as it is shown: what was asked for, and how it stands. */
import type { ObjectStore, RunRequest } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import type { LiveRun } from '@camfleet/queue';
import { describeUri } from '@camfleet/sources';
import { estimateOutcome } from './estimate-run.js';
import { runStatus } from './run-status.js';

/** `readLive`: what Redis knows of the run, or null where none can be asked. */
export async function viewRun(
  store: ObjectStore,
  request: RunRequest,
  readLive: (run: string) => Promise<LiveRun | null>,
): Promise<RunView> {
  const { run, createdAt, tenant, model, manifest, parent, parameters, estimate } = request;
  const { policy } = parameters;
  const status = await runStatus(store, request, () => readLive(run));
  return {
    run,
    createdAt,
    tenant,
    model: `${model.name}@${model.version}`,
    policy: `${policy.id}@${policy.version}`,
    boxPolicy: policy,
    manifest: { kind: manifest.kind, source: describeUri(manifest.source) },
    parent: parent === null ? null : { kind: parent.kind, run: parent.run },
    ...status,
    estimate: estimate === undefined ? null : { ...estimate, actual: estimateOutcome(status.summary) },
  };
}
