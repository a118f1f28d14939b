/** What a key may look like, the same on every kind of store. */

/** The folder in which files are written before they get their name; no key lies in it. */
export const temporaryFolder = '.camfleet-tmp';

const keyBytesMax = 1_024;

/**
 * Segments of a key. Throws RangeError unless it is relative and every segment is a name: keys are made by Camfleet, so a
 * bad one is a mistake of the program, and must never lead out of the store.
 */
export function keySegments(key: string): string[] {
  const segments = key.split('/');
  if (!segments.every(isName) || key.includes('\0') || segments[0] === temporaryFolder) {
    throw new RangeError(`"${key}" is no key of an object`);
  }
  if (Buffer.byteLength(key) > keyBytesMax) throw new RangeError(`the key "${key}" is too long`);
  return segments;
}

/** Throws RangeError unless keys can start with `prefix`: its last segment may be the beginning of a name, or empty. */
export function checkPrefix(prefix: string): void {
  if (!prefix.split('/').slice(0, -1).every(isName)) throw new RangeError(`"${prefix}" starts no key`);
}

function isName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}
