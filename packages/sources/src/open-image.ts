/** The bytes of one image, by its URI. */
import { type Failure, isFailure } from '@camfleet/contracts';
import { checkTarget } from './check-target.js';
import { type OpenContext, openTarget } from './open-target.js';
import { type Reserve, readWhole } from './read-whole.js';
import { resolveUri } from './resolve-uri.js';
import type { SourceLimits } from './source-limits.js';
import { describeTarget } from './target.js';
import { withDeadline } from './with-deadline.js';
import { withTries } from './with-tries.js';

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
      const opened = await openTarget(context, target, inTime);
      if (isFailure(opened)) return opened;
      const room = async (bytes: number) => {
        await outside(reserve(bytes));
        inTime.throwIfAborted();
      };
      return readWhole(opened, where, limits.imageBytesMax, room);
    }),
  );
}
