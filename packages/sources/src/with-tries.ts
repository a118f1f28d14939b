/** Asks a source again while that may help. */
import { failure } from '@camfleet/contracts';
import pRetry from 'p-retry';
import type { SourceLimits } from './source-limits.js';
import { SourceUnavailable } from './source-unavailable.js';

const backoffMsMax = 5_000;

/**
 * What `work` gives in the end, within `limits.fetchTriesMax` tries. Throws SourceUnavailable after the last, or the signal's
 * reason at once when it fires.
 */
export async function withTries<T>(
  where: string,
  limits: SourceLimits,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await pRetry(work, {
      retries: limits.fetchTriesMax - 1,
      minTimeout: limits.fetchBackoffMs,
      maxTimeout: backoffMsMax,
      factor: 2,
      randomize: true,
      ...(signal !== undefined && { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    // A mistake of this program, not of the source.
    if (error instanceof TypeError) throw error;
    const message = `${where} ${troubleOf(error)} (asked ${limits.fetchTriesMax} times)`;
    throw new SourceUnavailable(failure('source-unavailable', message), { cause: error });
  }
}

/** What went wrong, as the end of a sentence that starts with the address. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'PassingTrouble') return error.message;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return troubles[code] ?? `failed: ${code}`;
}

const silent = 'did not answer in time';
const brokenOff = 'broke off the connection';
const troubles: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has a host name that is not known',
  EAI_AGAIN: 'has a host name that could not be looked up',
  ETIMEDOUT: silent,
  TimeoutError: silent,
  AbortError: silent,
  UND_ERR_CONNECT_TIMEOUT: silent,
  UND_ERR_HEADERS_TIMEOUT: silent,
  UND_ERR_BODY_TIMEOUT: silent,
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  UND_ERR_SOCKET: brokenOff,
};
