#!/usr/bin/env node
// The camfleet command. In a checkout it builds itself when it must; an installed one is built already.
import { existsSync } from 'node:fs';

const scripts = new URL('../../../scripts/build.mjs', import.meta.url);
if (existsSync(scripts)) {
  const { build, isStale } = await import(scripts.href);
  if (isStale()) {
    process.stderr.write('camfleet: building, once\n');
    const code = build();
    if (code !== 0) process.exit(code);
  }
}
await import('../dist/main.js');
