/** Opens a manifest: a source whose absence stops the command, since it is no image among many. */
import { isFailure, Problem } from '@camfleet/contracts';
import { checkTarget } from './check-target.js';
import { type OpenContext, openTarget } from './open-target.js';
import type { Opened } from './opened.js';
import { resolveUri } from './resolve-uri.js';
import type { SourceLimits } from './source-limits.js';
import { SourceUnavailable } from './source-unavailable.js';
import { describeTarget } from './target.js';
import { withTries } from './with-tries.js';

export interface OpenedManifest extends Opened {
  /** The address for a sentence, without credentials. */
  readonly where: string;
}

/** Throws Problem 'manifest-not-found' or 'manifest-unreadable'. A path is found from the working folder. */
export async function openManifest(
  context: OpenContext,
  limits: SourceLimits,
  address: string,
  signal?: AbortSignal,
): Promise<OpenedManifest> {
  const target = resolveUri(address, `${process.cwd()}/`);
  if (isFailure(target))
    throw new Problem('manifest-unreadable', `the manifest cannot be opened: ${target.message}`);
  const refused = checkTarget(context.access, target);
  if (refused !== null)
    throw new Problem('manifest-unreadable', `the manifest cannot be opened: ${refused.message}`);
  const where = describeTarget(target);
  try {
    const opened = await withTries(where, limits, signal, () => openTarget(context, target, signal));
    if (!isFailure(opened)) return { ...opened, where };
    const code = opened.code === 'source-not-found' ? 'manifest-not-found' : 'manifest-unreadable';
    throw new Problem(code, `the manifest cannot be opened: ${opened.message}`);
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error;
    throw new Problem('manifest-unreadable', `the manifest cannot be opened: ${error.message}`, {
      cause: error,
    });
  }
}
