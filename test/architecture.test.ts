/** The rules of the house as a machine: arrows only downwards, one owner for every outside library, no stray habits. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = new URL('..', import.meta.url).pathname;

/** Pure packages have no I/O; adapters stand on them; what services share stands on both; services stand on all of it, never on each other. */
const pure = ['contracts', 'cam', 'onnx', 'pictures', 'scheduling', 'protocol'];
const adapters = [
  'queue',
  'storage',
  'sources',
  'imaging',
  'inference',
  'results',
  'demo-model',
  'client',
  'runtime',
];
/** What people do about runs, the same for every entry point. */
const shared = ['runs', 'localise'];
const services = ['cli', 'api', 'producer', 'worker', 'metrics', 'web'];

/** What a package may import of the house. cam's arithmetic and the schemas are everybody's; the rest goes downwards. */
const allowed: Record<string, readonly string[]> = {
  ...Object.fromEntries(pure.map((name) => [name, []])),
  pictures: ['cam'],
  scheduling: ['contracts'],
  protocol: ['contracts'],
  ...Object.fromEntries(adapters.map((name) => [name, pure])),
  ...Object.fromEntries(shared.map((name) => [name, [...pure, ...adapters]])),
  ...Object.fromEntries(services.map((name) => [name, [...pure, ...adapters, ...shared]])),
};

const soleOwners: Record<string, string> = {
  '@bufbuild/protobuf': 'onnx',
  bullmq: 'queue',
  ioredis: 'queue',
  '@aws-sdk/client-s3': 'storage',
  '@smithy/node-http-handler': 'storage',
  undici: 'sources',
  fastify: 'api',
  '@bull-board/api': 'api',
  '@bull-board/fastify': 'api',
  '@fastify/static': 'api',
  preact: 'web',
  uplot: 'web',
  '@fastify/swagger': 'api',
  'fastify-type-provider-zod': 'api',
  sharp: 'imaging',
  koffi: 'imaging',
  'onnxruntime-node': 'inference',
  hyparquet: 'results',
  'hyparquet-writer': 'results',
  'tar-stream': 'results',
  pino: 'runtime',
  'prom-client': 'runtime',
  '@opentelemetry/api': 'runtime',
  '@opentelemetry/exporter-trace-otlp-http': 'runtime',
  '@opentelemetry/resources': 'runtime',
  '@opentelemetry/sdk-trace-node': 'runtime',
};

const manifestSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const referencesSchema = z.object({ references: z.array(z.object({ path: z.string() })).default([]) });

interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: Record<string, string>;
  /** What it does without where a platform lacks it. */
  readonly optionalDependencies: Record<string, string>;
  readonly references: readonly string[];
  readonly files: readonly { path: string; text: string; imports: readonly string[] }[];
}

const workspaces = ['packages', 'services'].flatMap((kind) =>
  readdirSync(join(root, kind)).map((name): Workspace => {
    const folder = join(root, kind, name);
    const json = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const files = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((path) => {
        const text = readFileSync(join(folder, 'src', path), 'utf8');
        return { path, text, imports: importsOf(text) };
      });
    return {
      folder: `${kind}/${name}`,
      ...manifestSchema.parse(json('package.json')),
      name,
      references: referencesSchema
        .parse(json('tsconfig.json'))
        .references.map(({ path }) => path.split('/').at(-1)!),
      files,
    };
  }),
);

function importsOf(text: string): string[] {
  const froms = text.matchAll(/^(?:import|export)\b[^'"]*?from\s+'([^']+)'/gms);
  const bare = text.matchAll(/(?:^import|\bimport\()\s*'([^']+)'/gm);
  return [...froms, ...bare].map((match) => match[1]!);
}

/** The package a specifier names; null for files of the same package and for Node's own modules. */
function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const houseName = (dependency: string) =>
  dependency.startsWith('@camfleet/') ? dependency.slice('@camfleet/'.length) : null;

describe.each(workspaces)('$folder', ({ name, dependencies, optionalDependencies, references, files }) => {
  const house = Object.keys(dependencies).flatMap((dependency) => houseName(dependency) ?? []);
  const imported = new Set(
    files.flatMap(({ imports }) => imports.flatMap((specifier) => packageOf(specifier) ?? [])),
  );

  it('depends only downwards', () => {
    expect(allowed, 'a new package must be placed in a layer').toHaveProperty(name);
    expect(house.filter((other) => !allowed[name]!.includes(other))).toEqual([]);
  });

  it('imports exactly what its package.json declares, in exact versions', () => {
    const required = [...imported].filter((library) => !(library in optionalDependencies));
    expect(required.sort()).toEqual(Object.keys(dependencies).sort());
    expect(
      Object.values({ ...dependencies, ...optionalDependencies }).filter(
        (version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
      ),
    ).toEqual([]);
  });

  it('is built in the order of its dependencies', () => {
    expect([...references].sort()).toEqual([...house].sort());
  });

  it('touches no library that another package owns', () => {
    expect([...imported].filter((library) => (soleOwners[library] ?? name) !== name)).toEqual([]);
  });

  it('uses modules of Node only where it may do I/O', () => {
    const users = files.filter(({ imports }) => imports.some((specifier) => specifier.startsWith('node:')));
    if (pure.includes(name)) expect(users.map(({ path }) => path)).toEqual([]);
  });

  it('reads the environment in its main only', () => {
    const readers = files.filter(({ path, text }) => path !== 'main.ts' && /\bprocess\.env\b/.test(text));
    expect(readers.map(({ path }) => path)).toEqual([]);
  });

  it('names its files in kebab-case, exports by name and has one index at most', () => {
    const strange = files.filter(
      ({ path }) => !path.startsWith('generated/') && !/^([a-z0-9-]+\/)*[a-z0-9-]+\.tsx?$/.test(path),
    );
    expect(strange.map(({ path }) => path)).toEqual([]);
    expect(files.filter(({ text }) => /^export default\b/m.test(text)).map(({ path }) => path)).toEqual([]);
    expect(files.filter(({ path }) => /(^|\/)index\.ts$/.test(path)).length).toBeLessThanOrEqual(1);
  });
});

describe('invariants', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const section = text.split('## Invariants')[1]?.split('\n## ')[0] ?? '';
  /** Each number with the tests that its paragraph names. */
  const invariants = [...section.matchAll(/^(\d+)\. ([\s\S]*?)(?=\n\d+\. |\n*$(?![\s\S]))/gm)].map(
    (match) => ({
      number: match[1]!,
      later: match[2]!.includes('(later)'),
      tests: [...match[2]!.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map((test) => test[1]!),
    }),
  );

  it('are all there', () =>
    expect(invariants.map(({ number }) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));

  it.each(invariants.filter(({ later }) => !later))(
    '$number is held by the tests it names',
    ({ number, tests }) => {
      expect(tests.length).toBeGreaterThan(0);
      for (const test of tests) {
        const titles = readFileSync(join(root, test), 'utf8').match(/'[^'\n]*invariants? [^'\n]*'/g) ?? [];
        const numbers = titles.flatMap((title) => title.split('invariant')[1]!.match(/\d+/g) ?? []);
        expect(numbers, test).toContain(number);
      }
    },
  );
});

describe('the lock file', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');

  it('has every optional package, since npm ci refuses one that lacks some (npm run lock)', () => {
    const { packages } = z
      .object({
        packages: z.record(
          z.string(),
          z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
        ),
      })
      .parse(JSON.parse(lock));
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    const names = new Set(
      Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
    );
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it('names no registry', () => expect(lock).not.toMatch(/https?:\/\/registry/));
});
