/** The accumulators of several indexed runs. */
import type { OutcomeIndexHead } from '@camfleet/contracts';
import { addTallies, type Tally } from '../tallies.js';

/** Failed rows add nothing to them, so that those of a run and of who tried its rows again add up. */
export function sumOutcomeEvaluations(heads: readonly Pick<OutcomeIndexHead, 'evaluation'>[]): Tally {
  return heads.reduce<Tally>((sum, { evaluation }) => addTallies(sum, evaluation), {});
}
