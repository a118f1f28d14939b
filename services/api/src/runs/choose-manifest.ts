/** The manifest that a submitter names, or the rows that they sent, as what is to be scanned. */
import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import {
  type ManifestReference,
  Problem,
  picturesIdOf,
  uploadAddress,
  uploadIdOf,
} from '@camfleet/contracts';
import type { SubmissionBody } from '@camfleet/protocol';
import { ownerOfPictures, readUpload, writeUpload } from '@camfleet/results';
import { lookAtManifest, manifestKind, nameRemoteManifest } from '@camfleet/runs';
import type { ApiDependencies } from '../api-dependencies.js';
import { blaming } from '../refusal.js';

/** How long a manifest is looked at, in ms: who scans it says what was not seen by then. */
const lookMs = 600;

/** Throws Problem 'manifest-…' or 'usage'. */
export async function chooseManifest(
  deps: ApiDependencies,
  { manifest, rows, base }: SubmissionBody,
  { run, tenant }: { readonly run: string; readonly tenant: string },
): Promise<ManifestReference> {
  if (base !== undefined) await checkBase(deps, base, tenant);
  if (rows !== undefined) return await keepRows(deps, rows, { run, tenant, base: base ?? '/' });
  const reference = await nameManifest(deps, manifest!, tenant);
  await look(deps, reference);
  return base === undefined ? reference : { ...reference, base };
}

async function nameManifest(
  { store }: ApiDependencies,
  address: string,
  tenant: string,
): Promise<ManifestReference> {
  const upload = uploadIdOf(address);
  if (upload !== null) {
    const found = await readUpload(store, upload);
    if (found?.tenant !== tenant) {
      throw new Problem(
        'manifest-not-found',
        `there is no ${address}: upload the manifest first (POST /v1/uploads)`,
      );
    }
    return { kind: found.kind, source: address, base: '/' };
  }
  if (address.startsWith('upload:')) {
    await checkPictures({ store }, address, tenant);
    return { kind: 'upload', source: address, base: address };
  }
  const remote = nameRemoteManifest(address);
  if (remote !== null) return remote;
  if (!isAbsolute(address)) {
    throw new Problem(
      'usage',
      'a manifest is named by an s3://, http(s):// or upload:// address, or an absolute path',
    );
  }
  const isFile = /\.(jsonl|ndjson|csv|parquet)(\.gz)?$/i.test(address);
  const kind = isFile ? manifestKind(address) : 'files';
  return {
    kind,
    source: address,
    base: isFile ? address.slice(0, address.lastIndexOf('/') + 1) : `${address.replace(/\/$/, '')}/`,
  };
}

/** Throws Problem 'manifest-not-found' where it is not the address of pictures that this tenant uploaded. */
async function checkPictures(
  { store }: Pick<ApiDependencies, 'store'>,
  address: string,
  tenant: string,
): Promise<void> {
  const id = picturesIdOf(address);
  if (id !== null && (await ownerOfPictures(store, id)) === tenant) return;
  throw new Problem(
    'manifest-not-found',
    `there are no pictures at ${address}: upload them first (POST /v1/uploads/pictures)`,
  );
}

async function checkBase(deps: ApiDependencies, base: string, tenant: string): Promise<void> {
  const upload = /^upload:\/\/[^/]*\//.exec(base)?.[0];
  if (upload !== undefined) await blaming(['base'], () => checkPictures(deps, upload, tenant));
}

async function look({ sources }: ApiDependencies, reference: ManifestReference): Promise<void> {
  const signal = AbortSignal.timeout(lookMs);
  try {
    await lookAtManifest(sources, reference, signal);
  } catch (error) {
    if (!signal.aborted || error instanceof Problem) throw error;
  }
}

/** Kept under a name that follows from the run's, so that a repeated submission names the same manifest. */
async function keepRows(
  { store }: ApiDependencies,
  rows: readonly object[],
  { run, tenant, base }: { readonly run: string; readonly tenant: string; readonly base: string },
): Promise<ManifestReference> {
  const id = createHash('sha256').update(`${tenant} ${run}`).digest('hex').slice(0, 32);
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeUpload(store, id, { tenant, kind: 'jsonl' }, [Buffer.from(lines)]);
  return { kind: 'jsonl', source: uploadAddress(id), base };
}
