/** GET /v1/runs/{run}/comparison/{other}: two runs over the same rows, and where they differ. */
import { isDeepStrictEqual } from 'node:util';
import type { ObjectStore, RunRequest } from '@camfleet/contracts';
import { comparisonPath, comparisonQuery, comparisonSchema } from '@camfleet/protocol';
import {
  type ComparedTables,
  compareTables,
  orderPairs,
  type PairOrder,
  readRun,
  readShardIndex,
} from '@camfleet/results';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { ownRun } from '../runs/own-run.js';
import { createLru } from './lru.js';
import type { OutcomeReaders } from './outcome-routes.js';
import type { EndedRun } from './outcome-views.js';

interface Remembered {
  readonly compared: ComparedTables;
  readonly orders: Map<PairOrder, Uint32Array>;
}

/** Of all comparisons that are remembered, with their three orders. */
const bytesMax = 64 * 1024 * 1024;
const pairBytes = 24;

export function addComparisonRoutes(app: Api, deps: ApiDependencies, { views }: OutcomeReaders): void {
  const known = createLru<Remembered>(bytesMax, ({ compared }) => compared.index.length * pairBytes);

  app.get(
    '/v1/runs/:run/comparison/:other',
    {
      schema: {
        tags: ['outcomes'],
        summary: 'Two ended runs over the same manifest, row by row',
        params: comparisonPath,
        querystring: comparisonQuery,
        response: {
          200: comparisonSchema,
          ...problems('run-unknown', 'run-conflict', 'run-not-complete', 'not-indexed-yet', 'model-unknown'),
        },
      },
    },
    async (request) => {
      const { sort, from, limit } = request.query;
      const first = await ownRun(deps, request, request.params.run);
      const second = await ownRun(deps, request, request.params.other);
      await refuseOtherRows(deps.store, first, second);
      const [one, other] = [await endedOrRefuse(first), await endedOrRefuse(second)];
      const { compared, orders } = remember(one, other);
      const order = orders.get(sort) ?? orderPairs(compared, sort);
      orders.set(sort, order);
      const { wins, losses, ties, unjudged, meanIou } = compared;
      const iouOf = (column: Float32Array, pair: number) =>
        Number.isNaN(column[pair]) ? null : column[pair]!;
      return {
        total: order.length,
        wins,
        losses,
        ties,
        unjudged,
        meanIou,
        pairs: Array.from(order.subarray(from, from + limit), (pair) => ({
          index: compared.index[pair]!,
          iou: [iouOf(compared.first, pair), iouOf(compared.second, pair)] as const,
        })),
      };
    },
  );

  async function endedOrRefuse(run: RunRequest): Promise<EndedRun> {
    const ended = await views.ended(run);
    if (ended !== null) return ended;
    throw new Refusal('run-not-complete', `Run ${run.run} is not complete: it is compared then.`);
  }

  /** A run whose failed rows were tried again is another table, and is compared anew. */
  function remember({ table: one }: EndedRun, { table: other }: EndedRun): Remembered {
    return known.remember(`${one.runs.join()} ${other.runs.join()}`, () => ({
      compared: compareTables(one, other),
      orders: new Map(),
    }));
  }
}

/** Rows are paired by their number, which says something only where both runs read the same manifest, as it was then. */
async function refuseOtherRows(store: ObjectStore, one: RunRequest, other: RunRequest): Promise<void> {
  const rowsOf = ({ run, parent }: RunRequest) => parent?.rows ?? run;
  if (rowsOf(one) === rowsOf(other)) return;
  const [here, there] = await Promise.all([manifestOf(store, one), manifestOf(store, other)]);
  if (isDeepStrictEqual(here, there)) return;
  const names = `${one.run} and ${other.run}`;
  throw new Refusal(
    'run-conflict',
    isDeepStrictEqual(one.manifest, other.manifest)
      ? `The manifest changed between runs ${names}: runs over the same rows can be compared.`
      : `Runs ${names} are of different manifests: runs over the same pictures can be compared.`,
  );
}

/** What was read, as far as that can be told: of folders and the like, which have no version, how many rows they had. */
async function manifestOf(store: ObjectStore, request: RunRequest) {
  const { run, manifest, parent } = request;
  const own = parent === null || parent.rows === run ? request : await readRun(store, parent.rows);
  // Where they are some that were tried again, all of them are those of the run that was tried first.
  const index = await readShardIndex(store, own.parent?.run ?? own.run);
  return { manifest, source: index?.source, rows: index?.population ?? index?.rows };
}
