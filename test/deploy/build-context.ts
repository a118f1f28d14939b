/** What docker sends to the builder: the files of this checkout that .dockerignore lets through. */
import { cpSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './root.js';

interface Rule {
  readonly text: string;
  readonly isException: boolean;
  readonly matches: RegExp;
}

const rules: Rule[] = readFileSync(`${root}.dockerignore`, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const isException = line.startsWith('!');
    const text = isException ? line.slice(1) : line;
    const pattern = text
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'));
    // What is true of a folder is true of all that is in it.
    return { text, isException, matches: new RegExp(`^${pattern}(?:/|$)`) };
  });

/** `path`: relative to the checkout. The last rule that matches decides. */
export function isSent(path: string): boolean {
  return rules.findLast(({ matches }) => matches.test(path))?.isException ?? true;
}

export function copyBuildContext(to: string): void {
  cpSync(root, to, {
    recursive: true,
    filter: (source) => {
      const path = relative(root, source);
      const holdsSome = rules.some(({ isException, text }) => isException && text.startsWith(`${path}/`));
      return path === '' || holdsSome || isSent(path);
    },
  });
}
