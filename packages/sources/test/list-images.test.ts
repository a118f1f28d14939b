/** Folders and globs as lists of pictures. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustedAccess } from '../src/access.js';
import { createFileMemory } from '../src/file-memory.js';
import { listImages as list } from '../src/list-images.js';
import { listPrefix } from '../src/list-prefix.js';
import { openFile } from '../src/open-file.js';

const listImages = (folderOrGlob: string) => list(folderOrGlob, null);

const files = [
  'B.JPG',
  'a-b/1.png',
  'a/b/c.Tiff',
  'a/x.jpeg',
  'a0.webp',
  'notes.txt',
  '.hidden.jpg',
  '.cache/thumb.jpg',
  'x [1]/pic (2).gif',
  'é.avif',
  '\u{ff5e}.bmp',
  '\u{1f600}.heic',
];
const pictures = [
  'B.JPG',
  'a-b/1.png',
  'a/b/c.Tiff',
  'a/x.jpeg',
  'a0.webp',
  'x [1]/pic (2).gif',
  'é.avif',
  '\u{ff5e}.bmp',
  '\u{1f600}.heic',
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camfleet-images-'));
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), 'x');
  }
  await mkdir(join(folder, 'none'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a folder', () => {
  it('gives its pictures and those below, in the order of their bytes, and nothing hidden', async () => {
    for (const address of [folder, `${folder}/`, pathToFileURL(folder).href]) {
      expect(await listImages(address)).toEqual({ base: `${folder}/`, uris: pictures });
    }
  });

  it('may have a name that looks like a glob', async () => {
    expect(await listImages(join(folder, 'x [1]'))).toEqual({
      base: `${folder}/x [1]/`,
      uris: ['pic (2).gif'],
    });
  });

  it('may hold links to files and folders, even in a circle', async () => {
    const linked = await mkdtemp(join(tmpdir(), 'camfleet-links-'));
    await symlink(join(folder, 'a'), join(linked, 'album'));
    await symlink(join(folder, 'B.JPG'), join(linked, 'b.jpg'));
    await symlink(join(folder, 'a'), join(linked, 'album too'));
    await symlink(linked, join(linked, 'circle'));
    await mkdir(join(linked, 'deep/er'), { recursive: true });
    await symlink(linked, join(linked, 'deep/er/up'));
    await symlink(join(linked, 'deep'), join(linked, 'deep/er/half-up'));
    await writeFile(join(linked, 'deep/er/d.png'), '');
    const once = ['album too/b/c.Tiff', 'album too/x.jpeg', 'album/b/c.Tiff', 'album/x.jpeg'];
    expect((await listImages(linked)).uris).toEqual([...once, 'b.jpg', 'deep/er/d.png']);
    expect((await listImages(join(linked, '**/*.png'))).uris).toEqual(['deep/er/d.png']);
    // What lies beside the way back is met for the first time.
    expect((await listImages(join(linked, 'deep'))).uris).toContain('er/up/b.jpg');
    await rm(linked, { recursive: true });
  });

  it('gives links that lead nowhere, and what has a picture’s name and is no file: opened, they say what is wrong', async () => {
    const odd = await mkdtemp(join(tmpdir(), 'camfleet-odd-'));
    await symlink(join(odd, 'gone'), join(odd, 'dangling.jpg'));
    await symlink(join(odd, 'ring.png'), join(odd, 'ring.png'));
    await symlink(join(odd, 'gone'), join(odd, 'no picture'));
    execFileSync('mkfifo', [join(odd, 'pipe.gif')]);
    await symlink(join(odd, 'gone'), join(odd, '.hidden.jpg'));
    expect((await listImages(odd)).uris).toEqual(['dangling.jpg', 'pipe.gif', 'ring.png']);
    expect((await listImages(join(odd, '*.jpg'))).uris).toEqual(['dangling.jpg']);
    for (const name of ['dangling.jpg', 'pipe.gif', 'ring.png']) {
      expect(await openFile(join(odd, name), null, createFileMemory(0))).toMatchObject({
        code: 'source-not-found',
      });
    }
    await rm(odd, { recursive: true });
  });

  it('without pictures is manifest-empty and says what was looked for', async () => {
    await expect(listImages(join(folder, 'none'))).rejects.toMatchObject({
      code: 'manifest-empty',
      message: expect.stringMatching(/no pictures under .*none; looked for \.jpg, \.jpeg/),
    });
  });

  it('that is not there is manifest-not-found', async () => {
    await expect(listImages(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'manifest-not-found' });
    await expect(listImages('file://elsewhere/pictures')).rejects.toMatchObject({
      code: 'manifest-not-found',
    });
    await expect(listImages(join(folder, 'nowhere/*.jpg'))).rejects.toMatchObject({
      code: 'manifest-not-found',
    });
  });
});

describe('a listing whose signal fires', () => {
  it('throws the reason: what was found so far is no list', async () => {
    const controller = new AbortController();
    const listing = list(folder, null, controller.signal);
    controller.abort(new Error('nobody wants it'));
    await expect(listing).rejects.toThrow('nobody wants it');
  });

  it('ends between two keys of a bucket, pictures or not', async () => {
    const controller = new AbortController();
    let keys = 0;
    const listS3 = async function* () {
      for (; keys < 100; keys++) {
        if (keys === 3) controller.abort(new Error('nobody wants it'));
        yield `${keys}.txt`;
      }
    };
    const found = listPrefix('s3://bucket/', { s3: null, listS3, access: trustedAccess }, controller.signal);
    await expect(found.next()).rejects.toThrow('nobody wants it');
    expect(keys).toBe(3);
  });
});

describe('a glob', () => {
  it.each([
    ['*.webp', '', ['a0.webp']],
    ['**/*.{png,jpeg}', '', ['a-b/1.png', 'a/x.jpeg']],
    ['a/*', 'a/', ['x.jpeg']],
    ['a/**', 'a/', ['b/c.Tiff', 'x.jpeg']],
    ['?/x.jpeg', '', ['a/x.jpeg']],
    ['x*/*', '', ['x [1]/pic (2).gif']],
  ])('%s', async (pattern, below, uris) => {
    expect(await listImages(join(folder, pattern))).toEqual({ base: `${folder}/${below}`, uris });
  });

  it('that matches nothing is manifest-empty', async () => {
    await expect(listImages(join(folder, '*.xyz'))).rejects.toMatchObject({ code: 'manifest-empty' });
    await expect(listImages(join(folder, '*.txt'))).rejects.toMatchObject({ code: 'manifest-empty' });
  });
});

describe('one file', () => {
  it('is a list of one', async () => {
    expect(await listImages(join(folder, 'a/x.jpeg'))).toEqual({ base: `${folder}/a/`, uris: ['x.jpeg'] });
  });
});
