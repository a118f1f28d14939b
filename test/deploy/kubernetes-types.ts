/** Manifests against the types of Kubernetes, KEDA and the Prometheus operator, by two methods that miss different things. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Resource } from './kustomize.js';
import { root } from './root.js';
import { toolFile } from './tools.js';

/** The module that has the types of a group. */
function moduleOf(apiVersion: string): string {
  if (apiVersion.startsWith('keda.sh/')) return `@kubernetes-models/keda/${apiVersion}`;
  if (apiVersion.startsWith('monitoring.coreos.com/'))
    return `@kubernetes-models/prometheus-operator/${apiVersion}`;
  return `kubernetes-models/${apiVersion}`;
}

/** Wrong types and missing fields, by the schemas; fields that are misspelt pass. Null where all is well. */
export async function schemaTrouble(resource: Resource): Promise<string | null> {
  const file = pathToFileURL(toolFile(`${moduleOf(resource.apiVersion)}/index.js`));
  const models = (await import(file.href)) as Record<string, new (data: object) => { validate(): void }>;
  const Model = models[resource.kind];
  if (Model === undefined) return `${resource.apiVersion} has no ${resource.kind}`;
  try {
    new Model(resource).validate();
    return null;
  } catch (error) {
    return `${resource.kind} ${resource.metadata.name}: ${(error as Error).message}`;
  }
}

/**
 * Misspelt fields as well, by the compiler: all resources as literals of one file. What it says of each, in their order;
 * empty where all is well.
 */
export function compilerTrouble(resources: readonly Resource[]): string[] {
  const folder = join(root, 'test/tools/generated');
  mkdirSync(folder, { recursive: true });
  const lines = resources.map((resource, index) => {
    const type = `import('${moduleOf(resource.apiVersion)}').I${resource.kind}`;
    return `export const resource${index}: ${type} = ${JSON.stringify(resource)};`;
  });
  const file = join(folder, 'manifests.ts');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--types', ''];
  const modules = ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--target', 'es2023'];
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(dirname(compiler), 'bin/tsc'), ...flags, ...modules, '--pretty', 'false', file],
    { encoding: 'utf8', cwd: folder },
  );
  if (status !== 0 && !stdout.includes('manifests.ts('))
    throw new Error(`the compiler did not run: ${stdout}`);
  const said = resources.map(() => '');
  for (const [, line = '', message = ''] of stdout.matchAll(/manifests\.ts\((\d+),\d+\): error (.*)/g)) {
    const index = Number(line) - 1;
    said[index] = `${said[index]}${message} `;
  }
  return said;
}
