/** What a manifest's name means where a server is to read it: an address of its own, or a file of this machine that is sent. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '@camfleet/contracts';
import { manifestKind, nameRemoteManifest } from '@camfleet/runs';
import { isImageName } from '@camfleet/sources';

export interface DescribedManifest {
  /** As the server is told it; of a folder or a glob, its absolute path. */
  readonly address: string;
  /** Null where nothing is sent. */
  readonly file: {
    readonly path: string;
    readonly kind: 'jsonl' | 'csv' | 'parquet';
    /** Where rows with a relative address are found from. */
    readonly base: string;
  } | null;
}

/** Throws Problem 'manifest-not-found' where it is neither an address nor there. */
export async function describeManifest(given: string): Promise<DescribedManifest> {
  if (given.startsWith('upload://') || nameRemoteManifest(given) !== null)
    return { address: given, file: null };
  const path = resolve(given.startsWith('file:') ? fileURLToPath(given) : given);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() && !isImageName(path)) {
    return { address: path, file: { path, kind: manifestKind(path), base: `${dirname(path)}/` } };
  }
  if (found === null && !/[*?[\]{}]/.test(path)) {
    throw new Problem(
      'manifest-not-found',
      `there is no manifest, folder or picture at ${given}: check the path`,
    );
  }
  return { address: path, file: null };
}
