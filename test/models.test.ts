/** camfleet models: networks prepared by the command, as people do it. */
import { mkdir, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { externalise } from '../packages/onnx/test/externalise.js';
import { buildNetwork } from '../packages/onnx/test/small-networks.js';
import { camfleet, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const redis = inject('redis');
const folder = await temporaryFolder();
const store = join(folder, 'store');
let model = '';

beforeAll(async () => {
  model = await writeSmallModel(folder);
});

const prepare = (...args: string[]) => camfleet(['models', 'prepare', ...args, '--store', store]);

describe('models check', () => {
  it('says that maps after max pooling do not tell the logits', async () => {
    const max = join(folder, 'max.onnx');
    await writeFile(max, buildNetwork('GlobalMaxPool').bytes);
    await prepare(max, '--mean', '120,120,120', '--std', '60,60,60');
    const { code, stdout } = await camfleet(['models', 'check', 'max', '--store', store]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /the stored graph is the one that was proved, and runs: .* does not tell its logit\n$/,
      ),
    });
    expect(stdout).not.toMatch(/graph holds/);
    const { stdout: json } = await camfleet(['models', 'check', 'max', '--store', store, '--json']);
    expect(JSON.parse(json).identity.gap).toBeNull();
  });
});

describe('models prepare --size', () => {
  it('gives finer maps, and says size and map', async () => {
    const text = await prepare(model, '--size', '64', '--name', 'small-64');
    expect(text.stdout).toMatch(/input +64x64 RGB/);
    expect(text.stdout).toMatch(/maps +16x16 of 5 classes/);
    expect(text.stdout).toMatch(/identity +holds on 4 random images/);
    const { stdout } = await prepare(model, '--size', '64', '--name', 'small-64', '--json');
    const described = JSON.parse(stdout);
    expect(described).toMatchObject({ input: { width: 64, height: 64 }, map: { width: 16, height: 16 } });
    const stored = join(store, 'models/small-64', described.version, 'model.json');
    expect(JSON.parse(await readFile(stored, 'utf8'))).toMatchObject({ map: { width: 16, height: 16 } });
    expect(await camfleet(['models', 'check', 'small-64', '--store', store])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/the stored graph holds/),
    });
  });

  it.skipIf(redis === null)('runs at that size', async () => {
    await prepare(model, '--size', '64', '--name', 'small-64');
    const pictures = join(folder, 'pictures');
    await writePictures(pictures, 3);
    const args = ['run', pictures, '--model', 'small-64', '--store', store, '--json'];
    const rows = await rowsOf(store, summaryOf(await camfleet(args)).run);
    expect(rows.map((row) => row.outcome === 'ok' && [row.mapHeight, row.mapWidth])).toEqual([
      [16, 16],
      [16, 16],
      [16, 16],
    ]);
  });

  it('says so where the picture is too small for the network', async () => {
    const { code, stderr } = await prepare(model, '--size', '3');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/small.onnx is refused \(too-small\): Conv .* Give a larger size\.\n$/),
    });
  });
});

describe('variants of one network', () => {
  const own = join(folder, 'variants');
  const models = (...args: string[]) => camfleet(['models', ...args, '--store', own]);
  const versionOf = ({ stdout }: { stdout: string }): string => JSON.parse(stdout).version;

  it('leave a name what it means, and are told apart', async () => {
    const first = versionOf(await models('prepare', model, '--json'));
    const answer = await models('prepare', model, '--size', '64');
    const second = /small@(\w{12})/.exec(answer.stdout)![1]!;
    expect(answer.stdout).toContain(`use it with --model small@${second}\n`);
    expect(answer.stdout).toContain(
      `small alone still means small@${first}; "camfleet models use small@${second}"`,
    );
    const current = async () => {
      const { models: all } = JSON.parse((await models('list', '--json')).stdout);
      expect(all.map(({ version }: { version: string }) => version).sort()).toEqual([first, second].sort());
      return all
        .filter((each: { current: boolean }) => each.current)
        .map(({ version }: { version: string }) => version);
    };
    expect(await current()).toEqual([first]);
    expect((await models('use', `small@${second}`)).code).toBe(0);
    expect(await current()).toEqual([second]);
    expect((await models('list')).stdout).toMatch(new RegExp(`small +\\* ${second} .*\\n?`));
    await models('prepare', model, '--use');
    expect(await current()).toEqual([first]);
    expect(await models('use', 'small')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/"small" names no version: say small@VERSION/),
    });
  });

  it.skipIf(redis === null)('run from a file, and say that the name means another', async () => {
    const { version } = JSON.parse(await readFile(join(own, 'models/small/current.json'), 'utf8'));
    const pictures = join(folder, 'few');
    await writePictures(pictures, 2);
    const args = ['run', pictures, '--model', model, '--resize', 'letterbox', '--store', own, '--json'];
    const finished = await camfleet(args);
    expect(summaryOf(finished).images.ok).toBe(2);
    expect(finished.stderr).toMatch(
      new RegExp(`small.onnx as it is prepared here is small@\\w{12}; small alone means small@${version}\n`),
    );
    expect(JSON.parse(await readFile(join(own, 'models/small/current.json'), 'utf8'))).toEqual({ version });
  });
});

describe('a network whose weights lie beside it', () => {
  const own = join(folder, 'split');
  const split = join(own, 'small.onnx');

  /** The small network with its weights at `location`, which may be anywhere. */
  async function writeSplit(location: string): Promise<Uint8Array> {
    await rm(own, { recursive: true, force: true });
    await mkdir(own);
    const { bytes, files } = externalise(await readFile(model), [location]);
    await writeFile(split, bytes);
    await writeFile(join(own, 'small.json'), JSON.stringify({ input: { mean: [1, 2, 3], std: [4, 5, 6] } }));
    return files.get(location)!;
  }

  it('is stored as one graph, the one that it is with its weights inside', async () => {
    const weights = await writeSplit('data/weights.bin');
    await mkdir(join(own, 'data'));
    await writeFile(join(own, 'data/weights.bin'), weights);
    const { stdout } = await prepare(split, '--name', 'split', '--json');
    const described = JSON.parse(stdout);
    expect(described.source).toMatchObject({
      file: 'small.onnx',
      external: [{ file: 'data/weights.bin', bytes: weights.length }],
    });
    await writeFile(split, await readFile(model));
    const whole = JSON.parse((await prepare(split, '--name', 'whole', '--json')).stdout);
    expect(described.sha256).toBe(whole.sha256);
    await rm(own, { recursive: true });
    expect(await camfleet(['models', 'check', 'split', '--store', store])).toMatchObject({ code: 0 });
  });

  const refusal = async () => {
    const { code, stdout, stderr } = await prepare(split);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };

  it.each(['/etc/hostname', '../weights.bin', 'data/../../weights.bin', '..\\weights.bin'])(
    'reads nothing outside of its folder: %s',
    async (location) => {
      await writeFile(join(folder, 'weights.bin'), await writeSplit(location));
      expect(await refusal()).toMatch(/refused \(external-data\): .* not in the model's folder/);
    },
  );

  it('follows no link out of its folder, and one inside it', async () => {
    const weights = await writeSplit('weights.bin');
    await writeFile(join(folder, 'outside.bin'), weights);
    await symlink(join(folder, 'outside.bin'), join(own, 'weights.bin'));
    expect(await refusal()).toMatch(/"weights.bin", which is not in the model's folder/);
    await rm(join(own, 'weights.bin'));
    await writeFile(join(own, 'inside.bin'), weights);
    await symlink('inside.bin', join(own, 'weights.bin'));
    expect((await prepare(split)).code).toBe(0);
  });

  it('says so where the weights are missing, cut short, no file, or too large', async () => {
    const weights = await writeSplit('weights.bin');
    const beside = join(own, 'weights.bin');
    expect(await refusal()).toMatch(
      /"weights.bin", which cannot be read \(ENOENT\): put it beside the model/,
    );
    await writeFile(beside, weights.subarray(0, 100));
    expect(await refusal()).toMatch(
      /\(external-data\): Tensor "kernel" should lie in the bytes .* has 100\./,
    );
    const file = await open(beside, 'w');
    await file.truncate(3e9);
    await file.close();
    expect(await refusal()).toMatch(/"weights.bin", which has 3.0 GB: a prepared model is a single file/);
    await rm(beside);
    await mkdir(beside);
    expect(await refusal()).toMatch(/"weights.bin", which is no file/);
  });
});
