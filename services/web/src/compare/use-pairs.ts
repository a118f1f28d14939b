/** Pairs of outcomes in the order that was chosen, page by page, and the tally that came with them. */
import type { ComparisonView } from '@camfleet/protocol';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { requestJson } from '../api/request.js';
import { type OutcomePages, outcomePages } from '../gallery/outcome-pages.js';
import { comparisonPath, fetchPairs, type Pair } from './comparison.js';
import type { Order } from './pair-orders.js';

const pageRows = 30;
const pagesMax = 40;

export interface Pairs {
  readonly pages: OutcomePages<Pair>;
  readonly comparison: ComparisonView | null;
}

export function usePairs(first: string, second: string, order: Order): Pairs {
  const [state, setState] = useState<{ round: number; comparison: ComparisonView | null }>({
    round: 0,
    comparison: null,
  });
  const pages = useMemo(() => {
    let comparison: ComparisonView | null = null;
    return outcomePages<Pair>({
      pageRows,
      pagesMax,
      fetchPage: async (from, signal) => {
        const words = { sort: order, from: String(from), limit: String(pageRows) };
        comparison = await requestJson<ComparisonView>(comparisonPath(first, second, words), { signal });
        const indices = comparison.pairs.map(({ index }) => index);
        return { rows: await fetchPairs(first, second, indices, signal), total: comparison.total };
      },
      changed: () => setState((before) => ({ round: before.round + 1, comparison })),
    });
  }, [first, second, order]);
  useEffect(() => {
    setState((before) => ({ ...before, comparison: null }));
    return () => pages.close();
  }, [pages]);
  return { pages, comparison: state.comparison };
}
