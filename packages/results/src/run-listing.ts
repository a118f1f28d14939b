/** The runs of a tenant, newest first: an empty object each, whose key is its place, so that a page is one listing. */
import { listingKeys, type ObjectStore, type RunRequest, runIdSchema } from '@camfleet/contracts';

/** Later than any run: so many milliseconds less the run's own are its place. */
const lastMs = 1e14;

type Listed = Pick<RunRequest, 'run' | 'tenant' | 'createdAt'>;

/** Where a run stands in its tenant's listing: one that stands elsewhere is the trace of a submission that was cut off. */
export function listedPlace({ run, createdAt }: Listed): string {
  return `${String(lastMs - Date.parse(createdAt)).padStart(14, '0')}-${run}`;
}

/** Before the run's own run.json. */
export async function listRun(store: ObjectStore, request: Listed): Promise<void> {
  await store.putIfAbsent(`${listingKeys(request.tenant)}${listedPlace(request)}`, new Uint8Array());
}

/** After everything else of it is gone. */
export async function unlistRun(store: ObjectStore, request: Listed): Promise<void> {
  await store.delete(`${listingKeys(request.tenant)}${listedPlace(request)}`);
}

export interface ListedRun {
  readonly run: string;
  /** The runs after it are listed from here. */
  readonly place: string;
}

/** From the newest on, or from after `place`. */
export async function* listTenantRuns(
  store: ObjectStore,
  tenant: string,
  place?: string,
): AsyncGenerator<ListedRun> {
  const prefix = listingKeys(tenant);
  for await (const { key } of store.list(prefix, place === undefined ? undefined : `${prefix}${place}`)) {
    const own = key.slice(prefix.length);
    const run = runIdSchema.safeParse(own.slice(own.indexOf('-') + 1));
    if (run.success) yield { run: run.data, place: own };
  }
}
