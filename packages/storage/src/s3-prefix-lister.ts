/** Lists the keys under a user's s3:// prefix. */
import { openStore } from './open-store.js';
import type { S3Settings } from './s3-settings.js';

/** Keys relative to the prefix, in order, page by page. Throws a Problem where the bucket cannot be listed. */
export function s3PrefixLister(settings: S3Settings): (address: string) => AsyncGenerator<string> {
  return async function* (address) {
    const store = await openStore(address.replace(/\/+$/, ''), { s3: settings });
    try {
      for await (const { key } of store.list('')) yield key;
    } finally {
      await store.close();
    }
  };
}
