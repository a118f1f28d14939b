// Builds what is not built: for `npm run build`, and for the command itself in a fresh or changed checkout. The page is a
// step of its own (`--without-page`), since only who serves it needs it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Written after every build that went well; whatever is newer has not been built. */
const stamp = join(root, '.build-stamp');
const page = join(root, 'services', 'web');
const pageStamp = join(page, 'dist', '.build-stamp');

/** Compiles all packages and bundles the services; the exit code of the step that failed, or 0. */
export function build() {
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
  const scripts = ['assemble.mjs', 'bundle.mjs'].map((name) => [join(root, 'scripts', name)]);
  const steps = [[join(dirname(compiler), 'bin', 'tsc'), '-b'], ...scripts];
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

/** Bundles the page, from its sources and the compiled packages; the exit code of the bundler. */
export function buildPage() {
  const vite = join(
    dirname(createRequire(join(page, 'package.json')).resolve('vite/package.json')),
    'bin',
    'vite.js',
  );
  const { status } = spawnSync(process.execPath, [vite, 'build', page, '--logLevel', 'warn'], {
    cwd: page,
    stdio: ['ignore', 2, 2],
  });
  if (status === 0) writeFileSync(pageStamp, '');
  return status ?? 1;
}

/** Whether the page's sources, or anything that was compiled, are newer than the page. */
export function isPageStale() {
  const built = modified(pageStamp);
  return modified(stamp) > built || pageSources().some((file) => modified(file) > built);
}

function pageSources() {
  return ['src', 'public']
    .flatMap((kind) => filesIn(join(page, kind)))
    .concat(['index.html', 'vite.config.ts', 'package.json'].map((file) => join(page, file)));
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
      if (existsSync(join(folder, kind))) files.push(...filesIn(join(folder, kind)));
    }
  }
  return files;
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).map((entry) => join(folder, entry));
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { 'without-page': { type: 'boolean', default: false } } });
  process.exitCode = build();
  if (process.exitCode === 0 && !values['without-page'] && isPageStale()) process.exitCode = buildPage();
}
