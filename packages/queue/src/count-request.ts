/** How often somebody has asked of late: counted in Redis, so that every server counts together. */
import type { Redis } from 'ioredis';

/** KEYS[1] the count, ARGV[1] the window in ms. Returns {count, ms until the window ends}. */
const countScript = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return {count, redis.call('PTTL', KEYS[1])}`;

export interface RequestCount {
  /** Of this window, with this one. */
  readonly count: number;
  /** Until the next window, in ms. */
  readonly leftMs: number;
}

/** Windows begin with the first request and are `windowMs` long. */
export async function countRequest(
  redis: Redis,
  prefix: string,
  who: string,
  windowMs: number,
): Promise<RequestCount> {
  const answer = (await redis.eval(countScript, 1, `${prefix}:requests:${who}`, windowMs)) as [
    number,
    number,
  ];
  return { count: answer[0], leftMs: answer[1] };
}
