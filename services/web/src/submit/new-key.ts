/** A key under which a request may be sent again without being carried out twice. */

export function newKey(): string {
  // Not randomUUID: a browser has that on https pages and this machine's own alone.
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
