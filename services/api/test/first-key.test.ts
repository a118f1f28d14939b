/** The first key of a deployment: in a file of its own, for its owner alone. */
import { type FileHandle, open, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findApiKey } from '@camfleet/results';
import { expect, it, vi } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { makeFirstKey } from '../src/make-first-key.js';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, open: vi.fn(real.open), rename: vi.fn(real.rename) };
});
const failure = (code: string) => Object.assign(new Error(code), { code });

const folder = await temporaryFolder();

it.each([
  ['where nothing is', async () => {}],
  ['in place of a file that everybody may read', (file: string) => writeFile(file, 'old', { mode: 0o644 })],
  ['in place of a link, and not where it leads', (file: string) => symlink(join(folder, 'other'), file)],
])('is written %s', async (name, prepare) => {
  const store = memoryStore();
  const file = join(folder, name);
  await writeFile(join(folder, 'other'), 'not ours');
  await prepare(file);
  await makeFirstKey(store, file);
  const key = (await readFile(file, 'utf8')).trim();
  expect(await findApiKey(store, key)).toMatchObject({ name: 'first', scope: 'admin' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, 'other'), 'utf8')).toBe('not ours');
});

it('is written in place of what a file holds that is mounted by itself', async () => {
  const store = memoryStore();
  const here = await temporaryFolder();
  const file = join(here, 'key');
  await writeFile(file, 'what was there is longer than any key, and nothing of it is left'.repeat(9), {
    mode: 0o644,
  });
  const { ino } = await stat(file);
  vi.mocked(rename).mockRejectedValueOnce(failure('EBUSY'));
  await makeFirstKey(store, file);
  expect(await findApiKey(store, (await readFile(file, 'utf8')).trim())).toMatchObject({ name: 'first' });
  const after = await stat(file);
  expect([after.ino, after.mode & 0o777]).toEqual([ino, 0o600]);
  expect(await readdir(here)).toEqual(['key']);
});

it('is none where the disk is too full to take it', async () => {
  const store = memoryStore();
  const real = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
  const full = async (...args: Parameters<typeof open>): Promise<FileHandle> => {
    const handle = await real.open(...args);
    vi.spyOn(handle, 'writeFile').mockRejectedValue(failure('ENOSPC'));
    return handle;
  };
  vi.mocked(open).mockImplementationOnce(full);
  const made = makeFirstKey(store, join(folder, 'full'));
  await expect(made).rejects.toMatchObject({ code: 'configuration-invalid' });
  expect([...store.objects.keys()]).toEqual([]);
});

it('is not made where it cannot be written', async () => {
  const store = memoryStore();
  const made = makeFirstKey(store, join(folder, 'no folder', 'key'));
  await expect(made).rejects.toMatchObject({ code: 'configuration-invalid' });
  expect([...store.objects.keys()]).toEqual([]);
});
