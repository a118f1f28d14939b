/** The benchmarks that stand on a run which they write themselves: a small one, so that they still run when they are wanted. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const bench = fileURLToPath(new URL('../bench/outcomes.mjs', import.meta.url));

test('bench:outcomes measures a written run', async () => {
  const flags = ['--json', '--images', '1100', '--rounds', '1'];
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...flags]);
  const { images, pageMs } = JSON.parse(stdout);
  expect(images).toBe(1_100);
  expect(pageMs.median).toBeGreaterThan(0);
}, 120_000);
