/** What the user named → the manifest's reference: a JSONL file, or the pictures of a folder or a glob. */
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ManifestReference, Problem } from '@camfleet/contracts';
import { describeUri, type Sources } from '@camfleet/sources';

const isRemote = (name: string) => /^(s3|https?):\/\//.test(name);
const isGlob = (name: string) => /[*?[\]{}]/.test(name);
/** First rows that are looked at before anything starts. */
const rowsChecked = 10;

export async function resolveManifest(sources: Sources, given: string): Promise<ManifestReference> {
  const name = given.startsWith('file:') ? pathOf(given) : given;
  if (/^s3:.*\/$/.test(name)) return { kind: 's3-prefix', source: name, base: name };
  if (isRemote(name) && name.endsWith('/')) {
    throw new Problem(
      'usage',
      `${describeUri(name)} cannot be listed: write its pictures into a manifest, one {"uri": …} a line`,
    );
  }
  if (isRemote(name)) return await manifest(sources, name, name.slice(0, name.lastIndexOf('/') + 1));
  const found = await stat(name).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new Problem(
      'manifest-unreadable',
      `${name} cannot be read (${error.code}): check its permissions`,
      { cause: error },
    );
  });
  if (found?.isFile()) return await manifest(sources, resolve(name), `${dirname(resolve(name))}/`);
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

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new Problem('manifest-not-found', `${url} names no file of this machine`, { cause });
  }
}

/** Tables are known by their names; whatever else is taken for JSONL, and looked at. */
async function manifest(sources: Sources, source: string, base: string): Promise<ManifestReference> {
  const [, table] = /\.(csv|parquet)(?:\.gz)?(?:\?.*)?$/i.exec(source) ?? [];
  if (table === undefined) return await jsonl(sources, source, base);
  await sources.stat(source, AbortSignal.timeout(10_000));
  return { kind: table.toLowerCase() === 'csv' ? 'csv' : 'parquet', source, base };
}

async function jsonl(sources: Sources, source: string, base: string): Promise<ManifestReference> {
  const first: (string | null)[] = [];
  for await (const { line } of sources.openLines(source, AbortSignal.timeout(10_000))) {
    first.push(line);
    if (first.length === rowsChecked) break;
  }
  if (first.length === 0)
    throw new Problem(
      'manifest-empty',
      `${describeUri(source)} holds no row: a manifest has one JSON object a line, {"uri": …}`,
    );
  // One bad row is an outcome; a file whose rows all look like something else is a mistake to be told at once.
  if (
    looksBinary(first[0]!) ||
    (first.length > 1 && first.every((line) => !line?.trimStart().startsWith('{')))
  ) {
    throw new Problem(
      'manifest-unreadable',
      `${basename(describeUri(source))} is no manifest: one has a JSON object on every line, such as {"uri": "images/cat.jpg"}; pictures are given as a folder or a quoted glob`,
    );
  }
  return { kind: 'jsonl', source, base };
}

function looksBinary(line: string | null): boolean {
  return line?.slice(0, 1_000).includes('\0') ?? false;
}
