/** What the command reads from the environment. */
import { s3Environment, sourceEnvironment } from '@camfleet/runtime';
import { z } from 'zod';

export const cliConfigSchema = z.object({
  ...s3Environment,
  ...sourceEnvironment('trusted'),
  /** A Redis that runs already; without it one is started for the length of the command. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a redis:// or rediss:// address' }).optional(),
  /** A folder in which networks of the catalogue are looked for before they are downloaded. */
  CAMFLEET_MODELS: z.string().min(1).optional(),
  /** The server that commands about runs talk to, where no flag names another. */
  CAMFLEET_SERVER: z.string().min(1).optional(),
  /** The API key for a server, or the file that holds it. */
  CAMFLEET_API_KEY: z.string().min(1).optional(),
  CAMFLEET_API_KEY_FILE: z.string().min(1).optional(),
  /** Where what is downloaded lies until it is prepared; ~/.cache without it. */
  XDG_CACHE_HOME: z.string().min(1).optional(),
});
export type CliConfig = z.infer<typeof cliConfigSchema>;
