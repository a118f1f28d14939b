/** Cursors: where the next page begins, opaque to who asks. */
import { Refusal } from './refusal.js';

export function cursorOf(place: string): string {
  return Buffer.from(place).toString('base64url');
}

/** Throws the Refusal 'request-invalid' where it is none of ours. */
export function placeOf(cursor: string | undefined, form: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString();
  if (form.test(place)) return place;
  const detail = 'is none that this endpoint gave: begin without a cursor';
  throw new Refusal('request-invalid', `query #/cursor: ${detail}.`, {
    mistakes: [{ in: 'query', pointer: '#/cursor', detail }],
  });
}
