/** One run for every suite: real servers are started once, files run side by side in a few processes. */
import { defineConfig } from 'vitest/config';
import { closingLine } from './test/support/closing-line.js';
import { LongestFirst } from './test/support/longest-first.js';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'services/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // Left to itself, vitest keeps one of two cores idle.
    maxWorkers: 3,
    // Loading modules anew for each file would be a tenth of the time: what a file opens, it closes.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // The notice that newer releases want a newer Node is for us who pin the version.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['default', closingLine()],
    // Tests wait for events: a limit is for what hangs, not for a machine that has other work.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
