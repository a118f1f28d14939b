/** One run for every suite: real servers are started once, files run in processes of their own. */
import { defineConfig } from 'vitest/config';
import { closingLine } from './test/support/closing-line.js';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'services/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // The notice that newer releases want a newer Node is for us who pin the version.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['default', closingLine()],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
