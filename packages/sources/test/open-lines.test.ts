/** Manifests as streams of lines. */
import { mkdtemp, open, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSources, trustedAccess } from '../src/index.js';
import { splitLines } from '../src/split-lines.js';
import { serve } from './serve.js';

let folder: string;
const sources = createSources({
  access: trustedAccess,
  s3: null,
  limits: { manifestLineBytes: 20, fetchBackoffMs: 1, fetchMs: 500 },
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'camfleet-lines-'));
});
afterAll(async () => {
  await sources.close();
  await rm(folder, { recursive: true });
});

async function linesOf(content: string | Uint8Array) {
  const file = join(folder, 'rows.jsonl');
  await writeFile(file, content);
  return all(sources.openLines(file));
}

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

describe('lines', () => {
  it('come without BOM, CR and blank ones, with the numbers an editor shows', async () => {
    expect(await linesOf('\u{feff}{"a":1}\r\n\r\n  \n{"b":2}\n\n{"c":3}')).toEqual([
      { line: '{"a":1}', number: 1 },
      { line: '{"b":2}', number: 4 },
      { line: '{"c":3}', number: 6 },
    ]);
  });

  it('are null where they are too long, and the next one is whole', async () => {
    const content = `${'x'.repeat(20)}\r\n${'x'.repeat(21)}\n${'y'.repeat(700_000)}\nshort\n${'z'.repeat(21)}`;
    expect(await linesOf(content)).toEqual([
      { line: 'x'.repeat(20), number: 1 },
      { line: null, number: 2 },
      { line: null, number: 3 },
      { line: 'short', number: 4 },
      { line: null, number: 5 },
    ]);
  });

  it('keep bytes that are no UTF-8 as replacement characters', async () => {
    expect(await linesOf(Buffer.from([0x61, 0xff, 0x62, 0x0a]))).toEqual([{ line: 'a\u{fffd}b', number: 1 }]);
  });

  it('are none in an empty file', async () => {
    expect(await linesOf('')).toEqual([]);
    expect(await linesOf('\n\r\n')).toEqual([]);
  });

  it('do not depend on how the bytes are cut into chunks', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, ''));
    const content = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(content, fc.array(fc.nat(40), { maxLength: 20 }), async (rows, cuts) => {
        const bytes = Buffer.from(rows.flat().join(''));
        const expected = await all(splitLines(inPieces(bytes, []), 20));
        expect(await all(splitLines(inPieces(bytes, cuts), 20))).toEqual(expected);
        const kept = rows
          .map(([text], index) => ({ text, number: index + 1 }))
          .filter(({ text }) => text.trim() !== '');
        expect(expected.map(({ number }) => number)).toEqual(kept.map(({ number }) => number));
      }),
    );
  });

  it('need no more memory for a large file than for a small one', async () => {
    const file = join(folder, 'large.jsonl');
    const handle = await open(file, 'w');
    const block = Buffer.from(`${'x'.repeat(1_023)}\n`.repeat(1_024));
    for (let n = 0; n < 400; n++) await handle.write(block);
    await handle.close();
    const before = process.memoryUsage().rss;
    let count = 0;
    let peak = 0;
    for await (const _ of sources.openLines(file)) {
      if (count++ % 10_000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(count).toBe(400 * 1_024);
    expect(peak - before).toBeLessThan(120 * 1024 * 1024);
  });
});

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from = Math.min(bytes.length, from + size);
  }
  yield bytes.subarray(from);
}

describe('a manifest', () => {
  it('that is missing or a folder is manifest-not-found', async () => {
    for (const address of [join(folder, 'none.jsonl'), folder]) {
      await expect(all(sources.openLines(address))).rejects.toMatchObject({ code: 'manifest-not-found' });
      await expect(sources.stat(address)).rejects.toMatchObject({ code: 'manifest-not-found' });
    }
  });

  it('in UTF-16 is manifest-unreadable and says what to do', async () => {
    const content = Buffer.from('\u{feff}{"uri":"a"}\n', 'utf16le');
    await expect(linesOf(content)).rejects.toMatchObject({
      code: 'manifest-unreadable',
      message: expect.stringContaining('save it as UTF-8'),
    });
  });

  it('has a size, and another version when it changes', async () => {
    const file = join(folder, 'rows.jsonl');
    await writeFile(file, 'abc\n');
    const first = await sources.stat(pathToFileURL(file).href);
    expect(first).toEqual({ bytes: 4, version: expect.any(String) });
    await utimes(file, 1, 1);
    expect((await sources.stat(file)).version).not.toBe(first.version);
  });

  it('over http gives lines, size and version', async () => {
    const server = await serve((_, response) =>
      response.writeHead(200, { etag: '"v1"', 'content-length': 4 }).end('a\nb\n'),
    );
    expect(await all(sources.openLines(`${server.base}rows.jsonl`))).toHaveLength(2);
    expect(await sources.stat(`${server.base}rows.jsonl`)).toEqual({ bytes: 4, version: '"v1"' });
    server.close();
  });

  it('over http that breaks off is manifest-unreadable, not short', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('a\nb\n', () => setTimeout(() => response.destroy(), 50));
    });
    await expect(all(sources.openLines(`${server.base}rows.jsonl`))).rejects.toMatchObject({
      code: 'manifest-unreadable',
    });
    server.close();
  });

  it('over http that is too large or takes too long is manifest-unreadable', async () => {
    const server = await serve((_, response) => {
      const timer = setInterval(() => response.write('{"uri":"a"}\n'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const read = async (limits: object) => {
      const strict = createSources({ s3: null, access: trustedAccess, limits });
      onTestFinished(() => strict.close());
      await all(strict.openLines(`${server.base}rows.jsonl?secret`));
    };
    const unreadable = (part: string) => ({
      code: 'manifest-unreadable',
      message: expect.stringMatching(new RegExp(`^the manifest http\\S+\\?… ${part}`)),
    });
    await expect(read({ manifestBytesMax: 100 })).rejects.toMatchObject(
      unreadable('is larger than 100 bytes'),
    );
    await expect(read({ manifestSecondsMax: 0.2 })).rejects.toMatchObject(
      unreadable('takes longer than 0.2 s'),
    );
    server.close();
  });

  it('whose server does not answer is manifest-unreadable', async () => {
    await expect(all(sources.openLines('http://127.0.0.1:9/rows.jsonl'))).rejects.toMatchObject({
      code: 'manifest-unreadable',
      message: expect.stringContaining('refused the connection'),
    });
  });
});
