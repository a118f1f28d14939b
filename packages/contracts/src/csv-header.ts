/** The first line of a CSV manifest. */
import { Problem } from './problems.js';

/** The names of its columns. Throws Problem 'manifest-unreadable' where none is called "uri". */
export function csvHeader(fields: readonly string[], source: string): readonly string[] {
  const header = fields.map((name) => name.trim());
  if (header.includes('uri')) return header;
  const found = header.map((name) => `"${name.slice(0, 40)}"`).slice(0, 8);
  throw new Problem(
    'manifest-unreadable',
    `${source} has no column "uri", but ${found.join(', ') || 'none'}: the first line of a CSV manifest names its columns`,
  );
}
