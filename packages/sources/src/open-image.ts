/** The bytes of one image, by its URI. */
import { type Failure, isFailure } from '@camfleet/contracts';
import { checkTarget } from './check-target.js';
import { type OpenContext, openTarget } from './open-target.js';
import type { Opened } from './opened.js';
import { close, readWhole } from './read-whole.js';
import { resolveUri } from './resolve-uri.js';
import type { Room } from './room.js';
import type { SourceLimits } from './source-limits.js';
import { describeTarget } from './target.js';
import { withDeadline } from './with-deadline.js';
import { withTries } from './with-tries.js';

/** Whoever waited longer than this for room asks anew: what stands still is soon cut off, by S3's client after 20 s. */
const staleMs = 5_000;

/** See `Sources.open`. */
export async function openImage(
  context: OpenContext,
  limits: SourceLimits,
  uri: string,
  base: string,
  signal: AbortSignal | undefined,
  room: Room,
): Promise<Uint8Array | Failure> {
  const target = resolveUri(uri, base);
  if (isFailure(target)) return target;
  const refused = checkTarget(context.access, target);
  if (refused !== null) return refused;
  const where = describeTarget(target);
  return withTries(where, limits, signal, () =>
    withDeadline(signal, limits.fetchMs, async (inTime, outside) => {
      const waitFor = (bytes: number) => outside(room.wait(bytes, inTime));
      for (;;) {
        const opened = await openTarget(context, target, inTime);
        if (isFailure(opened)) return opened;
        const { bytes } = opened;
        if (bytes !== undefined && bytes <= limits.imageBytesMax && !room.widen(bytes)) {
          if (!(await isFreshAfter(() => waitFor(bytes), opened))) continue;
        }
        const read = await readWhole(opened, where, limits.imageBytesMax, room);
        if (!('roomFor' in read)) return read;
        await waitFor(read.roomFor);
      }
    }),
  );
}

/** Whether an opened source is still good to be read after the wait; else it is closed. */
async function isFreshAfter(wait: () => Promise<void>, opened: Opened): Promise<boolean> {
  const since = performance.now();
  let isFresh = false;
  try {
    await wait();
    isFresh = performance.now() - since <= staleMs;
  } finally {
    if (!isFresh) await close(opened);
  }
  return isFresh;
}
