/** The right to feed and repair: one producer holds it. It is no fence: everything its holder does is idempotent. */
import { limits } from '@camfleet/contracts';
import type { Redis } from 'ioredis';

export interface Leadership {
  /** Aborted when the right is lost: another has it, or Redis has lost everything. */
  readonly lost: AbortSignal;
  /** Gives the right up, so that the next one need not wait. */
  release(): Promise<void>;
}

/** `scope`: the one run that is led, or null for all open ones. */
export function leaderKey(prefix: string, scope: string | null): string {
  return `${prefix}:leader${scope === null ? '' : `:${scope}`}`;
}

/** KEYS[1] the right, ARGV[1] who asks, ARGV[2] ms. Returns 1 where it is still ours, and prolonged; else 0. */
const renewScript = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1`;
/** Deletes the right where it is still ours. */
const releaseScript = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;

/**
 * Takes the leadership, or returns null where another producer has it. `scope` is the one run that this producer looks
 * after, or null for all open ones: they are led apart from each other.
 */
export async function takeLeadership(
  redis: Redis,
  prefix: string,
  scope: string | null,
  holder: string,
): Promise<Leadership | null> {
  const key = leaderKey(prefix, scope);
  if ((await redis.set(key, holder, 'PX', limits.leadershipMs, 'NX')) === null) return null;
  const controller = new AbortController();
  const renew = async () => {
    // While Redis is away nobody else can take it either; the command waits for its return.
    const isOurs = await redis.eval(renewScript, 1, key, holder, limits.leadershipMs);
    if (isOurs !== 1) controller.abort(new Error('the leadership is lost'));
  };
  const timer = setInterval(() => void renew().catch(() => {}), limits.leadershipMs / 5);
  return {
    lost: controller.signal,
    release: async () => {
      clearInterval(timer);
      if (!controller.signal.aborted) await redis.eval(releaseScript, 1, key, holder);
    },
  };
}
