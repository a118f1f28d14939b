/** The bytes of one image, by its URI. */
import { type Failure, isFailure } from '@camfleet/contracts';
import { checkTarget } from './check-target.js';
import { type OpenContext, openTarget } from './open-target.js';
import { close, type Reserve, readWhole } from './read-whole.js';
import { resolveUri } from './resolve-uri.js';
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
  reserve: Reserve,
): Promise<Uint8Array | Failure> {
  const target = resolveUri(uri, base);
  if (isFailure(target)) return target;
  const refused = checkTarget(context.access, target);
  if (refused !== null) return refused;
  const where = describeTarget(target);
  return withTries(where, limits, signal, () =>
    withDeadline(signal, limits.fetchMs, async (inTime, outside) => {
      let reserved = 0;
      const room = async (bytes: number) => {
        if (bytes <= reserved) return;
        await outside(reserve(bytes));
        reserved = bytes;
        inTime.throwIfAborted();
      };
      let opened = await openTarget(context, target, inTime);
      if (isFailure(opened)) return opened;
      if (opened.bytes !== undefined && opened.bytes <= limits.imageBytesMax) {
        const askedAt = performance.now();
        await room(opened.bytes);
        if (performance.now() - askedAt > staleMs) {
          await close(opened);
          opened = await openTarget(context, target, inTime);
          if (isFailure(opened)) return opened;
        }
      }
      return readWhole(opened, where, limits.imageBytesMax, room);
    }),
  );
}
