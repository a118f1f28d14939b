/** A body that may not be under way for longer than it is waited for. */
import { PassThrough, type Readable } from 'node:stream';
import { Refusal } from './refusal.js';

/** The same bytes; fails with the Refusal 'body-late' where they have not all come after `ms`. */
export function withinTime(body: Readable, ms: number): Readable {
  const through = body.pipe(new PassThrough());
  const late = setTimeout(() => {
    const message = `The body did not arrive within ${ms / 1_000} s, which is as long as is waited for it here.`;
    // The rest of it is not read: the connection is of no more use.
    through.destroy(new Refusal('body-late', message, { headers: { connection: 'close' } }));
  }, ms).unref();
  body.once('error', (error) => through.destroy(error));
  // Whoever reads it hears of it too; a body that was refused nobody reads.
  through.on('error', () => {});
  through.once('close', () => clearTimeout(late));
  return through;
}
