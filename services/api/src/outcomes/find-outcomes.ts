/** Which outcomes a question asks for. */
import type { ModelDescription, ObjectStore, RowOrder, RunRequest } from '@camfleet/contracts';
import type { OutcomesQuery } from '@camfleet/protocol';
import { classIndex, matchText, type ReadRow, readRows, rowOfIndex, selectRows } from '@camfleet/results';
import { Refusal } from '../refusal.js';
import type { LiveOutcomes } from './live-outcomes.js';
import type { EndedRun } from './outcome-views.js';

export interface FoundOutcomes {
  readonly total: number;
  readonly rows: readonly ReadRow[];
}

/** Throws the Refusal 'request-invalid' where a class is none of the model's, and the signal's reason. */
export async function findEnded(
  store: ObjectStore,
  { table, model, selections }: EndedRun,
  query: OutcomesQuery,
  from: number,
  signal: AbortSignal,
): Promise<FoundOutcomes> {
  const { limit, maps, index } = query;
  if (index !== undefined) {
    const rows = index.map((one) => rowOfIndex(table, one)).filter((row) => row !== null);
    return { total: rows.length, rows: await readRows(store, table, rows, { maps, signal }) };
  }
  const { sort, outcome, code, scoreMin, scoreMax, iouMin, iouMax, q } = query;
  const filter = {
    outcome,
    code,
    top: classOf(model, query, 'class'),
    label: classOf(model, query, 'label'),
    scoreMin,
    scoreMax,
    iouMin,
    iouMax,
  };
  const question = JSON.stringify([sort, filter, q]);
  let rows = selections.get(question);
  if (rows === undefined) {
    const mask = q === undefined ? null : await matchText(store, table, q, signal);
    const order = sort.replace(/^-/, '') as RowOrder;
    rows = selections.remember(question, () =>
      selectRows(table, { ...filter, mask }, order, sort.startsWith('-')),
    );
  }
  const page = rows.subarray(from, from + limit);
  return { total: rows.length, rows: await readRows(store, table, page, { maps, signal }) };
}

/** A run that goes on has no order but its own. Throws the Refusal 'run-not-complete'. */
export async function findLive(
  { run }: RunRequest,
  live: LiveOutcomes,
  query: OutcomesQuery,
  from: number,
): Promise<FoundOutcomes> {
  const { limit, sort, outcome, code, index } = query;
  const ofEnded = [
    'class',
    'label',
    'scoreMin',
    'scoreMax',
    'iouMin',
    'iouMax',
    'q',
  ] as const satisfies readonly (keyof OutcomesQuery)[];
  const named = ofEnded.find((name) => query[name] !== undefined) ?? (sort === 'index' ? null : 'sort');
  if (named !== null) {
    const detail = 'works once the run is complete';
    throw new Refusal(
      'run-not-complete',
      `Run ${run} is not complete: until then its outcomes are listed in their own order, and filtered by outcome and code.`,
      { mistakes: [{ in: 'query', pointer: `#/${named}`, detail }] },
    );
  }
  if (index !== undefined) {
    const found = (await live.rows(index)).filter((row) => row !== null);
    return { total: found.length, rows: found };
  }
  const filter = { ...(outcome !== undefined && { outcome }), ...(code !== undefined && { code }) };
  const { total, rows } = await live.page(filter, from, limit);
  return { total, rows };
}

function classOf(model: ModelDescription, query: OutcomesQuery, name: 'class' | 'label'): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const found = classIndex(text, model) ?? (/^\d+$/.test(text) ? classIndex(Number(text), model) : null);
  if (found !== null) return found;
  const detail = `names no class of ${model.name}, or several`;
  throw new Refusal('request-invalid', `query #/${name}: "${text}" ${detail}.`, {
    mistakes: [{ in: 'query', pointer: `#/${name}`, detail }],
  });
}
