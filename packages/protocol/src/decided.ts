/** The answer to a decision about a run. */
import { prioritySchema } from '@camfleet/contracts';
import { z } from 'zod';

export const decidedSchema = z
  .object({
    run: z.string(),
    wish: z.enum(['run', 'pause', 'cancel', 'fail']).describe('What is wished of the run from now on.'),
    priority: prioritySchema,
  })
  .meta({ id: 'Decided' });
export type Decided = z.infer<typeof decidedSchema>;
