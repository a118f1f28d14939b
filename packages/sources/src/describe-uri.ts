/** An address for a sentence or a log. */
import { isFailure } from '@camfleet/contracts';
import { resolveUri } from './resolve-uri.js';
import { describeTarget } from './target.js';

/** A full address or an absolute path, without name, password and query, any of which may be a credential. */
export function describeUri(uri: string): string {
  const target = resolveUri(uri, '/');
  return isFailure(target) ? 'the address' : describeTarget(target);
}
