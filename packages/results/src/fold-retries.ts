/** What trying a run's failed rows again has come to: each row once, as the last run has it that tried it. */
import {
  limits,
  type ManifestRow,
  type ModelDescription,
  modelDescriptionSchema,
  modelKeys,
  type ObjectStore,
  type Outcome,
  type RunRequest,
} from '@camfleet/contracts';
import { listCommits, readCommit } from './commits.js';
import { evaluateStored } from './evaluate-outcome.js';
import { getPart } from './parts.js';
import { readAhead } from './read-ahead.js';
import { openShardRanges, readShardIndex } from './shard-index.js';
import { readShardRows } from './shard-rows.js';
import { damaged, decodeJson } from './stored-json.js';
import { addTallies, type Tally } from './tallies.js';

export interface FoldedRetries {
  /** Rows that are ok now. */
  readonly ok: number;
  /** Of the rows that were tried, what they failed with before, and what those that still fail have now. */
  readonly before: Tally;
  readonly after: Tally;
  /** Accumulators of the rows that are ok now. */
  readonly evaluation: Tally;
}

interface EndedRetry {
  readonly run: string;
  /** Shards from this one on count as never begun. */
  readonly skippedFrom?: number | null | undefined;
}

interface TriedRow {
  readonly outcome: Exclude<Outcome, { outcome: 'skipped' }>;
  readonly row: ManifestRow;
}

interface TriedShard {
  readonly rows: readonly TriedRow[];
  readonly evaluation: Tally;
}

/** `retries` in the order in which they were made. The rows of a few shards are held at a time, and the numbers of rows that were tried. */
export async function foldRetries(
  store: ObjectStore,
  request: RunRequest,
  retries: readonly EndedRetry[],
): Promise<FoldedRetries> {
  const seen = new Set<number>();
  let model: ModelDescription | null = null;
  let folded: FoldedRetries = { ok: 0, before: {}, after: {}, evaluation: {} };
  for (const retry of retries.toReversed()) {
    for await (const { rows, evaluation } of triedShards(store, retry)) {
      const newest = rows.filter(({ outcome }) => !seen.has(outcome.index));
      for (const { outcome } of newest) seen.add(outcome.index);
      if (newest.length < rows.length) model ??= await modelOf(store, request);
      // Runs that overlap have judged a row twice: what such a shard adds is made of its rows that count.
      const judged = model !== null && newest.length < rows.length ? judge(newest, model) : evaluation;
      folded = add(folded, newest, judged);
    }
  }
  return folded;
}

async function* triedShards(
  store: ObjectStore,
  { run, skippedFrom }: EndedRetry,
): AsyncGenerator<TriedShard> {
  const index = await readShardIndex(store, run);
  // One that was cancelled before its rows were found has tried none.
  if (index === null) return;
  const ranges = openShardRanges(store, index);
  const read = async (shard: number): Promise<TriedShard> => {
    const record = await readCommit(store, run, shard);
    // A record that came after the run was cancelled does not count.
    if (record === null || shard >= (skippedFrom ?? index.shards)) return { rows: [], evaluation: {} };
    const rows = await readShardRows(store, index.pagesOf, await ranges.range(shard));
    const outcomes = (await Promise.all(record.parts.map((part) => getPart(store, part)))).flat();
    const tried = outcomes.flatMap((outcome, i) =>
      outcome.outcome === 'skipped' ? [] : [{ outcome, row: rows[i]! }],
    );
    return { rows: tried, evaluation: record.evaluation };
  };
  yield* readAhead(listCommits(store, run), limits.shardsReadAhead, read);
}

function judge(rows: readonly TriedRow[], model: ModelDescription): Tally {
  return rows.reduce<Tally>((sum, { outcome, row }) => {
    const one = outcome.outcome === 'ok' ? evaluateStored(outcome, row, model) : null;
    return one === null ? sum : addTallies(sum, one);
  }, {});
}

function add(
  { ok, before, after, evaluation }: FoldedRetries,
  rows: readonly TriedRow[],
  judged: Tally,
): FoldedRetries {
  const failed = rows.flatMap(({ outcome }) => (outcome.outcome === 'failed' ? [outcome.error.code] : []));
  return {
    ok: ok + rows.length - failed.length,
    before: addTallies(before, countOf(rows.flatMap(({ row }) => row.failedAs ?? []))),
    after: addTallies(after, countOf(failed)),
    evaluation: addTallies(evaluation, judged),
  };
}

function countOf(codes: readonly string[]): Tally {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

async function modelOf(store: ObjectStore, { model }: RunRequest): Promise<ModelDescription> {
  const key = modelKeys(model.name, model.version).description;
  const bytes = await store.get(key);
  if (bytes === null) throw damaged(key, 'it is not there');
  return decodeJson(modelDescriptionSchema, key, bytes);
}
