/** What the user named → the manifest's reference: a JSONL file, or the pictures of a folder or a glob, or one. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ManifestReference, Problem } from '@camfleet/contracts';
import { parquetRows } from '@camfleet/results';
import { lookAtManifest, manifestKind, nameRemoteManifest } from '@camfleet/runs';
import { isImageName, type Sources } from '@camfleet/sources';

const isGlob = (name: string) => /[*?[\]{}]/.test(name);
/** How long a manifest may take to show its first rows, in ms. */
const lookMs = 10_000;

export async function resolveManifest(sources: Sources, given: string): Promise<ManifestReference> {
  const name = given.startsWith('file:') ? pathOf(given) : given;
  const remote = nameRemoteManifest(name);
  if (remote?.kind === 's3-prefix') return remote;
  if (remote !== null) return await looked(sources, remote);
  const found = await stat(name).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new Problem(
      'manifest-unreadable',
      `${name} cannot be read (${error.code}): check its permissions`,
      { cause: error },
    );
  });
  if (found?.isFile() && !isImageName(name)) {
    const source = resolve(name);
    const kind = manifestKind(source);
    if (kind === 'parquet') await lookAtColumns(source);
    return await looked(sources, { kind, source, base: `${dirname(source)}/` });
  }
  if (found === null && !isGlob(name)) {
    throw new Problem(
      'manifest-not-found',
      `there is no manifest, folder or picture at ${name}: check the path`,
    );
  }
  const source = resolve(name);
  const { base } = await sources.list(source);
  return { kind: 'files', source, base };
}

async function lookAtColumns(path: string): Promise<void> {
  for await (const _ of parquetRows(path, ['uri'])) return;
}

async function looked(sources: Sources, manifest: ManifestReference): Promise<ManifestReference> {
  await lookAtManifest(sources, manifest, AbortSignal.timeout(lookMs));
  return manifest;
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new Problem('manifest-not-found', `${url} names no file of this machine`, { cause });
  }
}
