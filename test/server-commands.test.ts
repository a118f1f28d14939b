/** The commands that talk to a server: one `camfleet up` for all of them, and what they say where it is not as they need it. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { camfleet, start, summaryOf } from './support/camfleet.js';
import { startCuttingProxy } from './support/cutting-proxy.js';
import { findOnPath } from './support/find-on-path.js';
import { type ServedStack, serveStack } from './support/serve-stack.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { waitUntil } from './support/wait-until.js';
import { writePictures } from './support/write-pictures.js';

const hasRedis = findOnPath('redis-server') !== null || findOnPath('valkey-server') !== null;
const folder = await temporaryFolder();
const store = join(folder, 'store');
const pictures = join(folder, 'pictures');
const keyFile = join(folder, 'key');

describe.skipIf(!hasRedis)('commands that talk to a server', { timeout: 120_000 }, () => {
  let stack: ServedStack;
  let key = '';
  let names: string[] = [];

  /** Pictures over HTTP: those of a held run are not answered until it is let go. */
  const held = new Map<string, { readonly released: Promise<void>; release(): void }>();
  const web = createServer(async (request, response) => {
    const [, group = '', name = ''] = request.url!.split('/');
    await held.get(group)?.released;
    response.end(await readFile(join(pictures, name)));
  });

  /** A manifest of pictures that are held, by the name of the group. */
  async function holding(group: string): Promise<string> {
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    held.set(group, { released, release });
    const { port } = web.address() as AddressInfo;
    const path = join(folder, `${group}.jsonl`);
    const rows = names.map((name) => JSON.stringify({ uri: `http://127.0.0.1:${port}/${group}/${name}` }));
    await writeFile(path, `${rows.join('\n')}\n`);
    return path;
  }

  const asked = (args: string[], environment: Record<string, string> = {}) =>
    camfleet(args, { CAMFLEET_SERVER: stack.origin, CAMFLEET_API_KEY: key, ...environment });
  async function begun(manifest: string): Promise<string> {
    const { code, stdout, stderr } = await asked(['submit', manifest, '--model', 'small', '--json']);
    expect(code, stderr).toBe(0);
    return (JSON.parse(stdout) as { run: string }).run;
  }

  beforeAll(async () => {
    names = await writePictures(pictures, 6);
    const prepared = await camfleet(['models', 'prepare', await writeSmallModel(folder), '--store', store]);
    expect(prepared.code, prepared.stderr).toBe(0);
    const made = await camfleet(['keys', 'add', 'tests', '--store', store, '--json']);
    key = (JSON.parse(made.stdout) as { key: string }).key;
    await writeFile(keyFile, `${key}\n`);
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    stack = await serveStack(store, {
      SOURCE_FOLDERS: pictures,
      SOURCE_NETWORKS: '127.0.0.1',
      SOURCE_PORTS: String((web.address() as AddressInfo).port),
    });
  }, 120_000);
  afterAll(async () => {
    for (const { release } of held.values()) release();
    web.closeAllConnections();
    web.close();
    await stack?.stop();
  });

  it('send a manifest, watch its run to the end, and show and export its results', async () => {
    const manifest = join(folder, 'rows.csv');
    await writeFile(
      manifest,
      `uri\n${names.map((name) => `pictures/${name}`).join('\n')}\npictures/gone.jpg\n`,
    );
    const named = ['--server', stack.origin, '--key-file', keyFile];
    const watched = await camfleet(['submit', manifest, '--model', 'small', '--watch', '--json', ...named]);
    const summary = summaryOf(watched);
    expect(summary).toMatchObject({ state: 'complete', images: { total: 7, ok: 6, failed: 1 } });
    const { run } = summary;
    expect(JSON.parse((await camfleet(['watch', run, '--json', ...named])).stdout)).toMatchObject({ run });

    const listed = await asked(['status']);
    expect(listed.stdout).toMatch(new RegExp(`^${run}  complete, .* of 7 rows, small@`, 'm'));
    const results = await asked(['results', run, '--rows', '7', '--json']);
    const { outcomes } = JSON.parse(results.stdout) as { outcomes: object[] };
    expect(outcomes).toHaveLength(7);
    expect(outcomes[0]).toMatchObject({ index: 0, uri: 'pictures/0000.jpg', outcome: 'ok', code: null });
    expect(outcomes[6]).toMatchObject({ index: 6, outcome: 'failed', code: 'source-not-found', class: null });
    expect(
      JSON.parse((await camfleet(['results', run, '--store', store, '--json', '--rows', '7'])).stdout),
    ).toEqual(JSON.parse(results.stdout));
    for (const place of [named, ['--store', store]]) {
      const failed = await camfleet(['results', run, '--failed', '--json', ...place]);
      expect(JSON.parse(failed.stdout)).toMatchObject({ outcomes: [outcomes[6]] });
    }
    const told = await camfleet(['watch', run, ...named]);
    expect(told.stdout).toContain(`npx camfleet results ${run} --failed --server ${stack.origin}`);

    const to = join(folder, 'exported/all.csv');
    const exported = await asked(['export', run, '--format', 'csv', '--to', to, '--json']);
    const text = await readFile(to, 'utf8');
    const csv = { run, format: 'csv', place: to, files: 1, bytes: text.length };
    expect(JSON.parse(exported.stdout)).toEqual(csv);
    expect((await asked(['export', run, '--format', 'csv'])).stdout).toBe(text);
    for (const format of ['voc', 'yolo', 'wsol']) {
      const [far, near] = [join(folder, `far-${format}`), join(folder, `near-${format}`)];
      const sent = await asked(['export', run, '--format', format, '--to', far, '--json']);
      const { files } = JSON.parse(sent.stdout) as { files: number };
      expect((await camfleet(['export', run, '--format', format, '--to', near, '--store', store])).code).toBe(
        0,
      );
      const unpacked = await contentsOf(far);
      expect(unpacked.size).toBe(files);
      expect(unpacked).toEqual(await contentsOf(near));
    }

    const retried = summaryOf(await asked(['retry-failed', run, '--watch', '--json']));
    expect(retried).toMatchObject({ images: { total: 1, failed: 1 } });
    const policy = join(folder, 'mine.json');
    await writeFile(
      policy,
      '{"id": "mine", "rule": {"kind": "largest-component", "shareOfMaximum": 0.35, "connectivity": 4}}',
    );
    const reboxed = summaryOf(await asked(['rebox', run, '--policy', policy, '--watch', '--json']));
    expect(reboxed).toMatchObject({ state: 'complete', images: { total: 7, ok: 6 } });
  });

  it.each([
    ['above the folder', { name: '../escaped.txt' }, /is no file below the export/],
    ['anywhere on the disk', { name: '/tmp/escaped.txt' }, /is no file below the export/],
    ['that leads elsewhere', { name: 'labels', type: 'symlink', linkname: '/tmp' }, /is no file below/],
    ['and breaks off', { name: 'labels/a.txt' }, /broke off in the middle .* nothing of it was kept/],
    ['above the folder, and goes silent', { name: '../escaped.txt' }, /is no file below the export/],
  ] as const)('take nothing from a server that sends a file %s', async (what, header, sentence) => {
    const tar = pack();
    tar.entry({ name: 'labels/first.txt' }, 'first');
    if ('type' in header) tar.entry(header);
    else tar.entry(header, 'second');
    tar.finalize();
    const bytes = await buffer(tar);
    const evil = createServer((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      if (what === 'and breaks off') response.write(bytes.subarray(0, 1_800), () => response.destroy());
      else if (what.endsWith('silent')) response.write(bytes.subarray(0, bytes.length - 1));
      else response.end(bytes);
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const place = join(folder, 'from-an-evil-server');
    const before = await readdir(folder);
    const server = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
    const ended = await camfleet(['export', 'a', '--format', 'yolo', '--to', place, '--server', server]);
    evil.closeAllConnections();
    evil.close();
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringMatching(sentence)]);
    expect(await readdir(folder)).toEqual(before);
    expect(existsSync('/tmp/escaped.txt')).toBe(false);
  });

  it('say that a document on stdout is not whole where the server breaks off', async () => {
    const broken = createServer((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    const server = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const { code, stderr } = await camfleet(['export', 'a', '--format', 'csv', '--server', server]);
    broken.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/broke off in the middle .* what was written is not all of it: try again/);
  });

  it('submit a folder that the server allows, without waiting', async () => {
    const { code, stdout } = await asked(['submit', pictures, '--model', 'small']);
    expect(code).toBe(0);
    const [, run] = /npx camfleet watch (\S+) --server /.exec(stdout)!;
    expect(summaryOf(await asked(['watch', run!, '--json'])).images.ok).toBe(6);
  });

  it('send the pictures of a folder that the server cannot read', async () => {
    const sent = await asked([
      'submit',
      pictures,
      '--send-pictures',
      '--model',
      'small',
      '--watch',
      '--json',
    ]);
    expect(summaryOf(sent)).toMatchObject({ state: 'complete', images: { total: 6, ok: 6 } });
  });

  it('pause, weigh, resume and cancel, and say how a run stands meanwhile', async () => {
    const run = await begun(await holding('held'));
    const decided = async (...args: string[]) => JSON.parse((await asked([...args, '--json'])).stdout);
    expect(await decided('pause', run)).toEqual({ run, wish: 'pause', priority: 10 });
    const status = await waitUntil('the pause', async () => {
      const now = await decided('status', run);
      return now.state === 'paused' ? now : null;
    });
    expect(status).toMatchObject({ run, attended: true, summary: null });
    // A command on the same machine that is told of no server finds who looks after the run all the same.
    const here = JSON.parse((await camfleet(['status', run, '--store', store, '--json'])).stdout);
    expect(here).toMatchObject({ run, state: 'paused', attended: true });
    expect(await decided('priority', run, '50')).toEqual({ run, wish: 'pause', priority: 50 });
    expect((await asked(['resume', run])).stdout).toBe(`run ${run} goes on\n`);
    expect(await decided('cancel', run)).toMatchObject({ wish: 'cancel' });
    held.get('held')!.release();
    const ended = await asked(['watch', run, '--json']);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ run, state: 'cancelled' });
  });

  it('come back to a run where they were when the connection breaks off', async () => {
    const proxy = await startCuttingProxy(Number(new URL(stack.origin).port));
    const run = await begun(await holding('broken-off'));
    const watching = start(['watch', run, '--json', '--server', proxy.origin], { CAMFLEET_API_KEY: key });
    await waitUntil('the first word', () => watching.stderr().includes(run));
    proxy.cut();
    await waitUntil('it comes back', () => /last-event-id: \w+/i.test(proxy.sent()));
    held.get('broken-off')!.release();
    expect(summaryOf(await watching.finished)).toMatchObject({ run, state: 'complete' });
    await proxy.close();
  });

  it('end on Ctrl-C with one object, and leave the run alone', async () => {
    const run = await begun(await holding('left-alone'));
    const watching = start(['watch', run, '--json'], {
      CAMFLEET_SERVER: stack.origin,
      CAMFLEET_API_KEY: key,
    });
    await waitUntil('the first word', () => watching.stderr().includes(run));
    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toEqual({ error: expect.objectContaining({ code: 'interrupted' }) });
    held.get('left-alone')!.release();
    expect(summaryOf(await asked(['watch', run, '--json'])).state).toBe('complete');
  });

  it('begin a run in a store that a server serves, which takes it up', async () => {
    const begun = await camfleet(['submit', pictures, '--model', 'small', '--store', store, '--json']);
    const { run } = JSON.parse(begun.stdout) as { run: string };
    expect(summaryOf(await camfleet(['watch', run, '--store', store, '--json'])).images.ok).toBe(6);
  });

  it.each([
    ['no key', ['status'], { CAMFLEET_API_KEY: '' }, 2, /CAMFLEET_API_KEY/],
    ['a key that is none', ['status'], { CAMFLEET_API_KEY: 'cf_nothing' }, 2, /unknown or was revoked/],
    ['a run that is none', ['watch', '20200101-000000-nobody'], {}, 2, /no run 20200101-000000-nobody/],
    [
      'a model of this machine',
      ['submit', pictures, '--model', 'small.onnx'],
      {},
      2,
      /a file of this machine/,
    ],
    ['no model', ['submit', pictures], {}, 2, /name a model of the server/],
    ['a model that is none', ['submit', pictures, '--model', 'large'], {}, 2, /no prepared model "large"/],
    [
      'a tenant',
      ['submit', pictures, '--model', 'small', '--tenant', 'birds'],
      {},
      2,
      /--tenant: on a server/,
    ],
    ['a folder that is not allowed', ['submit', folder, '--model', 'small'], {}, 2, /not allowed|outside/],
    [
      'two places',
      ['status', '--server', 'http://x', '--store', 'y'],
      {},
      2,
      /leave out one of --server and --store/,
    ],
    ['a server that is none', ['status'], { CAMFLEET_SERVER: 'http://[' }, 2, /takes an address such as/],
    [
      'a server that is not there',
      ['status'],
      { CAMFLEET_SERVER: 'http://127.0.0.1:9' },
      1,
      /no Camfleet server answers/,
    ],
  ])('say what is wrong, in a sentence and as JSON: %s', async (_, args, environment, code, sentence) => {
    await mkdir(folder, { recursive: true });
    const ended = await asked([...args, '--json'], environment as Record<string, string>);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(sentence)]);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { message: expect.stringMatching(sentence) } });
  });
});

/** Every file below a folder, by its path. */
async function contentsOf(place: string): Promise<Map<string, string>> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const texts = files.map(async (file) => [relative(place, file), await readFile(file, 'latin1')] as const);
  return new Map((await Promise.all(texts)).toSorted());
}

describe('a run that nobody works at', () => {
  it('is told as such, and how to go on', async () => {
    const alone = join(folder, 'alone');
    await writePictures(pictures, 6);
    const begun = await camfleet(['submit', pictures, '--store', alone]);
    expect(begun.stdout).toMatch(
      /camfleet up --store \S+alone", or go on with it alone with "npx camfleet run --resume/,
    );
    const [run] = begun.stdout.split('  ');
    const status = await camfleet(['status', run!, '--store', alone]);
    expect(status.stdout).toMatch(
      /^\S+ {2}scanning.*\nno command on this machine looks after it: serve it with/,
    );
    const watching = start(['watch', run!, '--store', alone]);
    await waitUntil('the note', () => watching.stderr().includes('looks after it: serve it with'));
    watching.child.kill('SIGINT');
    expect((await watching.finished).code).toBe(130);
    // Somebody looks after it, until they end: the run is paused, and goes no further by itself.
    await camfleet(['pause', run!, '--store', alone]);
    const up = await serveStack(alone);
    const beside = start(['watch', run!, '--store', alone]);
    await waitUntil('the first word', () => beside.stderr().includes('paused'));
    expect(beside.stderr()).not.toContain('looks after it');
    await up.stop();
    await waitUntil('the note', () => beside.stderr().includes('looks after it: serve it with'));
    beside.child.kill('SIGINT');
    await beside.finished;
    const { code, stderr } = await camfleet(['export', run!, '--format', 'csv', '--store', alone]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not complete')]);
  });
});
