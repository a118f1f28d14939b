/** What is decided about a run after its submission: an append-only log in the store, so that no lost Redis undoes it. */
import { z } from 'zod';

/** Safe in logs and labels. */
export const tenantSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'a tenant has lower-case letters, digits, dots and dashes');

export const prioritySchema = z.int().min(1).max(100);
export const defaultPriority = 10;

const entry = z.object({
  at: z.string(),
  /** A sentence about why; of the breaker and of failures. */
  reason: z.string().optional(),
  /** Who decided. */
  by: z.enum(['user', 'breaker', 'producer']),
});

/**
 * control/<n>.json. `fail` is the producer's: a shard was given up, or something of the run's own is wrong; `resume` goes on
 * after it as after a pause. `stuck` is the producer's as well: a cancelled run cannot end so far.
 */
export const controlEntrySchema = z.discriminatedUnion('verb', [
  entry.extend({ verb: z.enum(['pause', 'resume', 'cancel', 'fail', 'stuck']) }),
  entry.extend({ verb: z.literal('priority'), priority: prioritySchema }),
]);
export type ControlEntry = z.infer<typeof controlEntrySchema>;

export type ControlVerb = ControlEntry['verb'];

/** What the log comes to. */
export interface Control {
  readonly wish: 'run' | 'pause' | 'cancel' | 'fail';
  readonly priority: number;
  readonly reason: string | null;
  /** Whether the last word on the wish was the breaker's. */
  readonly byBreaker: boolean;
  /** Whether it ever went on after a pause or a failure. */
  readonly wasResumed: boolean;
  /** Entries folded so far. */
  readonly entries: number;
}

export function initialControl(priority: number): Control {
  return { wish: 'run', priority, reason: null, byBreaker: false, wasResumed: false, entries: 0 };
}

/** Whether the run stands still until somebody does something, or cannot end: it need not have ended to be deleted. */
export function mayBeDeleted({ wish, reason }: Control): boolean {
  return wish === 'fail' || (wish === 'cancel' && reason !== null);
}

/**
 * The log with one more entry. A cancelled run stays cancelled, also where the producer, which had not read of it, says after
 * it that the run has failed: closing its shards goes well for all that.
 */
export function foldControl(control: Control, entry: ControlEntry): Control {
  const entries = control.entries + 1;
  if (entry.verb === 'priority') return { ...control, priority: entry.priority, entries };
  if (entry.verb === 'stuck') return { ...control, entries, reason: entry.reason ?? null };
  if (control.wish === 'cancel') return { ...control, entries };
  const wish = entry.verb === 'resume' ? 'run' : entry.verb;
  const reason = wish === 'run' ? null : (entry.reason ?? null);
  const byBreaker = entry.by === 'breaker' && wish === 'pause';
  const wasResumed = control.wasResumed || entry.verb === 'resume';
  return { ...control, wish, reason, byBreaker, wasResumed, entries };
}
