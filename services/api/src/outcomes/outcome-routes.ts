/** GET /v1/runs/{run}/outcomes: what became of each image, sorted and filtered, and one of them. */
import type { RunRequest } from '@camfleet/contracts';
import { outcomePageSchema, outcomePath, outcomeSchema, outcomesQuery, runPath } from '@camfleet/protocol';
import { type ReadRow, readRows, rowOfIndex } from '@camfleet/results';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { cursorOf, placeOf } from '../cursor.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { ownRun } from '../runs/own-run.js';
import { goneSignal } from '../when-gone.js';
import { findEnded, findLive } from './find-outcomes.js';
import type { createLiveReader } from './live-outcomes.js';
import type { OutcomeViews } from './outcome-views.js';
import { viewOutcome } from './view-outcome.js';

export interface OutcomeReaders {
  readonly views: OutcomeViews;
  readonly live: ReturnType<typeof createLiveReader>;
}

export function addOutcomeRoutes(app: Api, deps: ApiDependencies, readers: OutcomeReaders): void {
  const tags = ['outcomes'];

  app.get(
    '/v1/runs/:run/outcomes',
    {
      schema: {
        tags,
        summary: 'What became of each image',
        description:
          'Of an ended run, each row as its last attempt has it. While a run goes on: what is committed, in its own order, filtered by outcome and code alone.',
        params: runPath,
        querystring: outcomesQuery,
        response: {
          200: outcomePageSchema,
          ...problems('run-unknown', 'run-not-complete', 'not-indexed-yet', 'model-unknown'),
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const signal = goneSignal(reply.raw);
      const run = await ownRun(deps, request, request.params.run);
      const from = query.from ?? Number(placeOf(query.cursor, /^\d{1,15}$/) ?? 0);
      const ended = await readers.views.ended(run);
      const model = await readers.views.model(run);
      const { total, rows } =
        ended === null
          ? await findLive(run, await readers.live(run, model), query, from)
          : await findEnded(deps.store, ended, query, from, signal);
      const end = from + rows.length;
      const isLast = query.index !== undefined || end >= total || rows.length === 0;
      return {
        total,
        outcomes: rows.map((row) => viewOutcome(query.maps ? row : { ...row, maps: null }, model)),
        next: isLast ? null : cursorOf(String(end)),
      };
    },
  );

  app.get(
    '/v1/runs/:run/outcomes/:index',
    {
      schema: {
        tags,
        summary: 'What became of one image, with its maps',
        params: outcomePath,
        response: {
          200: outcomeSchema,
          ...problems('run-unknown', 'outcome-unknown', 'not-indexed-yet', 'model-unknown'),
        },
      },
    },
    async (request, reply) => {
      const run = await ownRun(deps, request, request.params.run);
      const row = await oneOutcome(deps, readers, run, request.params.index, goneSignal(reply.raw));
      return viewOutcome(row, await readers.views.model(run));
    },
  );
}

/** With its maps. Throws the Refusal 'outcome-unknown', and the signal's reason. */
export async function oneOutcome(
  { store }: Pick<ApiDependencies, 'store'>,
  { views, live }: OutcomeReaders,
  run: RunRequest,
  index: number,
  signal: AbortSignal,
): Promise<ReadRow> {
  const ended = await views.ended(run);
  if (ended === null) {
    const [found = null] = await (await live(run, await views.model(run))).rows([index]);
    if (found !== null) return found;
  } else {
    const row = rowOfIndex(ended.table, index);
    const [found] = row === null ? [] : await readRows(store, ended.table, [row], { maps: true, signal });
    if (found !== undefined) return found;
  }
  throw new Refusal('outcome-unknown', `Run ${run.run} has no outcome of row ${index}, or not yet.`);
}
