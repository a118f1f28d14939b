/** Index: the committed rows of a run, compacted into pages that are sorted, filtered and shown from. */
import {
  limits,
  type ModelDescription,
  type ObjectStore,
  type OutcomeIndexHead,
  type OutcomePage,
  outcomeIndexSchema,
  outcomePageSchema,
  type RunRequest,
  runKeys,
} from '@camfleet/contracts';
import { openShardRanges, readShardIndex } from '../shard-index.js';
import { decodeJson, encodeJson } from '../stored-json.js';
import { addTallies } from '../tallies.js';
import { writePage } from './write-page.js';

export interface IndexSettings {
  readonly model: ModelDescription;
  /** Shards below this one are indexed: all of a complete run, those that were begun of a cancelled one. */
  readonly shards: number;
  readonly signal: AbortSignal;
}

/**
 * Goes on where one before it was cut off, and changes nothing where all is there. Memory is that of one page's columns
 * and one segment, whatever the run. Throws a Problem where an object of the run is missing or damaged.
 */
export async function indexOutcomes(
  store: ObjectStore,
  request: RunRequest,
  { model, shards, signal }: IndexSettings,
): Promise<OutcomeIndexHead | null> {
  const standing = await readOutcomeIndex(store, request.run, signal);
  if (standing !== null) return standing;
  const index = await readShardIndex(store, request.run, signal);
  if (index === null) return null;
  const keys = runKeys(request.run);
  const pageShards = Math.max(1, Math.floor(limits.outcomePageRows / index.shardRows));
  const pages = Math.ceil(shards / pageShards);
  const context = { store, request, model, index, ranges: openShardRanges(store, index), signal };
  let head = { rows: 0, shards, pageShards, pages, evaluation: {} };
  for (let page = 0; page < pages; page++) {
    const end = Math.min(shards, (page + 1) * pageShards);
    const known = await readPage(store, keys.outcomePage(page), signal);
    const { rows, evaluation } = known ?? (await writePage(context, page, [page * pageShards, end]));
    head = { ...head, rows: head.rows + rows, evaluation: addTallies(head.evaluation, evaluation) };
  }
  await store.put(keys.outcomeIndex, encodeJson(outcomeIndexSchema, head), signal);
  return head;
}

/** Null where the run is not indexed. */
export async function readOutcomeIndex(
  store: ObjectStore,
  run: string,
  signal?: AbortSignal,
): Promise<OutcomeIndexHead | null> {
  const key = runKeys(run).outcomeIndex;
  const bytes = await store.get(key, signal);
  return bytes && decodeJson(outcomeIndexSchema, key, bytes);
}

async function readPage(store: ObjectStore, key: string, signal: AbortSignal): Promise<OutcomePage | null> {
  const bytes = await store.get(key, signal);
  return bytes && decodeJson(outcomePageSchema, key, bytes);
}
