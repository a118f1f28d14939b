/** The one reader of the environment: every mistake is reported at once. */
import { Problem } from '@camfleet/contracts';
import type { z } from 'zod';

/** Reads the variables a schema names from `environment`. Throws a Problem that lists all that is wrong. */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.infer<Schema> {
  // An empty variable is one that is not set: compose and shells write them so.
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Problem('configuration-invalid', `the environment does not fit: ${mistakes.join('; ')}`);
}
