/** The runs that a fleet looks after: named by an empty object each from submission to end. */
import { type ObjectStore, openRunKey, openRuns, runIdSchema } from '@camfleet/contracts';

/** After run.json is stored. */
export async function openRun(store: ObjectStore, run: string): Promise<void> {
  await store.putIfAbsent(openRunKey(run), new Uint8Array());
}

/** After the summary is stored. */
export async function closeRun(store: ObjectStore, run: string): Promise<void> {
  await store.delete(openRunKey(run));
}

/** False from the first moment of its deletion on. */
export async function isOpen(store: ObjectStore, run: string, signal?: AbortSignal): Promise<boolean> {
  return (await store.get(openRunKey(run), signal)) !== null;
}

export async function* listOpenRuns(store: ObjectStore): AsyncGenerator<string> {
  for await (const { key } of store.list(openRuns)) {
    const run = runIdSchema.safeParse(key.slice(openRuns.length));
    if (run.success) yield run.data;
  }
}
