/** camfleet models pull, from a server of our own. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { camfleet } from './support/camfleet.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';

const folder = await temporaryFolder();
const network = await readFile(await writeSmallModel(folder));
const sha256 = createHash('sha256').update(network).digest('hex');

let sent: Buffer;
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.end(sent);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => server.close());

const entry = {
  name: 'tiny',
  file: 'small.onnx',
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/small.onnx`,
  bytes: network.length,
  sha256,
  licence: 'MIT',
  input: { width: 32, height: 32, mean: [127.5, 127.5, 127.5], std: [64, 64, 64], channelOrder: 'rgb' },
  classes: 'small.classes.json',
};
const catalogue = join(folder, 'catalogue.json');
const models = [
  entry,
  { ...entry, name: 'lame', refused: 'it has no head' },
  { ...entry, name: 'mislabelled', sha256: '0'.repeat(64) },
];
await writeFile(catalogue, JSON.stringify({ source: 'this test', models }));

let store: string;
let cache: string;
let number = 0;
beforeEach(() => {
  number += 1;
  store = join(folder, `store-${number}`);
  cache = join(folder, `cache-${number}`);
  sent = network;
  requests = 0;
});
const pull = (name: string, environment: Record<string, string> = {}) =>
  camfleet(['models', 'pull', name, '--catalogue', catalogue, '--store', store, '--json'], {
    XDG_CACHE_HOME: cache,
    CAMFLEET_MODELS: undefined,
    ...environment,
  });
const left = () => readdirSync(join(cache, 'camfleet'));

describe('camfleet models pull', () => {
  it('fetches, prepares and keeps the network; what was downloaded goes', async () => {
    const { code, stdout } = await pull('tiny');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'tiny',
      classes: 5,
      named: true,
      licence: 'MIT',
      source: { sha256 },
    });
    expect(left()).toEqual([]);
    const check = await camfleet(['models', 'check', 'tiny', '--store', store]);
    expect(check.stdout).toContain('the stored graph holds');
  });

  it('takes the file of CAMFLEET_MODELS where it is the right one, and leaves it there', async () => {
    const { code } = await pull('tiny', { CAMFLEET_MODELS: folder });
    expect(code).toBe(0);
    expect(requests).toBe(0);
    expect(network.equals(await readFile(join(folder, 'small.onnx')))).toBe(true);
  });

  it('downloads where the file of CAMFLEET_MODELS is another, and says so', async () => {
    const wrong = join(folder, 'wrong');
    await mkdir(wrong);
    await writeFile(join(wrong, 'small.onnx'), 'another network');
    const { code, stderr } = await pull('tiny', { CAMFLEET_MODELS: wrong });
    expect(code).toBe(0);
    expect(requests).toBe(1);
    expect(stderr).toContain('is not the file of the catalogue');
    expect(await readFile(join(wrong, 'small.onnx'), 'utf8')).toBe('another network');
  });

  it('refuses other bytes in one sentence, and leaves nothing', async () => {
    sent = Buffer.alloc(network.length);
    const { code, stdout } = await pull('tiny');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error).toEqual({
      code: 'download-failed',
      message: expect.stringMatching(/has other bytes than the catalogue says.*CAMFLEET_MODELS/),
    });
    expect(left()).toEqual([]);
    const list = await camfleet(['models', 'list', '--store', store, '--json']);
    expect(JSON.parse(list.stdout).models).toEqual([]);
  });

  it('knows what is not in the catalogue, and what cannot be used, without asking anybody', async () => {
    const unknown = await pull('nowhere');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('the catalogue has no "nowhere"; it has tiny, lame, mislabelled');
    const lame = await pull('lame');
    expect(lame.code).toBe(2);
    expect(lame.stderr).toContain('it has no head');
    expect(requests).toBe(0);
  });

  it('says of a catalogue that is none what is wrong with it', async () => {
    const bad = join(folder, 'bad.json');
    await writeFile(bad, JSON.stringify({ source: '', models: [{ ...entry, sha256: 'short' }] }));
    const { code, stderr } = await camfleet(['models', 'pull', '--catalogue', bad]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.json is no catalogue of networks: .*64 hex digits/);
  });

  it('lists our own catalogue where no name is given', async () => {
    const { stdout } = await camfleet(['models', 'pull', '--json']);
    const { models } = JSON.parse(stdout);
    expect(models).toHaveLength(14);
    expect(models.map(({ name }: { name: string }) => name)).toContain('resnet-50');
  });
});
