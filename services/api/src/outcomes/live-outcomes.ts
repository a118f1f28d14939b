/** The outcomes of a run that goes on, as far as it is committed: in row order, from the parts themselves. */
import {
  type CommitRecord,
  limits,
  type ManifestRow,
  type ModelDescription,
  type ObjectStore,
  type Outcome,
  type RunRequest,
} from '@camfleet/contracts';
import {
  getPart,
  listCommits,
  openShardRanges,
  type ReadRow,
  readCommit,
  readShardIndex,
  readShardRows,
  showOutcome,
} from '@camfleet/results';
import pLimit from 'p-limit';
import { createLru } from './lru.js';

type LiveFilter = Partial<Pick<Outcome, 'outcome'> & { readonly code: string }>;

export interface LiveOutcomes {
  readonly counts: { readonly ok: number; readonly failed: number; readonly skipped: number };
  readonly failures: Readonly<Record<string, number>>;
  /** How many fit, and those from the `from`th on. */
  page(filter: LiveFilter, from: number, limit: number): Promise<{ total: number; rows: ReadRow[] }>;
  /** Of each, null where the row is not committed yet; every part that holds one of them is read once. */
  rows(indices: readonly number[]): Promise<(ReadRow | null)[]>;
}

/** Runs whose records are remembered, and parts whose rows are. */
const runsMax = 8;
const partsMax = 8;

export function createLiveReader(store: ObjectStore) {
  const known = createLru<Map<number, CommitRecord>>(runsMax, () => 1);
  const parts = createLru<Promise<readonly Shown[]>>(partsMax, () => 1);
  const lane = pLimit(limits.commitReadsMax);

  async function recordsOf(run: string): Promise<readonly CommitRecord[]> {
    const records = known.remember(run, () => new Map());
    const missing: number[] = [];
    for await (const shard of listCommits(store, run)) if (!records.has(shard)) missing.push(shard);
    await Promise.all(
      missing.map((shard) =>
        lane(async () => {
          const record = await readCommit(store, run, shard);
          if (record !== null) records.set(shard, record);
        }),
      ),
    );
    return [...records.values()].sort((a, b) => a.shard - b.shard);
  }

  async function readShard(
    run: string,
    record: CommitRecord,
    model: ModelDescription,
  ): Promise<readonly Shown[]> {
    const index = await readShardIndex(store, run);
    let truths: readonly ManifestRow[] | null = null;
    if (index !== null && index.wanted > 0) {
      const range = await openShardRanges(store, index).range(record.shard);
      truths = await readShardRows(store, index.pagesOf, range);
    }
    const outcomes = (await Promise.all(record.parts.map((part) => getPart(store, part)))).flat();
    return outcomes.map((outcome, i) => ({ outcome, row: rowOf(outcome, truths?.[i] ?? null, model) }));
  }

  return async ({ run, parent, sample }: RunRequest, model: ModelDescription): Promise<LiveOutcomes> => {
    const records = await recordsOf(run);
    const shardOf = (record: CommitRecord) =>
      parts.remember(`${run}/${record.shard}`, () => readShard(run, record, model));
    return {
      counts: {
        ok: sum(records, ({ counts }) => counts.ok),
        failed: sum(records, ({ counts }) => counts.failed),
        skipped: sum(records, ({ counts }) => counts.skipped),
      },
      failures: Object.fromEntries(
        [...new Set(records.flatMap(({ failures }) => Object.keys(failures)))].map((code) => [
          code,
          sum(records, ({ failures }) => failures[code] ?? 0),
        ]),
      ),
      page: async (filter, from, limit) => {
        const rows: ReadRow[] = [];
        let before = 0;
        for (const record of records) {
          const fitting = countOf(record, filter);
          if (before + fitting > from && rows.length < limit) {
            const own = (await shardOf(record)).filter(({ outcome }) => fits(outcome, filter));
            const start = Math.max(0, from - before);
            rows.push(...own.slice(start, start + limit - rows.length).map(({ row }) => row));
          }
          before += fitting;
        }
        return { total: before, rows };
      },
      rows: async (indices) => {
        // Rows of a sample, or that were tried before, stand anywhere: their parts are looked through.
        const isWhole = parent?.kind !== 'retry' && sample === undefined;
        const shards = isWhole ? await shardsWith(store, run, indices) : null;
        const missing = new Set(indices);
        const found = new Map<number, ReadRow>();
        for (const record of records) {
          if (missing.size === 0) break;
          if (shards !== null && !shards.has(record.shard)) continue;
          for (const { outcome, row } of await shardOf(record))
            if (missing.delete(outcome.index)) found.set(outcome.index, row);
        }
        return indices.map((index) => found.get(index) ?? null);
      },
    };
  };
}

interface Shown {
  readonly outcome: Outcome;
  readonly row: ReadRow;
}

function rowOf(outcome: Outcome, manifest: ManifestRow | null, model: ModelDescription): ReadRow {
  const maps = outcome.outcome === 'ok' ? outcome.maps : new Uint16Array();
  return {
    shown: showOutcome(outcome, manifest, model),
    maps: new Uint8Array(maps.buffer, maps.byteOffset, maps.byteLength),
  };
}

const sum = (records: readonly CommitRecord[], of: (record: CommitRecord) => number) =>
  records.reduce((total, record) => total + of(record), 0);

function countOf({ counts, failures }: CommitRecord, { outcome, code }: LiveFilter): number {
  if (code !== undefined) return outcome === undefined || outcome === 'failed' ? (failures[code] ?? 0) : 0;
  if (outcome !== undefined) return counts[outcome];
  return counts.ok + counts.failed + counts.skipped;
}

function fits(row: Outcome, { outcome, code }: LiveFilter): boolean {
  if (outcome !== undefined && row.outcome !== outcome) return false;
  return code === undefined || (row.outcome === 'failed' && row.error.code === code);
}

/** Shards hold the rows of the manifest in order: they are walked through once, however many rows are asked for. */
async function shardsWith(
  store: ObjectStore,
  run: string,
  indices: readonly number[],
): Promise<ReadonlySet<number>> {
  const shards = new Set<number>();
  const index = await readShardIndex(store, run);
  if (index === null) return shards;
  const ranges = openShardRanges(store, index);
  const waiting = [...indices].sort((a, b) => b - a);
  let end = 0;
  for (let shard = 0; shard < index.shards && waiting.length > 0; shard++) {
    end += (await ranges.range(shard)).rows;
    for (; waiting.length > 0 && waiting.at(-1)! < end; waiting.pop()) shards.add(shard);
  }
  return shards;
}
