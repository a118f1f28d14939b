/** The object store on a folder: what all stores do, what people can put right, and what a crash leaves. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../src/index.js';
import { collect } from './collect.js';
import { testStore } from './store-conformance.js';

const folders: string[] = [];
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-store-'));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

describe('a folder', () => {
  testStore(async () => openStore(join(await newFolder(), 'made', 'when needed')));
});

describe('the address of a folder', () => {
  it('may be a file: URL', async () => {
    const folder = await newFolder();
    const store = await openStore(pathToFileURL(folder).href);
    await store.put('a', new Uint8Array([1]));
    expect(await readdir(folder)).toContain('a');
  });

  it.each(['', 'http://host/x', 's3://', 's3:///x', 's3://b//x', 'file://elsewhere/x'])(
    'is not %j',
    async (address) => {
      await expect(openStore(address)).rejects.toMatchObject({ code: 'configuration-invalid' });
    },
  );

  it('is repeated without its password', async () => {
    await expect(openStore('ftp://me:secret@host/x')).rejects.toThrow(/^((?!secret).)*$/);
  });
});

describe('temporary files', () => {
  it('are not listed, and are swept by a check when they are an hour old', async () => {
    const folder = await newFolder();
    const store = await openStore(folder);
    await store.put('a', new Uint8Array([1]));
    const [old, young] = ['old', 'young'].map((name) => join(folder, '.camfleet-tmp', name)) as [
      string,
      string,
    ];
    await writeFile(old, 'half of it');
    await writeFile(young, 'half of it');
    const longAgo = new Date(Date.now() - 61 * 60 * 1_000);
    await utimes(old, longAgo, longAgo);
    expect(await collect(store.list(''))).toEqual([{ key: 'a', bytes: 1 }]);
    await store.check();
    expect(existsSync(old)).toBe(false);
    expect(existsSync(young)).toBe(true);
  });
});

describe('what is wrong with the folder', () => {
  it('a file in its place is store-denied', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, 'x');
    await expect((await openStore(file)).check()).rejects.toMatchObject({ code: 'store-denied' });
  });

  const disk = join(tmpdir(), `camfleet-disk-${process.pid}`);
  const mounted = mountTinyDisk(disk);
  const when = mounted ? '' : ' (skipped: no permission to mount a small disk)';

  it.skipIf(!mounted)(`a full disk is store-full, and what was there stays whole${when}`, async () => {
    const store = await openStore(disk);
    await store.put('small', new Uint8Array([1]));
    const big = new Uint8Array(4 * 1024 * 1024);
    const full = { code: 'store-full', message: expect.stringContaining(disk) };
    await expect(store.put('small', big)).rejects.toMatchObject(full);
    await expect(store.putIfAbsent('big', big)).rejects.toMatchObject(full);
    expect(await store.get('small')).toEqual(Buffer.from([1]));
    expect(await collect(store.list(''))).toEqual([{ key: 'small', bytes: 1 }]);
    // The half-written files are gone too: there is room for others.
    await store.put('other', new Uint8Array(500_000));
  });

  it.skipIf(!mounted)(`a read-only disk is store-denied${when}`, async () => {
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    await expect((await openStore(disk)).check()).rejects.toMatchObject({ code: 'store-denied' });
  });

  afterAll(() => {
    if (mounted) spawnSync('umount', [disk]);
    return rm(disk, { recursive: true, force: true });
  });

  it.skipIf(process.getuid?.() === 0)(
    'a folder of someone else is store-denied (skipped for root)',
    async () => {
      const folder = await newFolder();
      await mkdir(join(folder, 'theirs'), { mode: 0o500 });
      await expect((await openStore(join(folder, 'theirs'))).check()).rejects.toMatchObject({
        code: 'store-denied',
      });
    },
  );
});

describe('a process that is killed while it writes', () => {
  const writer = fileURLToPath(new URL('./write-without-end.mjs', import.meta.url));

  it('leaves whole objects only', async () => {
    const folder = await newFolder();
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, [writer, folder, String(round)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      // Killed after some writes, at another place every time.
      let lines = 0;
      for await (const chunk of child.stdout) {
        lines += String(chunk).split('\n').length - 1;
        if (lines > 20 + round * 7) child.kill('SIGKILL');
      }
    }
    const store = await openStore(folder);
    const found = await collect(store.list(''));
    expect(found.length).toBeGreaterThan(20);
    for (const { key } of found) {
      const body = Buffer.from((await store.get(key))!);
      const written = { length: body.readUInt32LE(0), fill: body[4] };
      expect(body).toHaveLength(written.length);
      expect(body.subarray(4).every((byte) => byte === written.fill)).toBe(true);
    }
  });
});

function mountTinyDisk(at: string): boolean {
  spawnSync('mkdir', ['-p', at]);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at]).status === 0;
}
