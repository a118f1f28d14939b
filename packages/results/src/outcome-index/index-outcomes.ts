/** Index: the committed rows of a run, compacted into pages that are sorted, filtered and shown from. */
import {
  type CommitRecord,
  limits,
  type ModelDescription,
  type ObjectStore,
  type OutcomeIndexHead,
  type OutcomePage,
  outcomeIndexSchema,
  outcomePageSchema,
  type RunRequest,
  runKeys,
  type ShardIndex,
} from '@camfleet/contracts';
import { openShardRanges, readShardIndex } from '../shard-index.js';
import { decodeJson, encodeJson } from '../stored-json.js';
import { addTallies } from '../tallies.js';
import { type PageContext, writePage } from './write-page.js';

export interface IndexSettings {
  readonly model: ModelDescription;
  /** The records that are at hand; all others are read. */
  readonly recordOf?: (shard: number) => CommitRecord | undefined;
  readonly signal: AbortSignal;
}

/** Shards of every page but the last one. */
export function outcomePageShards({ shardRows }: Pick<ShardIndex, 'shardRows'>): number {
  return Math.max(1, Math.floor(limits.outcomePageRows / shardRows));
}

/**
 * A page ahead of the index, once all its shards are committed: a long run's last rows are then the only ones that wait for
 * its end. Throws as `indexOutcomes` does.
 */
export async function indexPage(
  store: ObjectStore,
  request: RunRequest,
  { index, ranges }: Pick<PageContext, 'index' | 'ranges'>,
  page: number,
  { recordOf = readAll, ...settings }: IndexSettings,
): Promise<void> {
  const pageShards = outcomePageShards(index);
  const end = Math.min(index.shards, (page + 1) * pageShards);
  const context = { store, request, index, ranges, recordOf, ...settings };
  await pageOf(context, page, [page * pageShards, end]);
}

/**
 * Shards below `shards` are indexed: all of a complete run, those that were begun of a cancelled one. Goes on where one
 * before it was cut off, and changes nothing where all is there. Memory is that of one page's columns and one segment,
 * whatever the run. Throws a Problem where an object of the run is missing or damaged.
 */
export async function indexOutcomes(
  store: ObjectStore,
  request: RunRequest,
  { shards, model, recordOf = readAll, signal }: IndexSettings & { readonly shards: number },
): Promise<OutcomeIndexHead | null> {
  const standing = await readOutcomeIndex(store, request.run, signal);
  if (standing?.shards === shards) return standing;
  const index = await readShardIndex(store, request.run, signal);
  if (index === null) return null;
  const pageShards = outcomePageShards(index);
  const pages = Math.ceil(shards / pageShards);
  const ranges = openShardRanges(store, index);
  const context = { store, request, model, index, ranges, recordOf, signal };
  let head = { rows: 0, shards, pageShards, pages, evaluation: {} };
  for (let page = 0; page < pages; page++) {
    const end = Math.min(shards, (page + 1) * pageShards);
    const { rows, evaluation } = await pageOf(context, page, [page * pageShards, end]);
    head = { ...head, rows: head.rows + rows, evaluation: addTallies(head.evaluation, evaluation) };
  }
  await store.put(runKeys(request.run).outcomeIndex, encodeJson(outcomeIndexSchema, head), signal);
  return head;
}

const readAll = () => undefined;

/**
 * As it stands, or else written. One that was written ahead may have more shards than count of a cancelled run; one that a
 * cancel had cut short, fewer than a former leader's late commit has made of it.
 */
async function pageOf(
  context: PageContext,
  page: number,
  [from, to]: readonly [number, number],
): Promise<OutcomePage> {
  const { store, request, signal } = context;
  const known = await readPage(store, runKeys(request.run).outcomePage(page), signal);
  return known?.shards === to - from ? known : await writePage(context, page, [from, to]);
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
