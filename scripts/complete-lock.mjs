// Completes package-lock.json after `npm install`: binaries of other platforms that npm could not look up are left out
// of the lock, and `npm ci` then refuses it. Each gets the entry that it would have, its version and that it is optional.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (found(path, name)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version))
      throw new Error(`${path} wants ${name}@${version}, which is no exact version`);
    const place = `node_modules/${name}`;
    lock.packages[place] = {
      version,
      optional: true,
      ...(entry.dev ? { dev: true } : {}),
      ...platformOf(name),
    };
    added += 1;
  }
}
if (added > 0) {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}
process.stderr.write(`${added} entries added to package-lock.json\n`);

/** Whether a package resolves from `path`, as Node looks it up: beside the package, then further out. */
function found(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/** The platform that a package is for, from its name, so that no other machine fetches it. */
function platformOf(name) {
  const words = name.replace('x86_64', 'x64').split(/[-/.]/);
  const pick = (table) => words.flatMap((word) => table[word] ?? []);
  const os = pick({
    android: 'android',
    darwin: 'darwin',
    freebsd: 'freebsd',
    linux: 'linux',
    win32: 'win32',
    windows: 'win32',
    openharmony: 'openharmony',
  });
  const cpu = pick({
    arm64: 'arm64',
    aarch64: 'arm64',
    x64: 'x64',
    arm: 'arm',
    armv7: 'arm',
    ia32: 'ia32',
    ppc64: 'ppc64',
    s390x: 's390x',
    riscv64: 'riscv64',
    wasm32: 'wasm32',
  });
  const libc = pick({ musl: 'musl', gnu: 'glibc' });
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
}
