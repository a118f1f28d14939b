/** What became of one image, as the table of camfleet results shows it. */
import type { Box, FailureCode, Outcome } from '@camfleet/contracts';

export interface OutcomeLine {
  readonly index: number;
  readonly uri: string;
  readonly outcome: Outcome['outcome'];
  /** Of an image that failed. */
  readonly code: FailureCode | null;
  /** The best class: its name, or its index where it has none. */
  readonly class: string | null;
  readonly score: number | null;
  /** That of the best class. */
  readonly box: Box | null;
}

export function outcomeLine(outcome: Outcome, classNames: readonly string[] | null): OutcomeLine {
  const { index, uri } = outcome;
  const nothing = { code: null, class: null, score: null, box: null };
  if (outcome.outcome === 'failed')
    return { index, uri, outcome: 'failed', ...nothing, code: outcome.error.code };
  if (outcome.outcome === 'skipped') return { index, uri, outcome: 'skipped', ...nothing };
  const best = outcome.classes[0]!;
  return {
    index,
    uri,
    outcome: 'ok',
    code: null,
    class: classNames?.[best] ?? String(best),
    score: outcome.scores[0]!,
    box: outcome.boxes[0] ?? null,
  };
}
