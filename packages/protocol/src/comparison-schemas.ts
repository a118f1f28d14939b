/** Two runs side by side, as the API compares them. */
import { runIdSchema } from '@camfleet/contracts';
import { z } from 'zod';
import { runPath } from './run-schemas.js';

const count = z.int().nonnegative();
const both = z.tuple([z.number().nullable(), z.number().nullable()]).readonly();

export const comparisonPath = runPath.extend({ other: runIdSchema });

export const comparisonQuery = z.object({
  sort: z
    .enum(['index', 'difference', '-difference'])
    .default('difference')
    .describe('difference: those first in which the first run is better by most; - turns it round.'),
  from: z.coerce.number().int().min(0).default(0).describe('Where the page begins, counted from 0.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const comparisonSchema = z
  .object({
    total: count.describe('Rows that both runs have.'),
    wins: count.describe('Rows whose IoU is greater in the first run.'),
    losses: count.describe('Rows whose IoU is greater in the other.'),
    ties: count.describe('Rows whose IoU is the same in both.'),
    unjudged: count.describe('Rows that have no IoU in one of them, or in both.'),
    meanIou: both.describe('Of the first run and the other, over the rows that are judged in both.'),
    pairs: z.array(
      z.object({ index: count.describe('The row of the manifest.'), iou: both.describe('In both runs.') }),
    ),
  })
  .meta({ id: 'Comparison' });
export type ComparisonView = z.infer<typeof comparisonSchema>;
