/** Models and pictures that lie outside the repository, for the tests that measure against them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder that CAMFLEET_ASSETS names, else `shared` beside the repository; null where it is not there. */
export function assets(): string | null {
  const folder = resolve(root, process.env.CAMFLEET_ASSETS ?? '../shared');
  return existsSync(folder) ? folder : null;
}
