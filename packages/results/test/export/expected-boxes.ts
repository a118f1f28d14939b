/** What has to come back out of every format. */
import type { Box, OkOutcome, Outcome } from '@camfleet/contracts';

export const isOk = (outcome: Outcome): outcome is OkOutcome => outcome.outcome === 'ok';

interface ExpectedBox {
  readonly index: number;
  readonly uri: string;
  readonly label: number;
  readonly score: number;
  readonly box: Box;
}

/** The boxes of every image's top classes, best class first. */
export function expectedBoxes(outcomes: readonly Outcome[], top = 5): ExpectedBox[] {
  return outcomes.filter(isOk).flatMap(({ index, uri, classes, scores, boxes }) =>
    classes.slice(0, top).flatMap((label, rank) => {
      const box = boxes[rank] ?? null;
      return box === null ? [] : { index, uri, label, score: scores[rank]!, box };
    }),
  );
}
