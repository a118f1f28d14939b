/** What a submission under an Idempotency-Key has laid claim to: the name of its run. */
import { z } from 'zod';
import { runIdSchema } from './ids.js';

export const claimSchema = z.object({
  run: runIdSchema,
  /** sha256 of what was asked for. */
  digest: z.string(),
  at: z.string(),
});
export type Claim = z.infer<typeof claimSchema>;
