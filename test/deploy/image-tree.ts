/** The folder /app as the image has it, made from this checkout: what the Dockerfile removes, its own words remove. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readDockerfile, textsOf } from './dockerfile.js';
import { root } from './root.js';

/**
 * Files are copied, libraries are linked; but our own packages are those of the copy, so that whatever they load beside
 * themselves has to be in the image.
 */
export function makeImageTree(app: string): void {
  const leftOut = ['node_modules', 'test', 'training'];
  for (const kind of ['packages', 'services', 'docker']) {
    const filter = (path: string) => !leftOut.includes(basename(path));
    cpSync(join(root, kind), join(app, kind), { recursive: true, filter });
  }
  const build = readDockerfile().find(({ name }) => name === 'build')!;
  const [, ...removals] = textsOf(build, 'RUN').at(-1)!.split(' && ');
  for (const removal of removals) execFileSync('sh', ['-c', removal], { cwd: app });
  cpSync(join(root, 'package.json'), join(app, 'package.json'));
  linkLibraries(join(root, 'node_modules'), join(app, 'node_modules'));
  mkdirSync(join(app, 'node_modules/@camfleet'));
  for (const kind of ['packages', 'services']) {
    for (const name of readdirSync(join(app, kind))) {
      symlinkSync(join(app, kind, name), join(app, 'node_modules/@camfleet', name));
    }
  }
}

function linkLibraries(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === '@camfleet' || name.startsWith('.')) continue;
    symlinkSync(join(from, name), join(to, name));
  }
}
