/** What the API remembers of runs that have ended: their tables, in bounded memory, made anew from the store when dropped. */
import {
  type ModelDescription,
  type ObjectStore,
  type OutcomeIndexHead,
  type RunRequest,
  runKeys,
} from '@camfleet/contracts';
import {
  addTallies,
  foldRetries,
  indexOutcomes,
  listRetries,
  loadOutcomeTable,
  mergeTables,
  numbersNeverBegun,
  type OutcomeTable,
  readOutcomeIndex,
  readRun,
  readShardIndex,
  readSummary,
  tableRowBytes,
} from '@camfleet/results';
import { inTime } from '@camfleet/runtime';
import { knownModel } from '../models/known-model.js';
import { Refusal } from '../refusal.js';
import { createLru, type Lru } from './lru.js';

export interface EndedRun {
  readonly table: OutcomeTable;
  readonly model: ModelDescription;
  /** The accumulators of all its runs. */
  readonly evaluation: Readonly<Record<string, number>>;
  /** Rows in the order of an earlier question, by the question. */
  readonly selections: Lru<Uint32Array>;
}

export interface OutcomeViews {
  /** Null while the run has not ended. Throws the Refusal 'not-indexed-yet' where its rows are still being indexed. */
  ended(request: RunRequest): Promise<EndedRun | null>;
  model(request: RunRequest): Promise<ModelDescription>;
}

/** Of all tables that are remembered; a larger one is held while it is asked for. */
const tableBytesMax = 256 * 1024 * 1024;
/** Orders of all rows that are remembered of a run, and the memory of one row in each. */
const ordersMax = 8;
const orderRowBytes = 4;
const modelsMax = 16;
/** How long somebody waits for an index to be made, in ms. */
const indexMs = 8_000;
const noRows: OutcomeIndexHead = { rows: 0, shards: 0, pageShards: 1, pages: 0, evaluation: {} };

export function createOutcomeViews(store: ObjectStore, stopping: AbortSignal): OutcomeViews {
  const models = createLru<Promise<ModelDescription>>(modelsMax, () => 1);
  const tables = createLru<Promise<EndedRun>>(tableBytesMax, () => 0);
  const indexing = new Map<string, Promise<unknown>>();

  const model = ({ model: { name, version } }: RunRequest) =>
    models.remember(`${name}@${version}`, () => knownModel(store, `${name}@${version}`));

  async function indexed(request: RunRequest, skippedFrom: number | null) {
    const standing = await readOutcomeIndex(store, request.run);
    if (standing !== null) return standing;
    // One that was cancelled before it was scanned has no rows.
    if ((await readShardIndex(store, request.run)) === null) return noRows;
    // A run that ended before there was an index, or whose index could not be made then.
    const made = indexing.get(request.run) ?? startIndex(request, skippedFrom);
    if ((await inTime(indexMs, made)) === null) throw beingIndexed(request.run);
    const head = await readOutcomeIndex(store, request.run);
    if (head === null) throw beingIndexed(request.run);
    return head;
  }

  function startIndex(request: RunRequest, skippedFrom: number | null): Promise<unknown> {
    const made = (async () => {
      const shards = skippedFrom ?? (await readShardIndex(store, request.run))?.shards ?? 0;
      return await indexOutcomes(store, request, { model: await model(request), shards, signal: stopping });
    })().finally(() => indexing.delete(request.run));
    indexing.set(request.run, made);
    return made;
  }

  async function neverBegun({ request, skippedFrom }: EndedRequest, head: OutcomeIndexHead) {
    if (skippedFrom === null) return new Int32Array();
    return await numbersNeverBegun(store, request.run, head, stopping);
  }

  async function load(requests: readonly EndedRequest[]): Promise<EndedRun> {
    const heads = [];
    for (const { request, skippedFrom } of requests) heads.push(await indexed(request, skippedFrom));
    const loaded = await Promise.all(
      heads.map(async (head, i) =>
        loadOutcomeTable(store, requests[i]!.request.run, head, await neverBegun(requests[i]!, head)),
      ),
    );
    const table = mergeTables(loaded[0]!, loaded.slice(1));
    const retries = requests.slice(1).map(({ request: { run }, skippedFrom }) => ({ run, skippedFrom }));
    const retried = await foldRetries(store, requests[0]!.request, retries);
    return {
      table,
      model: await model(requests[0]!.request),
      evaluation: addTallies(heads[0]!.evaluation, retried.evaluation),
      selections: createLru<Uint32Array>(ordersMax * orderRowBytes * table.rows, (rows) => rows.byteLength),
    };
  }

  return {
    model,
    ended: async (request) => {
      const own = await endedRequest(store, request);
      if (own === null) return null;
      const retries = [];
      for (const retry of await listRetries(store, request.run)) {
        if ((await store.get(runKeys(retry).run)) === null) continue;
        const found = await endedRequest(store, await readRun(store, retry));
        if (found !== null) retries.push(found);
      }
      const all = [own, ...retries];
      const key = all.map(({ request: { run } }) => run).join();
      const view = await tables.remember(key, () => load(all));
      tables.weigh(key, view.table.rows * (tableRowBytes + ordersMax * orderRowBytes));
      return view;
    },
  };
}

interface EndedRequest {
  readonly request: RunRequest;
  readonly skippedFrom: number | null;
}

async function endedRequest(store: ObjectStore, request: RunRequest): Promise<EndedRequest | null> {
  const summary = await readSummary(store, request.run);
  return summary && { request, skippedFrom: summary.skippedFrom ?? null };
}

function beingIndexed(run: string): Refusal {
  return new Refusal('not-indexed-yet', `The rows of ${run} are being indexed: ask again in some seconds.`, {
    headers: { 'retry-after': '5' },
  });
}
