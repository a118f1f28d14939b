/** How right a run is, of the rows that have truth: at its end in the summary, and on the way in its progress. */
import { z } from 'zod';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1).nullable();

/** Shares 0..1 that are right; null where no row had the truth that figure needs. */
export const accuracySchema = z.object({
  evaluated: count,
  evaluatedWithBoxes: count,
  top1Cls: share,
  top5Cls: share,
  top1Loc: share,
  top5Loc: share,
  gtKnown: share,
  maxBoxAcc: share,
  /** The best threshold of the whole set, as a share of a map's maximum. */
  maxBoxAccThreshold: share,
  maxBoxAccV2: share,
  meanIou: share,
  pointingGame: share,
  baselines: z.object({ centre: share, whole: share }),
});
export type Accuracy = z.infer<typeof accuracySchema>;
