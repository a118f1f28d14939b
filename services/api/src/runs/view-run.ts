/** A run as the API shows it. */
import type { RunRequest } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import { viewRun as view } from '@camfleet/runs';
import { inTime } from '@camfleet/runtime';
import type { ApiDependencies } from '../api-dependencies.js';

/** What Redis knows is worth this long a wait, in ms: the store holds the truth. */
const liveMs = 500;

export async function viewRun({ store, readLive }: ApiDependencies, request: RunRequest): Promise<RunView> {
  return await view(store, request, (run) => inTime(liveMs, readLive(run)).catch(() => null));
}
