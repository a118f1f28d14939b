/** A folder for one test, or one file of them. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Gone when all tests are done: a hook that is set within a test or another hook would never be called. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(inject('temporary'), 'test-'));
}
