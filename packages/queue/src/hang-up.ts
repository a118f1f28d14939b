/** Hangs up on a Redis that does not answer: it may hang, or its machine be gone, while the connection stands. */
import { limits } from '@camfleet/contracts';
import type { Redis } from 'ioredis';

/** A connection is closed at the third look in a row that finds its question unanswered. */
const looksMax = 3;

/**
 * Closes the connection where a PING has found no answer for `silentMs`, until the client is told to disconnect. It is taken
 * up again as any that was lost, and until then Redis is away. Looks are counted, not time: where this process stood still
 * itself, the answer is there before it looks again.
 */
export function hangUpWhenSilent(redis: Redis, silentMs: number = limits.redisSilentMs): void {
  let isAsking = false;
  let unanswered = 0;
  const look = () => {
    if (isAsking) {
      unanswered += 1;
      if (unanswered < looksMax) return;
      redis.disconnect(true);
    } else {
      isAsking = true;
      // A refusal is an answer too.
      const answered = () => {
        isAsking = false;
      };
      redis.ping().then(answered, answered);
    }
    unanswered = 0;
  };
  const timer = setInterval(look, silentMs / looksMax);
  timer.unref();
  redis.once('end', () => clearInterval(timer));
}
