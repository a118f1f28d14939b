/** The connection to Redis: checked once at the start, patient from then on. */
import { limits, Problem } from '@camfleet/contracts';
import { Redis } from 'ioredis';
import { hangUpWhenSilent } from './hang-up.js';

/**
 * Connects, and throws the Problem `redis-unreachable` when Redis does not answer within `limits.connectMs`.
 * Afterwards a lost connection, or one at whose other end nobody answers, is taken up again for ever: commands wait, they do
 * not fail.
 */
export async function connectRedis(url: string): Promise<Redis> {
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: limits.connectMs,
    retryStrategy: (tries) => Math.min(tries * 100, 1_000),
  });
  let lastError = 'no answer';
  client.on('error', (error: Error) => {
    lastError = error.message;
  });
  try {
    await withDeadline(client.connect().then(() => client.ping()));
    hangUpWhenSilent(client);
    return client;
  } catch (error) {
    client.disconnect();
    const reason = lastError === 'no answer' && error instanceof Error ? error.message : lastError;
    throw new Problem(
      'redis-unreachable',
      `Redis does not answer at ${withoutPassword(url)} (${reason}): start it, or set REDIS_URL to one that runs`,
      { cause: error },
    );
  }
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${limits.connectMs / 1_000} s`)),
      limits.connectMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
