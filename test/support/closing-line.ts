/** The last line of a test run: how many passed, failed and were skipped. */
import type { Reporter, TestModule } from 'vitest/node';

export function closingLine(): Reporter {
  return {
    onTestRunEnd: (modules: readonly TestModule[]) => {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const module of modules) {
        if (!module.ok() && module.children.size === 0) counts.failed += 1;
        for (const test of module.children.allTests()) {
          const { state } = test.result();
          if (state !== 'pending') counts[state] += 1;
        }
      }
      // When everything else has been said: the other reporters print after this hook.
      process.once('exit', () => {
        process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
      });
    },
  };
}
