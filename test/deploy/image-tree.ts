/** The folder /app as the image has it: built of what the builder is sent, by the Dockerfile's own words. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { copyBuildContext } from './build-context.js';
import { readDockerfile, textsOf } from './dockerfile.js';
import { root } from './root.js';

/**
 * Libraries are linked, since npm would install the same ones; our own packages are those that are built here, so that
 * whatever they load beside themselves has to be in the image. `node` builds.
 */
export async function makeImageTree(app: string, node: string): Promise<void> {
  const context = `${app}.context`;
  copyBuildContext(context);
  linkLibraries(context);
  const stages = readDockerfile();
  const build = textsOf(stages.find(({ name }) => name === 'build')!, 'RUN').at(-1)!;
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  await promisify(execFile)('sh', ['-c', build], { cwd: context, env });
  mkdirSync(app);
  for (const what of taken(textsOf(stages.find(({ name }) => name === 'cpu')!, 'COPY'))) {
    renameSync(join(context, what), join(app, what));
  }
  linkLibraries(app);
}

/** What the image takes of the sources and of what is built of them, its libraries aside. */
function taken(copies: readonly string[]): string[] {
  const sources = copies.map((text) => /^(?:--from=build \/app\/)?([\w.-]+)\/? \1\/?$/.exec(text)?.[1]);
  return sources.filter((source) => source !== undefined);
}

function linkLibraries(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '@camfleet' || name.startsWith('.')) continue;
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '@camfleet'));
  for (const kind of ['packages', 'services']) {
    for (const name of readdirSync(join(folder, kind))) {
      symlinkSync(join(folder, kind, name), join(modules, '@camfleet', name));
    }
  }
}
