/** Two runs over the same rows, as the API compares them, and the rows of both. */

import type { OutcomeView } from '@camfleet/protocol';
import { requestJson } from '../api/request.js';

/** One row in both runs. */
export interface Pair {
  readonly index: number;
  readonly first: OutcomeView;
  readonly second: OutcomeView;
}

const ofRun = (run: string) => `/v1/runs/${encodeURIComponent(run)}`;

export function comparisonPath(
  first: string,
  second: string,
  words: Readonly<Record<string, string>>,
): string {
  return `${ofRun(first)}/comparison/${encodeURIComponent(second)}?${new URLSearchParams(words)}`;
}

/** Both runs' outcomes of these rows, with their maps. */
export async function fetchPairs(
  first: string,
  second: string,
  indices: readonly number[],
  signal: AbortSignal,
): Promise<readonly Pair[]> {
  if (indices.length === 0) return [];
  const ask = async (run: string) => {
    const path = `${ofRun(run)}/outcomes?maps=true&index=${indices.join()}`;
    const { outcomes } = await requestJson<{ outcomes: OutcomeView[] }>(path, { signal });
    return new Map(outcomes.map((outcome) => [outcome.index, outcome]));
  };
  const [one, other] = await Promise.all([ask(first), ask(second)]);
  return indices.flatMap((index) => {
    const pair = { index, first: one.get(index), second: other.get(index) };
    return pair.first === undefined || pair.second === undefined ? [] : [pair as Pair];
  });
}
