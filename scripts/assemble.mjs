// Assembles every packages/<name>/wasm/<file>.wat into packages/<name>/dist/<file>.wasm; a part of the build.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openWabt from 'wabt';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const wabt = await openWabt();

for (const name of readdirSync(packages)) {
  const folder = join(packages, name, 'wasm');
  if (!existsSync(folder)) continue;
  for (const file of readdirSync(folder)) {
    const module = wabt.parseWat(file, readFileSync(join(folder, file), 'utf8'), { simd: true });
    writeFileSync(join(packages, name, 'dist', file.replace(/\.wat$/, '.wasm')), module.toBinary({}).buffer);
  }
}
