/** Flags of the engine come and go with its releases, and one that it does not know changes nothing but a line on stderr. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { growthFlag } from '../src/let-heaps-grow.js';

it('sets what this engine knows', () => {
  const [flag] = growthFlag.split('=');
  expect(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })).toContain(`\n  ${flag} (`);
});
