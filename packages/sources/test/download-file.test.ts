/** Downloads from a server that behaves, and from servers that do not. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { downloadFile } from '../src/index.js';

const folder = await temporaryFolder();
const path = join(folder, 'net.onnx');
const part = `${path}.part`;
const content = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251));
const sha256 = createHash('sha256').update(content).digest('hex');

let server: Server;
let answer: RequestListener;
/** The Range header of each request, or null. */
let ranges: (string | null)[];

beforeEach(async () => {
  ranges = [];
  server = createServer((request, response) => {
    ranges.push(request.headers.range ?? null);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/net.onnx`;
});
afterEach(async () => {
  await rm(path, { force: true });
  await rm(part, { force: true });
  server.closeAllConnections();
  server.close();
});

let url: string;
const pull = (signal?: AbortSignal, onProgress?: (bytes: number) => void) =>
  downloadFile({
    url,
    path,
    bytes: content.length,
    sha256,
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress }),
  });

/** As a good server answers: the whole, or the rest that was asked for. */
const serve: RequestListener = ({ headers }, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const rest = content.subarray(from);
  const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, ...(from > 0 && range) });
  response.end(rest);
};

/** Announces everything, sends `count` bytes of it and hangs up when they are on their way: what a socket holds is not lost. */
function breakOff(count: number): RequestListener {
  return ({ headers }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length - from,
      ...(from > 0 && range),
    });
    response.flushHeaders();
    response.write(content.subarray(from, from + count), () => response.socket?.end());
  };
}

describe('a download', () => {
  it('brings the file, tells how far it is, and leaves no part', async () => {
    answer = serve;
    const told: number[] = [];
    await pull(undefined, (bytes) => told.push(bytes));
    expect(content.equals(await readFile(path))).toBe(true);
    expect(told.at(-1)).toBe(content.length);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(existsSync(part)).toBe(false);
  });

  it('goes on where the connection broke off, as often as that brings something', async () => {
    const broken = breakOff(700_000);
    answer = (request, response) => (ranges.length <= 4 ? broken : serve)(request, response);
    await pull();
    expect(content.equals(await readFile(path))).toBe(true);
    expect(ranges[0]).toBeNull();
    const starts = ranges.slice(1).map((range) => Number(/\d+/.exec(range!)![0]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts.at(-1)).toBeGreaterThan(0);
  });

  it('goes on with what an earlier call left behind', async () => {
    answer = serve;
    await writeFile(part, content.subarray(0, 123_456));
    await pull();
    expect(ranges).toEqual(['bytes=123456-']);
    expect(content.equals(await readFile(path))).toBe(true);
  });

  it('begins anew where the server knows no ranges, or what was left is too long', async () => {
    answer = (_, response) => response.end(content);
    await writeFile(part, content.subarray(0, 1_000));
    await pull();
    expect(content.equals(await readFile(path))).toBe(true);
    await writeFile(part, Buffer.concat([content, content]));
    await pull();
    expect(content.equals(await readFile(path))).toBe(true);
  });

  it('gives up where nothing comes any more, and keeps what came', async () => {
    const first = breakOff(1_500_000);
    const never = breakOff(0);
    answer = (request, response) => (ranges.length === 1 ? first : never)(request, response);
    await expect(pull()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/broke off the connection: \d+ bytes are kept/),
    });
    expect(existsSync(path)).toBe(false);
    const kept = await readFile(part);
    expect(content.subarray(0, kept.length).equals(kept)).toBe(true);
  });

  it.each([
    [
      'another length than the catalogue says',
      ((_, response) =>
        response.writeHead(200, { 'content-length': 2_999_999 }).end(content.subarray(1))) as RequestListener,
      /offers 2999999 bytes where the catalogue says 3000000/,
    ],
    [
      'more than it may, unannounced',
      ((_, response) => {
        response.write(content);
        response.end('and more');
      }) as RequestListener,
      /sends more than the 3000000 bytes/,
    ],
    [
      'other bytes',
      ((_, response) => response.end(Buffer.alloc(content.length))) as RequestListener,
      /has other bytes than the catalogue says \(sha256\)/,
    ],
    [
      'a page that is missing',
      ((_, response) => response.writeHead(404).end()) as RequestListener,
      /answered 404/,
    ],
  ])('of %s is refused, and nothing of it stays', async (_, listener, message) => {
    answer = listener;
    await expect(pull()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(message),
    });
    expect(existsSync(path)).toBe(false);
    expect(existsSync(part)).toBe(false);
    expect(ranges).toHaveLength(1);
  });

  it('of fewer bytes than announced is tried again, and then left', async () => {
    answer = (_, response) => {
      response.write(content.subarray(0, 10));
      response.end();
    };
    await expect(pull()).rejects.toMatchObject({
      message: expect.stringContaining('sent 10 of 3000000 bytes'),
    });
  });

  it('says so where nobody answers', async () => {
    server.close();
    await expect(pull()).rejects.toMatchObject({
      message: expect.stringMatching(/refused the connection: nothing was downloaded/),
    });
    expect(existsSync(part)).toBe(false);
  });

  it('ends with the signal', async () => {
    const controller = new AbortController();
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1_000), () => controller.abort(new Error('interrupted')));
    };
    await expect(pull(controller.signal)).rejects.toThrow('interrupted');
  });
});
