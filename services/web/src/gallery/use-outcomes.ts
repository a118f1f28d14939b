/** The outcomes of a run in the order that was chosen, page by page as they come near the screen. */

import type { OutcomeView } from '@camfleet/protocol';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { asProblem } from '../api/problem-error.js';
import { requestJson } from '../api/request.js';
import { type Selection, selectionQuery } from './gallery-query.js';
import { type OutcomePages, outcomePages } from './outcome-pages.js';

const pageRows = 60;
/** 3 000 outcomes: about ten megabytes with maps of 13×13. */
const pagesMax = 50;
/** How soon it is asked again whether the rows are indexed. */
const indexedMs = 2_000;

export interface Outcomes {
  readonly pages: OutcomePages<OutcomeView>;
  /** Counts what came to be known: whoever shows rows is drawn again with it. */
  readonly round: number;
}

export function useOutcomes(run: string, selection: Selection): Outcomes {
  const [round, setRound] = useState(0);
  const words = selectionQuery(selection).toString();
  const pages = useMemo(
    () =>
      outcomePages<OutcomeView>({
        pageRows,
        pagesMax,
        fetchPage: async (from, signal) => {
          const query = new URLSearchParams(words);
          query.set('from', String(from));
          query.set('limit', String(pageRows));
          query.set('maps', 'true');
          const path = `/v1/runs/${encodeURIComponent(run)}/outcomes?${query}`;
          const { outcomes, total } = await requestJson<{ outcomes: OutcomeView[]; total: number }>(path, {
            signal,
          });
          return { rows: outcomes, total };
        },
        changed: () => setRound((before) => before + 1),
      }),
    [run, words],
  );
  useEffect(() => () => pages.close(), [pages]);
  const { error } = pages;
  useEffect(() => {
    if (error === null || asProblem(error).code !== 'not-indexed-yet') return;
    const timer = setTimeout(() => pages.refresh(), indexedMs);
    return () => clearTimeout(timer);
  }, [error, pages]);
  return { pages, round };
}
