/** A run as the API shows it. */
import type { RunRequest } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import { runStatus } from '@camfleet/runs';
import { describeUri } from '@camfleet/sources';
import type { ApiDependencies } from '../api-dependencies.js';
import { inTime } from '../in-time.js';

/** What Redis knows is worth this long a wait, in ms: the store holds the truth. */
const liveMs = 500;

export async function viewRun(
  { store, readProgress }: ApiDependencies,
  request: RunRequest,
): Promise<RunView> {
  const { run, createdAt, tenant, model, manifest, parent, parameters } = request;
  const { policy } = parameters;
  const status = await runStatus(store, request, () => inTime(liveMs, readProgress(run)).catch(() => null));
  return {
    run,
    createdAt,
    tenant,
    model: `${model.name}@${model.version}`,
    policy: `${policy.id}@${policy.version}`,
    manifest: { kind: manifest.kind, source: describeUri(manifest.source) },
    parent: parent === null ? null : { kind: parent.kind, run: parent.run },
    ...status,
  };
}
