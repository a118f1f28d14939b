/** Opens a manifest that was sent to us. */
import { Problem, uploadIdOf } from '@camfleet/contracts';
import type { SourceOptions } from './create-sources.js';
import type { OpenedManifest } from './open-manifest.js';

/** No rule of the operator's bears on it: the bytes are the submitter's own. Throws Problem 'manifest-not-found'. */
export async function openUploaded(
  { openUpload }: Pick<SourceOptions, 'openUpload'>,
  address: string,
): Promise<OpenedManifest> {
  const opened = await openUpload?.(uploadIdOf(address)!);
  if (!opened) throw new Problem('manifest-not-found', `there is no ${address}: upload the manifest again`);
  return { ...opened, where: address };
}
