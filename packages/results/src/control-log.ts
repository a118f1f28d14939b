/** What was decided about a run: an append-only log of small objects, since the store is the truth of that as well. */
import {
  type Control,
  type ControlEntry,
  controlEntrySchema,
  foldControl,
  type ObjectStore,
  runKeys,
} from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';

/** Entries appended by others while one tries to: more than people type at a time. */
const appendTriesMax = 1_000;

/** `known` and every entry that came after it: one read where there is none. */
export async function readControl(
  store: ObjectStore,
  run: string,
  known: Control,
  signal?: AbortSignal,
): Promise<Control> {
  let control = known;
  for (;;) {
    const key = runKeys(run).control(control.entries);
    const bytes = await store.get(key, signal);
    if (bytes === null) return control;
    control = foldControl(control, decodeJson(controlEntrySchema, key, bytes));
  }
}

/** Appends the entry after those that stand; returns what the log comes to. */
export async function appendControl(
  store: ObjectStore,
  run: string,
  known: Control,
  entry: ControlEntry,
  signal?: AbortSignal,
): Promise<Control> {
  let control = known;
  for (let tries = 0; tries < appendTriesMax; tries++) {
    control = await readControl(store, run, control, signal);
    const key = runKeys(run).control(control.entries);
    if (await store.putIfAbsent(key, encodeJson(controlEntrySchema, entry), signal)) {
      return foldControl(control, entry);
    }
  }
  throw new Error(`the log of run ${run} grows faster than it can be appended to`);
}
