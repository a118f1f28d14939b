/** The store that a flag names, so that every process and every later command means the same one. */
import { resolve } from 'node:path';

/** Folders become absolute; addresses with a scheme stay as they are. */
export function storeAddress(flag: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(flag) ? flag : resolve(flag);
}
