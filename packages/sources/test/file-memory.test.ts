/** Memory of image files that is lent and comes back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileMemory } from '../src/file-memory.js';
import { createSources, trustedAccess } from '../src/index.js';

it('is lent to one at a time, and again when it has come back', () => {
  const memory = createFileMemory(1_000_000);
  const [first, second] = [memory.take(100_000), memory.take(100_000)];
  expect(second.buffer).not.toBe(first.buffer);
  memory.giveBack(first.subarray(0, 7));
  memory.giveBack(first);
  expect(memory.take(90_000).buffer).toBe(first.buffer);
  expect(memory.take(90_000).buffer).not.toBe(first.buffer);
});

it('is as large as was asked for', () => {
  const memory = createFileMemory(1_000_000);
  memory.giveBack(memory.take(1));
  for (const bytes of [1, 65_536, 65_537, 500_000])
    expect(memory.take(bytes).length).toBeGreaterThanOrEqual(bytes);
});

it('lets what does not come from here be', () => {
  const memory = createFileMemory(1_000_000);
  const pooled = Buffer.from('a piece of the buffer that all small ones share');
  memory.giveBack(pooled);
  expect(memory.take(10).buffer).not.toBe(pooled.buffer);
});

it('is kept up to a bound, the latest of it', () => {
  const memory = createFileMemory(130_000);
  const [a, b] = [memory.take(65_536), memory.take(65_536)];
  memory.giveBack(a);
  memory.giveBack(b);
  expect(memory.take(1).buffer).toBe(b.buffer);
  expect(memory.take(1).buffer).not.toBe(a.buffer);
});

it('holds the files that are read, one after the other, each with its own bytes', async () => {
  const folder = `${await mkdtemp(join(tmpdir(), 'camfleet-sources-'))}/`;
  await writeFile(join(folder, 'long.jpg'), 'a long one');
  await writeFile(join(folder, 'short.jpg'), 'short');
  const sources = createSources({ access: trustedAccess, s3: null });
  const open = async (name: string) => (await sources.open(name, folder)) as Uint8Array;
  const long = await open('long.jpg');
  const beside = await open('short.jpg');
  expect(beside.buffer).not.toBe(long.buffer);
  sources.giveBack(long);
  const short = await open('short.jpg');
  expect(short.buffer).toBe(long.buffer);
  expect(Buffer.from(short).toString()).toBe('short');
  await sources.close();
  await rm(folder, { recursive: true });
});
