/** What stops a command at its start: one sentence that says what to do, and nothing that looks done. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { camfleet, start } from './support/camfleet.js';
import { createBucket } from './support/create-bucket.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { writePictures } from './support/write-pictures.js';

const redis = inject('redis');
const s3 = inject('s3');
const folder = await temporaryFolder();
const pictures = join(folder, 'pictures');
const store = join(folder, 'store');
let model = '';

beforeAll(async () => {
  model = await writeSmallModel(folder);
  await writePictures(pictures, 3);
});

/** Runs a command that must fail: its exit code, and the sentence it says on stderr. */
async function problem(args: string[], environment: Record<string, string | undefined> = {}) {
  const { code, stdout, stderr } = await camfleet(args, environment);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/^\s+at /m);
  return { code, said: stderr.split('\n').find((line) => line.startsWith('camfleet: ')) ?? stderr };
}

it.each([['--help'], ['run --help'], ['policies --json'], ['completion bash']])(
  '%s says nothing where nobody reads on',
  async (args) => {
    const asked = start(args.split(' '));
    asked.child.stdout!.destroy();
    const { code, stderr } = await asked.finished;
    expect([code, stderr]).toEqual([0, '']);
  },
);

describe('a command that cannot start', () => {
  it.each([
    [
      'a manifest that does not exist',
      ['nowhere.jsonl'],
      2,
      /no manifest, folder or picture at nowhere.jsonl/,
    ],
    ['no manifest', [], 2, /name a manifest/],
    ['a glob that matches nothing', [join(folder, '*.tiff')], 2, /no pictures under/],
    [
      'a policy that is unknown',
      [pictures, '--policy', 'magic'],
      2,
      /no box policy "magic": name a built-in one \(paper-20, /,
    ],
    [
      "a policy's file that is not there",
      [pictures, '--policy', 'magic.json'],
      2,
      /magic.json cannot be read \(ENOENT\): check the path/,
    ],
    ['workers that are no number', [pictures, '--workers', 'many'], 2, /whole number/],
    ['an option that is unknown', [pictures, '--fast'], 2, /unknown option/],
  ])('says so: %s', async (_, args, code, sentence) => {
    const result = await camfleet(['run', ...args, '--model', model, '--store', store]);
    expect(result.stderr).toMatch(sentence);
    expect(result.code).toBe(code);
  });

  it.each([
    [
      'flags that a prepared model does not take',
      [pictures, '--model', 'small', '--mean', '1,2,3'],
      /--mean: small is prepared already/,
    ],
    [
      'flags that a resumed run does not take',
      ['--resume', 'a-run', '--policy', 'paper-20'],
      /--policy: a run that is resumed/,
    ],
    ['a run name that is none', ['--resume', '../../etc'], /no run's name/],
    ['a folder of a web server', ['https://example.org/photos/', '--model', 'small'], /cannot be listed/],
    ['a standard deviation of 0', [pictures, '--model', 'small', '--std', '0,0,0'], /above 0/],
    ['batches beyond the limit', [pictures, '--model', 'small', '--batch-size', '5000'], /from 1 to 1024/],
  ])('says so: %s', async (_, args, sentence) => {
    const result = await camfleet(['run', ...args, '--store', store]);
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.code).toBe(2);
  });

  it('says so: a model name that is none, and a store where none can be', async () => {
    const named = await problem(['models', 'prepare', model, '--name', 'My Net', '--store', store]);
    expect(named).toEqual({ code: 2, said: expect.stringMatching(/lower-case/) });
    const { code, said } = await problem(['run', pictures, '--model', model, '--store', '/proc/nowhere']);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/\/proc\/nowhere/) });
  });

  it.each([
    ['a prepared model that is unknown', 'resnet-9000', /there is no model "resnet-9000".*models prepare/],
    ['a model file that is not there', 'nowhere.onnx', /nowhere.onnx cannot be read.*check the path/],
  ])('says so: %s', async (_, reference, sentence) => {
    const { code, said } = await problem(['run', pictures, '--model', reference, '--store', store]);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(sentence) });
  });

  it('says so: facts about a network, and none named that they could be about', async () => {
    const { code, said } = await problem(['run', pictures, '--size', '224', '--store', store]);
    expect({ code, said }).toEqual({
      code: 2,
      said: expect.stringMatching(/--size: the built-in model has its own.*name a network with --model/),
    });
  });

  it('says so: a file that is no network, and one with --json as an object too', async () => {
    const text = join(folder, 'text.onnx');
    await writeFile(text, 'not a network');
    const { code, said } = await problem(['run', pictures, '--model', text, '--store', store]);
    expect({ code, said }).toEqual({
      code: 2,
      said: expect.stringMatching(/text.onnx is refused \(not-onnx\)/),
    });
    const { stdout } = await camfleet(['models', 'prepare', text, '--store', store, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'model-refused' } });
  });

  it('says so: a file that is no box policy, for a run and for boxes drawn anew', async () => {
    const file = join(folder, 'loose.json');
    for (const [text, sentence] of [
      ['{"id": "loose"', /loose.json is not a box policy: it is not JSON/],
      ['{"id": "loose", "rule": {"kind": "largest-component", "shareOfMaximum": 35}}', /from 0 to 1/],
    ] as const) {
      await writeFile(file, text);
      for (const command of [
        ['run', pictures, '--model', model],
        ['rebox', 'a-run'],
      ]) {
        const { code, said } = await problem([...command, '--policy', file, '--store', store]);
        expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(sentence) });
      }
    }
  });

  it('says so: an empty manifest, a picture for a manifest, a list of paths', async () => {
    const manifests = { 'empty.jsonl': '', 'list.txt': 'a.jpg\nb.jpg\n', 'nul.jsonl': '\0\0\0' };
    for (const [name, text] of Object.entries(manifests)) {
      await writeFile(join(folder, name), text);
      const { code, said } = await problem(['run', join(folder, name), '--model', model, '--store', store]);
      expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/no row|no manifest/) });
    }
  });

  it.each([
    ['pictures.csv', 'path,label\na.jpg,1\n', /pictures\.csv has no column "uri", but "path", "label"/],
    ['nothing.csv', '', /nothing\.csv is empty/],
    ['text.parquet', 'no Parquet', /cannot be read as Parquet/],
  ])('says so before anything is begun: the table %s', async (name, text, sentence) => {
    await writeFile(join(folder, name), text);
    const { code, said } = await problem(['run', join(folder, name), '--model', model, '--store', store]);
    expect({ code, said }).toEqual({ code: expect.any(Number), said: expect.stringMatching(sentence) });
  });

  it('says so as one JSON object too: an option that is unknown, an argument that is missing', async () => {
    for (const [args, words] of [
      [['run', pictures, '--fast', '--json'], "unknown option '--fast'"],
      [['pause', '--json'], "missing required argument 'run'"],
      [['nonsense', '--json'], "unknown command 'nonsense'"],
    ] as const) {
      const { code, stdout } = await camfleet(args);
      expect(code).toBe(2);
      expect(stdout.trimEnd()).not.toContain('\n');
      expect(JSON.parse(stdout)).toEqual({
        error: { code: 'usage', message: expect.stringContaining(words) },
      });
    }
  });

  it('says so: a run that is unknown', async () => {
    const { code, said } = await problem(['run', '--resume', '20200101-000000-nobody', '--store', store]);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/no run 20200101-000000-nobody/) });
  });

  it('says so: Redis out of reach, whether nothing listens or nothing answers', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    afterAll(() => mute.close());
    const address = mute.address() as { port: number };
    for (const port of [1, address.port]) {
      const { code, said } = await problem(['run', pictures, '--model', model, '--store', store], {
        REDIS_URL: `redis://:secret@127.0.0.1:${port}`,
      });
      expect({ code, said }).toEqual({
        code: 1,
        said: expect.stringMatching(/Redis does not answer.*set REDIS_URL/),
      });
      expect(said).not.toContain('secret');
    }
  });

  it('says so: no Redis on this machine', async () => {
    const { code, said } = await problem(['run', pictures, '--model', model, '--store', store], {
      PATH: folder,
    });
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/install/) });
  });

  it('says so: an environment that does not fit', async () => {
    const { code, said } = await problem(['run', pictures, '--model', model, '--store', store], {
      REDIS_URL: 'localhost',
    });
    expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/REDIS_URL/) });
  });

  it('says so: a GPU asked for where there is none', async () => {
    const { code, said } = await problem([
      'run',
      pictures,
      '--model',
      model,
      '--store',
      store,
      '--provider',
      'cuda',
    ]);
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/cannot use cuda here: install .*--provider cpu/),
    });
  });

  it('says so: a store that nothing answers at', async () => {
    const { code, said } = await problem(['run', pictures, '--model', model, '--store', 's3://bucket/x'], {
      S3_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    });
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/bucket|127.0.0.1/) });
  });

  it.skipIf(s3 === null)('says so: wrong S3 keys, and a bucket that is missing', async () => {
    const bucket = `keys-${Date.now()}`;
    await createBucket(s3!, bucket);
    const keys = {
      S3_ENDPOINT: s3!.endpoint,
      AWS_ACCESS_KEY_ID: s3!.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3!.secretAccessKey,
    };
    const wrong = { ...keys, AWS_SECRET_ACCESS_KEY: 'wrong' };
    const refused = await problem(['run', pictures, '--model', model, '--store', `s3://${bucket}`], wrong);
    expect(refused).toEqual({ code: 1, said: expect.stringMatching(/key/i) });
    const missing = await problem(
      ['run', pictures, '--model', model, '--store', 's3://no-such-bucket'],
      keys,
    );
    expect(missing).toEqual({ code: 1, said: expect.stringMatching(/no-such-bucket/) });
  });

  it.skipIf(process.getuid?.() === 0)('says so: a store that may not be written', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    const { code, said } = await problem(['run', pictures, '--model', model, '--store', closed]);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/permission|may not/i) });
  });
});

/** A file system of 1 MB, where this user may make one. */
const small = join(folder, 'small-disk');
await mkdir(small);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [small]);
});

describe.skipIf(!mounted || redis === null)(
  'a disk that fills in the middle (needs the right to mount)',
  () => {
    it('ends the run with a sentence, leaves no _SUCCESS, and goes on when there is room', async () => {
      const many = join(folder, 'many');
      await writePictures(many, 64);
      await camfleet(['models', 'prepare', model, '--store', small]);
      const blockade = join(small, 'blockade');
      spawnSync('sh', ['-c', `head -c 850000 /dev/zero > ${blockade}; true`]);
      const { code, said } = await problem([
        'run',
        many,
        '--model',
        'small',
        '--store',
        small,
        '--shard-size',
        '1',
      ]);
      expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/full/) });
      const [run] = await readdir(join(small, 'runs'));
      expect(await readdir(join(small, 'runs', run!))).not.toContain('_SUCCESS');
      spawnSync('rm', [blockade]);
      const { code: resumed } = await camfleet(['run', '--resume', run!, '--store', small]);
      expect(resumed).toBe(0);
    });
  },
);
