/**
 * npm run setup: sees to it that Redis and, for the tests, a real S3 server (Ceph's radosgw), Chromium and Prometheus can be
 * started.
 *
 *   node scripts/setup.mjs [--for product|tests] [--print]
 *
 * On Debian and Ubuntu, as root or where sudo asks for no password, what is missing is installed by apt-get. Elsewhere,
 * with --print or with CAMFLEET_SETUP=print, the commands are printed. It ends with 0 either way: what needs a server
 * that is not there says so itself. For the tests, the packages of test/tools come from npm, too. All words go to stderr, so that a command after it owns stdout.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const redis = {
  name: 'Redis',
  isThere: () => onPath('redis-server') || onPath('valkey-server'),
  debian: ['redis-server'],
  macos: 'brew install redis',
  without: 'Camfleet needs it, unless REDIS_URL names a server',
};

const s3Programs = ['ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];
const s3 = {
  name: 'the S3 server of the tests',
  isThere: () => s3Programs.every(onPath),
  debian: ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph-common'],
  macos: null,
  without: 'the tests that need S3 will be skipped',
};

const chromium = {
  name: 'the browser of the tests',
  isThere: () => onPath('chromium') || onPath('chromium-browser') || onPath('google-chrome'),
  // The typeface of the screenshots: a fresh machine has none that people read on screens.
  debian: ['chromium', 'fonts-inter'],
  macos: 'brew install --cask chromium',
  without: 'the tests of the page will be skipped',
};

const prometheus = {
  name: 'Prometheus for the tests',
  isThere: () => ['prometheus', 'promtool'].every(onPath),
  debian: ['prometheus'],
  macos: 'brew install prometheus',
  without: 'dashboards and alerts will not be tried out',
};

const wantedFor = { product: [redis], tests: [redis, s3, chromium, prometheus] };
main();

function main() {
  const { values } = parseArgs({
    options: { for: { type: 'string', default: 'tests' }, print: { type: 'boolean', default: false } },
  });
  const wanted = wantedFor[values.for];
  if (wanted === undefined) {
    say(`--for takes product or tests, not ${values.for}.`);
    process.exitCode = 2;
    return;
  }
  if (values.for === 'tests') seeToTools(!values.print && process.env.CAMFLEET_SETUP !== 'print');
  const missing = wanted.filter((tool) => !tool.isThere());
  if (missing.length === 0) return;

  const asRoot = rootPrefix();
  const mayInstall = !values.print && process.env.CAMFLEET_SETUP !== 'print';
  if (mayInstall && onPath('apt-get') && asRoot !== null) {
    const started = Date.now();
    // One by one, so that where one is not to be had the other still is.
    for (const { name, debian } of missing) {
      say(`Installing ${name} by apt-get: ${debian.join(' ')}.`);
      withoutStartingServices(asRoot, () => install(asRoot, debian));
    }
    say(`That took ${Math.round((Date.now() - started) / 1000)} s.`);
  }
  for (const tool of missing.filter((tool) => !tool.isThere())) say(adviceFor(tool));
}

/** The Node that ships, kubectl and schemas: large, and nothing that the product needs, so that npm ci leaves them out. */
function seeToTools(mayInstall) {
  const folder = fileURLToPath(new URL('../test/tools', import.meta.url));
  if (isInstalled(folder)) return;
  const command = ['npm', 'ci', '--prefix', folder];
  if (mayInstall) {
    say('Installing the tools of the tests by npm: Node 24, kubectl, schemas.');
    const { status } = spawnSync(command[0], command.slice(1), {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status === 0) return;
  }
  say(
    `The tools of the tests are missing (the tests that need them will be skipped): type "${command.join(' ')}".`,
  );
}

/** Whether node_modules holds what the lock says; packages for other machines may be missing. */
function isInstalled(folder) {
  const packagesOf = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).packages;
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) return false;
  const there = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (optional && !(path in there)),
  );
}

/** apt-get install; with apt-get update first where there are no package lists, or after a failure. */
function install(asRoot, packages) {
  const aptGet = (...words) => {
    const [program, ...args] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words];
    return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  const patience = ['-o', 'DPkg::Lock::Timeout=300'];
  const update = () => aptGet(...patience, '-q', 'update');
  const add = () => aptGet(...patience, '-qq', 'install', '-y', '--no-install-recommends', ...packages);
  if (!hasPackageLists()) {
    say('Fetching the package lists first.');
    return update() && add();
  }
  if (add()) return true;
  say('That failed: fetching new package lists and trying once more.');
  return update() && add();
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((file) => /_Packages(\.\w+)?$/.test(file));
}

/** We start our own: under systemd, the packages' services neither start now nor at the next boot. */
function withoutStartingServices(asRoot, work) {
  const services = ['redis-server', 'prometheus'].filter((program) => !onPath(program));
  const hasSystemd = existsSync('/run/systemd/system') && services.length > 0;
  const systemctl = (...words) => {
    const units = services.map((service) => `${service}.service`);
    const [program, ...args] = [...asRoot, 'systemctl', ...words, ...units];
    if (hasSystemd) spawnSync(program, args, { stdio: 'ignore' });
  };
  systemctl('mask', '--runtime');
  try {
    work();
  } finally {
    systemctl('unmask', '--runtime');
    systemctl('disable');
  }
}

function adviceFor(tool) {
  const aptGet = `sudo apt-get install --no-install-recommends ${tool.debian.join(' ')}`;
  const ways = [`on Debian or Ubuntu type "${aptGet}"`];
  if (tool.macos !== null) ways.push(`on macOS "${tool.macos}"`);
  return `${sentence(tool.name)} is missing (${tool.without}): ${ways.join(', ')}.`;
}

/** What to put before a command to run it as root: nothing, sudo, or null where neither is possible. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return sudo ? ['sudo', '-n'] : null;
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, program)));
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function say(text) {
  console.error(text);
}
