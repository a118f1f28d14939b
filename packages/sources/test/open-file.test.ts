/** Images from files, and addresses of every kind. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSources, trustedAccess } from '../src/index.js';
import { resolveUri } from '../src/resolve-uri.js';

let folder: string;
const sources = createSources({
  access: trustedAccess,
  s3: null,
  limits: { imageBytesMax: 1_000, fetchBackoffMs: 1 },
});
beforeAll(async () => {
  folder = `${await mkdtemp(join(tmpdir(), 'camfleet-sources-'))}/`;
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'deep/a b%20#1.jpg'), 'image');
  await writeFile(join(folder, 'empty.jpg'), '');
  await writeFile(join(folder, 'large.jpg'), Buffer.alloc(1_001));
  await writeFile(join(folder, 'full.jpg'), Buffer.alloc(1_000));
});
afterAll(async () => {
  await sources.close();
  await rm(folder, { recursive: true });
});

describe('a file', () => {
  const name = 'deep/a b%20#1.jpg';

  it('is found from the base, by its path and by its URL', async () => {
    const path = join(folder, name);
    for (const uri of [name, `./${name}`, `deep/../${name}`, path, pathToFileURL(path).href]) {
      expect(Buffer.from((await sources.open(uri, folder)) as Uint8Array).toString()).toBe('image');
    }
  });

  it.each([
    ['missing.jpg', 'source-not-found'],
    ['deep', 'source-not-found'],
    ['empty.jpg/x.jpg', 'source-not-found'],
    [`${'n'.repeat(300)}.jpg`, 'source-not-found'],
    ['empty.jpg', 'source-empty'],
    ['large.jpg', 'source-too-large'],
    ['/dev/zero', 'source-not-found'],
    ['/proc/kallsyms', 'source-too-large'],
    ['file://elsewhere/x.jpg', 'source-unsupported'],
    ['ftp://host/x.jpg', 'source-unsupported'],
    ['data:image/png;base64,AAAA', 'source-unsupported'],
    ['s3://bucket/x.jpg', 'source-unsupported'],
    ['s3://bucket', 'source-unsupported'],
    ['http://[broken', 'source-unsupported'],
    ['s3://me:secret@bucket/x.jpg', 'source-unsupported'],
    ['', 'source-unsupported'],
    ['a\0b', 'source-unsupported'],
  ])('%j is %s', async (uri, code) => {
    expect(await sources.open(uri, folder)).toMatchObject({ code });
  });

  it('may be as large as is allowed', async () => {
    expect(await sources.open('full.jpg', folder)).toHaveLength(1_000);
  });

  it('that is a named pipe is refused, not waited for', async () => {
    spawnSync('mkfifo', [join(folder, 'pipe.jpg')]);
    expect(await sources.open('pipe.jpg', folder)).toMatchObject({ code: 'source-not-found' });
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is forbidden (skipped for root)', async () => {
    await writeFile(join(folder, 'theirs.jpg'), 'x', { mode: 0 });
    expect(await sources.open('theirs.jpg', folder)).toMatchObject({ code: 'source-forbidden' });
  });
});

describe('an address', () => {
  it.each([
    ['x.jpg', 's3://b/p/', { scheme: 's3', bucket: 'b', key: 'p/x.jpg' }],
    ['a/../x y.jpg', 's3://b/p', { scheme: 's3', bucket: 'b', key: 'p/x y.jpg' }],
    ['s3://c/a//b%20.jpg', 's3://b/p/', { scheme: 's3', bucket: 'c', key: 'a//b%20.jpg' }],
    ['../../x.jpg', 's3://b/p/', { code: 'source-not-found' }],
    ['/data/x.jpg', 's3://b/p/', { scheme: 'file', path: '/data/x.jpg' }],
    ['12:30.jpg', '/data/', { scheme: 'file', path: '/data/12:30.jpg' }],
    ['x.jpg', 'file:///da%20ta/', { scheme: 'file', path: '/da ta/x.jpg' }],
    ['x.jpg', 'https://h/p/', { scheme: 'https', url: new URL('https://h/p/x.jpg') }],
    ['ftp:x.jpg', 'https://h/p/', { code: 'source-unsupported' }],
    ['//other/x.jpg', 'https://h/p/', { scheme: 'file', path: '//other/x.jpg' }],
    ['HTTPS://H/x.jpg', '/data/', { scheme: 'https', url: new URL('https://h/x.jpg') }],
  ])('%j from %j', (uri, base, expected) => {
    expect(resolveUri(uri, base)).toMatchObject(expected);
  });
});
