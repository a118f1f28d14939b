/** How long a service that was told to stop may take. */
import { limits } from '@camfleet/contracts';

/** In ms; one that has shards in hand (STOP_GRACE_MS) gets the time to end them, and to close after that. */
export function stopMsMax(config: Readonly<Record<string, unknown>>): number {
  const graceMs = typeof config.STOP_GRACE_MS === 'number' ? config.STOP_GRACE_MS : 0;
  return Math.max(graceMs, limits.stopGraceMs) + limits.stopForceMs;
}
