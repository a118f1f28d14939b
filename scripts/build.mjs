// Builds what is not built: for `npm run build`, and for the command itself in a fresh or changed checkout.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Written after every build that went well; whatever is newer has not been built. */
const stamp = join(root, '.build-stamp');

/** Compiles all packages; the exit code of the compiler. */
export function build() {
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
  const steps = [[join(dirname(compiler), 'bin', 'tsc'), '-b'], [join(root, 'scripts', 'assemble.mjs')]];
  for (const step of steps) {
    const { status } = spawnSync(process.execPath, step, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status === 0) continue;
    rmSync(stamp, { force: true });
    return status ?? 1;
  }
  writeFileSync(stamp, '');
  return 0;
}

/** Whether any source or compiler setting is newer than the last build. */
export function isStale() {
  const built = modified(stamp);
  return sources().some((file) => modified(file) > built);
}

function* folders() {
  for (const kind of ['packages', 'services']) {
    for (const name of readdirSync(join(root, kind))) yield join(root, kind, name);
  }
}

function sources() {
  const files = [join(root, 'tsconfig.base.json'), join(root, 'tsconfig.json')];
  for (const folder of folders()) {
    files.push(join(folder, 'tsconfig.json'));
    for (const kind of ['src', 'wasm']) {
      if (!existsSync(join(folder, kind))) continue;
      for (const entry of readdirSync(join(folder, kind), { recursive: true }))
        files.push(join(folder, kind, entry));
    }
  }
  return files;
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = build();
