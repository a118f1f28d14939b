/** timeline.json: how an ended run's throughput went, kept by whoever worked it out first. */
import { type ObjectStore, runKeys, type Timeline, timelineSchema } from '@camfleet/contracts';
import { decodeJson, encodeJson } from './stored-json.js';

/** Null where nobody has kept it. */
export async function readTimeline(store: ObjectStore, run: string): Promise<Timeline | null> {
  const key = runKeys(run).timeline;
  const bytes = await store.get(key);
  return bytes && decodeJson(timelineSchema, key, bytes);
}

export async function keepTimeline(store: ObjectStore, run: string, timeline: Timeline): Promise<void> {
  await store.putIfAbsent(runKeys(run).timeline, encodeJson(timelineSchema, timeline));
}
