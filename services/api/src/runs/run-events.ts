/** A run's way as server-sent events. A progress is a state and no log: an event's id says which state it told. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunView } from '@camfleet/protocol';

/** How often a run is looked at, and how long a stream is silent at most, in ms. */
const lookEveryMs = 500;
const silenceMs = 15_000;
/** How long a client waits before it comes back, in ms. */
const retryMs = 2_000;

/** Ends when the run has ended or `stopping` fires; gives nothing where `lastEventId` is that of the end. */
export async function* runEvents(
  look: () => Promise<RunView>,
  lastEventId: string | null,
  stopping: AbortSignal,
): AsyncGenerator<string> {
  let told = lastEventId;
  let spokenAt = 0;
  while (!stopping.aborted) {
    const view = await look();
    const id = idOf(view);
    const hasEnded = view.summary !== null;
    if (id !== told) {
      yield eventText(hasEnded ? 'end' : 'progress', id, view);
      told = id;
      spokenAt = Date.now();
    } else if (!hasEnded && Date.now() - spokenAt >= silenceMs) {
      yield spokenAt === 0 ? `retry: ${retryMs}\n\n` : ': still here\n\n';
      spokenAt = Date.now();
    }
    if (hasEnded) return;
    await sleep(lookEveryMs, undefined, { signal: stopping }).catch(() => {});
  }
}

function eventText(event: string, id: string, view: RunView): string {
  return `retry: ${retryMs}\nevent: ${event}\nid: ${id}\ndata: ${JSON.stringify(view)}\n\n`;
}

/** The same for the same state, whichever server told it. */
function idOf(view: RunView): string {
  return createHash('sha256').update(JSON.stringify(view)).digest('hex').slice(0, 16);
}
