/** What an address names as a manifest, by its words alone. */
import { type ManifestReference, Problem } from '@camfleet/contracts';
import { describeUri, isImageName } from '@camfleet/sources';

const isRemote = (address: string) => /^(s3|https?):\/\//i.test(address);

/** Tables are known by their names; whatever else is a file is taken for JSONL. */
export function manifestKind(address: string): 'csv' | 'parquet' | 'jsonl' {
  const [, table] = /\.(csv|parquet)(?:\.gz)?(?:\?.*)?$/i.exec(address) ?? [];
  if (table === undefined) return 'jsonl';
  return table.toLowerCase() === 'csv' ? 'csv' : 'parquet';
}

/** Of a remote address: a manifest, a prefix or one picture; null for one of this machine. Throws 'usage' where there is nothing that can be listed. */
export function nameRemoteManifest(address: string): ManifestReference | null {
  if (/^s3:.*\/$/i.test(address)) return { kind: 's3-prefix', source: address, base: address };
  if (!isRemote(address)) return null;
  // A query may hold slashes, and keys of S3 question marks.
  const path = /^s3:/i.test(address) ? address : address.split('?', 1)[0]!;
  if (path.endsWith('/')) {
    throw new Problem(
      'usage',
      `${describeUri(address)} cannot be listed: write its pictures into a manifest, one {"uri": …} a line`,
    );
  }
  const kind = isImageName(path) ? 'picture' : manifestKind(address);
  return { kind, source: address, base: path.slice(0, path.lastIndexOf('/') + 1) };
}
