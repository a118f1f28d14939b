/** The last lines of a test run: in which files tests were skipped, and how many passed, failed and were skipped. */
import type { Reporter, TestModule } from 'vitest/node';

export function closingLine(): Reporter {
  return {
    onTestRunEnd: (modules: readonly TestModule[]) => {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      const skipped = new Map<string, number>();
      for (const module of modules) {
        if (!module.ok() && module.children.size === 0) counts.failed += 1;
        for (const test of module.children.allTests()) {
          const { state } = test.result();
          if (state !== 'pending') counts[state] += 1;
          const { relativeModuleId: file } = module;
          if (state === 'skipped') skipped.set(file, (skipped.get(file) ?? 0) + 1);
        }
      }
      // When everything else has been said: the other reporters print after this hook.
      process.once('exit', () => {
        for (const [file, count] of skipped) process.stdout.write(`skipped: ${count} in ${file}\n`);
        process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
      });
    },
  };
}
