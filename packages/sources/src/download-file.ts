/** Download: one large file whose size and checksum are known, resumed where the connection breaks off. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isFailure, Problem } from '@camfleet/contracts';
import { Agent, type Dispatcher } from 'undici';
import { trustedAccess } from './access.js';
import { openHttp } from './open-http.js';
import { PassingTrouble } from './passing-trouble.js';
import { close } from './read-whole.js';
import { sourceLimits } from './source-limits.js';
import { describeTarget } from './target.js';
import { troubleOf } from './with-tries.js';

export interface Download {
  readonly url: string;
  /** Where the file shall lie; until it is whole and right it lies beside it, as <path>.part. */
  readonly path: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
  /** Told how many bytes are had. */
  onProgress?(bytes: number): void;
  readonly signal?: AbortSignal;
}

/** Between two tries that brought nothing, in ms; it doubles. */
const backoffMs = 200;

/** What the server sent is not what was asked for: another try would not help, and nothing of it is kept. */
class WrongContent extends Error {}

/**
 * Goes on with a part that an earlier call left behind. Throws the Problem `download-failed`: where the source is out of
 * reach or breaks off again and again, what has come stays for the next call; where it sends something else, nothing does.
 */
export async function downloadFile(download: Download): Promise<void> {
  const part = `${download.path}.part`;
  await mkdir(dirname(part), { recursive: true });
  const dispatcher = new Agent({
    connect: { timeout: sourceLimits.fetchMs },
    headersTimeout: sourceLimits.fetchMs,
    bodyTimeout: sourceLimits.fetchMs,
  });
  try {
    await fetchAll(download, part, dispatcher);
    await checkContent(download, part);
    await rename(part, download.path);
  } catch (error) {
    download.signal?.throwIfAborted();
    if (!(error instanceof WrongContent)) throw error;
    await rm(part, { force: true });
    throw new Problem(
      'download-failed',
      `${where(download)} ${error.message}: nothing of it was kept; it may have changed since the catalogue was written`,
      { cause: error },
    );
  } finally {
    await dispatcher.destroy();
  }
}

/** Tries until the part is as long as the file; gives up after some tries in a row that brought nothing. */
async function fetchAll(download: Download, part: string, dispatcher: Dispatcher): Promise<void> {
  const { bytes, signal } = download;
  for (let fruitless = 0; ; ) {
    const had = await sizeOf(part);
    if (had === bytes) return;
    // What is longer than the file is no part of it.
    if (had > bytes) await rm(part);
    try {
      await fetchRest(download, part, had > bytes ? 0 : had, dispatcher);
      const has = await sizeOf(part);
      if (has < bytes) throw new PassingTrouble(`sent ${has} of ${bytes} bytes`);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof WrongContent || error instanceof Problem) throw error;
      const has = await sizeOf(part);
      fruitless = has > had ? 0 : fruitless + 1;
      if (fruitless === sourceLimits.fetchTriesMax) throw outOfReach(download, has, error);
      await delay(backoffMs * 2 ** fruitless, undefined, { ...(signal !== undefined && { signal }) });
    }
  }
}

async function fetchRest(
  { url, bytes, onProgress, signal }: Download,
  part: string,
  had: number,
  dispatcher: Dispatcher,
): Promise<void> {
  const address = new URL(url);
  const scheme = address.protocol === 'https:' ? 'https' : 'http';
  const context = { dispatcher, access: trustedAccess, had };
  const opened = await openHttp(context, { scheme, url: address }, signal);
  if (isFailure(opened)) throw new Problem('download-failed', `${opened.message}: nothing was downloaded`);
  const from = opened.offset ?? 0;
  const whole = opened.bytes === undefined ? bytes : from + opened.bytes;
  if (whole !== bytes || (from !== 0 && from !== had)) {
    await close(opened);
    const said = Number.isNaN(whole) ? 'an unknown part' : `${whole} bytes`;
    throw new WrongContent(`offers ${said} where the catalogue says ${bytes} bytes`);
  }
  // A server that does not know ranges sends everything again.
  const file = await open(part, from === 0 ? 'w' : 'a');
  try {
    let has = from;
    for await (const chunk of opened.body) {
      has += chunk.length;
      if (has > bytes) throw new WrongContent(`sends more than the ${bytes} bytes that the catalogue says`);
      await file.writeFile(chunk);
      onProgress?.(has);
    }
  } finally {
    await file.close();
  }
}

async function checkContent({ sha256 }: Download, part: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(part)) hash.update(chunk as Buffer);
  if (hash.digest('hex') !== sha256)
    throw new WrongContent('has other bytes than the catalogue says (sha256)');
}

function outOfReach(download: Download, has: number, cause: unknown): Problem {
  const kept =
    has === 0 ? 'nothing was downloaded' : `${has} bytes are kept, and the next try goes on from there`;
  const message = `${where(download)} ${troubleOf(cause)}: ${kept}`;
  return new Problem('download-failed', message, { cause });
}

function where({ url }: Download): string {
  return describeTarget({ scheme: 'https', url: new URL(url) });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}
