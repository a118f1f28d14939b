// What a benchmark leaves behind is undone at its end, at an error, and at Ctrl-C.
// @ts-check
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {(() => unknown)[]} */
const works = [];

/** @param {() => unknown} work done by cleanUp, what came last first */
export function atEnd(work) {
  works.push(work);
}

/** The last that was begun. */
let cleaning = Promise.resolve();

/**
 * To be waited for where a benchmark ends, however it ends. What cannot be undone keeps nothing else from being so. Ctrl-C ends
 * commands, for which a benchmark that waits for one ends too: both ask for this, and neither may go before all is done.
 */
export function cleanUp() {
  cleaning = cleaning.then(undoAll);
  return cleaning;
}

async function undoAll() {
  for (const work of works.splice(0).reverse()) {
    try {
      await work();
    } catch (error) {
      process.stderr.write(`${error}\n`);
    }
  }
}

/** A command that is ended, where it has not by then. @param {import('node:child_process').ChildProcess} child */
export function endedAtEnd(child) {
  atEnd(async () => {
    if (child.kill('SIGINT')) await once(child, 'close');
  });
}

/** A folder that is there until the end. @param {string} name */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `camfleet-${name}-`));
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
]))
  process.once(signal, () => void cleanUp().finally(() => process.exit(code)));
