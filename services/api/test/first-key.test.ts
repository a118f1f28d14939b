/** The first key of a deployment: in a file of its own, for its owner alone. */
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findApiKey } from '@camfleet/results';
import { expect, it } from 'vitest';
import { memoryStore } from '../../../packages/results/test/memory-store.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { makeFirstKey } from '../src/make-first-key.js';

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

it('is not made where it cannot be written', async () => {
  const store = memoryStore();
  const made = makeFirstKey(store, join(folder, 'no folder', 'key'));
  await expect(made).rejects.toMatchObject({ code: 'configuration-invalid' });
  expect([...store.objects.keys()]).toEqual([]);
});
