/** Of a page of outcomes, what is read here. */
import { failureCodes } from '@camfleet/contracts';
import { z } from 'zod';

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

export const outcomePageSchema = z.object({
  outcomes: z.array(
    z.object({
      index: z.int(),
      uri: z.string(),
      outcome: z.enum(['ok', 'failed', 'skipped']),
      error: z.object({ code: z.enum(failureCodes) }).nullable(),
      classes: z.array(z.object({ name: z.string(), score: z.number(), box: box.nullable() })),
    }),
  ),
  next: z.string().nullable(),
});
export type OutcomeView = z.infer<typeof outcomePageSchema>['outcomes'][number];
