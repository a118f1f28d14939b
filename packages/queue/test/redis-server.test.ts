/** The Redis that Camfleet starts itself: it keeps what it holds, has its folder alone, and never outlives its owner. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOnPath } from '../../../test/support/find-on-path.js';
import { sendRedis } from '../../../test/support/send-redis.js';
import { startRedisServer } from '../src/redis-server.js';

const isThere = findOnPath('redis-server') !== null || findOnPath('valkey-server') !== null;
const when = isThere ? '' : ' (skipped: no Redis, npm run setup)';

let folder: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camfleet-redis-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number) {
  const server = await startRedisServer({ folder, port });
  stops.push(server.stop);
  return server;
}

describe.skipIf(!isThere)(`our own Redis${when}`, () => {
  it('keeps what it holds when it is stopped and started', async () => {
    const first = await start();
    expect(await sendRedis(first.port, 'SET a kept')).toContain('OK');
    await Promise.all([first.stop(), first.stop()]);
    const second = await start();
    expect(await sendRedis(second.port, 'STRLEN a')).toBe(':4');
  });

  it('refuses a folder that a living process uses', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({
      code: 'run-conflict',
      message: expect.stringContaining(folder),
    });
  });

  it('ends with an owner that is killed', async () => {
    const launcher = new URL('../dist/redis-server.js', import.meta.url).href;
    const program = `import { startRedisServer } from '${launcher}';
      const { port } = await startRedisServer({ folder: '${folder}' });
      console.log(port);
      setInterval(() => {}, 1_000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const port = await new Promise<number>((settle) =>
      owner.stdout.once('data', (text) => settle(Number(text))),
    );
    expect(await sendRedis(port, 'PING')).toContain('PONG');
    owner.kill('SIGKILL');
    await expect.poll(() => sendRedis(port, 'PING').catch(() => 'gone'), { timeout: 10_000 }).toBe('gone');
  });

  it('ends what an owner that is gone left behind', async () => {
    const left = await start();
    const note = join(folder, 'camfleet-redis.json');
    await writeFile(note, JSON.stringify({ pid: left.pid, port: left.port, owner: 4_194_300 }));
    const next = await start();
    expect(next.pid).not.toBe(left.pid);
    await expect(sendRedis(left.port, 'PING')).rejects.toThrow();
  });

  it.each(['{"pid":', '{"pid":1,"port":6379,"owner":1}', '{"pid":-1,"port":1,"owner":1}', 'null'])(
    'leaves processes alone that are no Redis of ours: %s',
    async (text) => {
      await writeFile(join(folder, 'camfleet-redis.json'), text);
      expect(await sendRedis((await start()).port, 'PING')).toContain('PONG');
    },
  );

  it('says why it did not start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => taken.once('listening', done));
    const { port } = taken.address() as AddressInfo;
    await expect(start(port)).rejects.toMatchObject({
      code: 'redis-unreachable',
      message: expect.stringMatching(/already in use/),
    });
    taken.close();
    expect(await readdir(folder)).not.toContain('camfleet-redis.json');
  });

  it('is not started where the signal has fired', async () => {
    const signal = AbortSignal.abort();
    await expect(startRedisServer({ folder, signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('without Redis on PATH', () => {
  it('one sentence says how to get one', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      await expect(startRedisServer({ folder })).rejects.toMatchObject({
        code: 'redis-missing',
        message: expect.stringMatching(/REDIS_URL.*npm run setup.*apt-get.*brew/),
      });
    } finally {
      process.env.PATH = path;
    }
  });
});
