/** What the command reads from the environment. */
import { s3Environment, sourceEnvironment } from '@camfleet/runtime';
import { z } from 'zod';

export const cliConfigSchema = z.object({
  ...s3Environment,
  ...sourceEnvironment('trusted'),
  /** A Redis that runs already; without it one is started for the length of the command. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }).optional(),
});
export type CliConfig = z.infer<typeof cliConfigSchema>;
