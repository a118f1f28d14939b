/** The store that an address names: a bucket, or a folder of this machine. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ObjectStore, Problem } from '@camfleet/contracts';
import { openFolderStore } from './open-folder-store.js';
import type { S3Settings } from './s3-settings.js';

export interface StoreOptions {
  readonly s3?: S3Settings | undefined;
}

/**
 * The store at `s3://bucket`, `s3://bucket/prefix`, a folder's path or its file: URL. Nothing is touched yet: that the
 * store can be used is what `check` finds out. Throws Problem 'configuration-invalid' where the address is none of these.
 */
export async function openStore(address: string, options: StoreOptions = {}): Promise<ObjectStore> {
  if (address.startsWith('s3://')) {
    const parsed = parseS3Address(address);
    // The SDK takes longer to load than everything else together: who uses a folder does without it.
    const { openS3Store } = await import('./open-s3-store.js');
    return openS3Store(parsed, options.s3 ?? {});
  }
  if (address.startsWith('file:')) return openFolderStore(address, folderOfUrl(address));
  if (address === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(address)) throw unknownAddress(address);
  return openFolderStore(address, resolve(address));
}

function parseS3Address(address: string) {
  const match = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,62})(?:\/(.*))?$/i.exec(address);
  const prefix = (match?.[2] ?? '').replace(/\/+$/, '');
  if (match?.[1] === undefined || /[?#]|\/\/|^\//.test(prefix)) throw unknownAddress(address);
  return {
    address: `s3://${match[1]}${prefix === '' ? '' : `/${prefix}`}`,
    bucket: match[1],
    prefix: prefix === '' ? '' : `${prefix}/`,
  };
}

function folderOfUrl(address: string): string {
  try {
    return fileURLToPath(address);
  } catch (cause) {
    throw new Problem(
      'configuration-invalid',
      `the store's address ${address} names no folder of this machine`,
      {
        cause,
      },
    );
  }
}

function unknownAddress(address: string): Problem {
  // Someone may have put a password into the address: it is not repeated.
  const shown = address.replace(/\/\/[^/@]*@/, '//');
  return new Problem(
    'configuration-invalid',
    `"${shown}" is no address of a store: give a folder or s3://bucket/prefix`,
  );
}
