#!/usr/bin/env node
// The camfleet command. In a checkout it builds itself when it must; an installed one is built already.
import { existsSync } from 'node:fs';

const scripts = new URL('../../../scripts/build.mjs', import.meta.url);
if (existsSync(scripts)) {
  const { build, buildPage, isPageStale, isStale } = await import(scripts.href);
  const steps = [[isStale, build]];
  // Only who serves the page needs it.
  if (process.argv[2] === 'up') steps.push([isPageStale, buildPage]);
  for (const [isDue, carryOut] of steps) {
    if (!isDue()) continue;
    process.stderr.write('camfleet: building, once\n');
    const code = carryOut();
    if (code !== 0) process.exit(code);
  }
}
await import('../dist/bundle/main.js');
