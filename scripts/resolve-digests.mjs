// Says which digest each image's tag has now, and with --write pins it there: name:tag@sha256:…
//
//   node scripts/resolve-digests.mjs [--write] [--registry http://127.0.0.1:5000]
//
// Registries are asked as they publish it (docs.docker.com/registry): a HEAD of the manifest, with a token where one is
// demanded. A digest that was not resolved is not written: where any image fails, no file is changed.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['Dockerfile', 'docker-compose.yml', 'k8s/components/redis/redis.yaml'];
/** After FROM or image:, and not ours, which nobody has published. */
const mention =
  /(?<=^(?:FROM|\s*image:) )(?!camfleet)([a-z0-9./-]+):([\w.-]+)(@sha256:[0-9a-f]{64})?(?=\s|$)/gm;
const kinds = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, registry: { type: 'string' } },
});
const texts = new Map(files.map((file) => [file, readFileSync(root + file, 'utf8')]));
const images = new Set();
for (const text of texts.values()) {
  for (const [, name, tag] of text.matchAll(mention)) images.add(`${name}:${tag}`);
}

const digests = new Map();
for (const image of [...images].sort()) {
  try {
    const digest = await resolve(image);
    digests.set(image, digest);
    console.log(`${image}@${digest}`);
  } catch (error) {
    console.error(`${image}: not resolved (${error.cause?.code ?? error.message})`);
    process.exitCode = 1;
  }
}
if (values.write && digests.size === images.size) {
  for (const [file, text] of texts) {
    const pinned = text.replace(mention, (_, name, tag) => `${name}:${tag}@${digests.get(`${name}:${tag}`)}`);
    writeFileSync(root + file, pinned);
  }
} else if (values.write) console.error('Nothing was written, since not every tag was resolved.');

async function resolve(image) {
  const [name, tag] = image.split(':');
  const path = name.includes('/') ? name : `library/${name}`;
  const url = `${values.registry ?? 'https://registry-1.docker.io'}/v2/${path}/manifests/${tag}`;
  let answer = await ask(url);
  if (answer.status === 401)
    answer = await ask(url, await tokenFor(answer.headers.get('www-authenticate') ?? ''));
  if (!answer.ok) throw new Error(`the registry answers ${answer.status}`);
  const digest = answer.headers.get('docker-content-digest') ?? '';
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error('the registry names no digest');
  return digest;
}

function ask(url, token) {
  const headers = { accept: kinds, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return fetch(url, { method: 'HEAD', headers, signal: AbortSignal.timeout(10_000) });
}

/** As the challenge says: Bearer realm="…",service="…",scope="…". */
async function tokenFor(challenge) {
  const said = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  if (said.realm === undefined) throw new Error('the registry wants a login');
  const url = new URL(said.realm);
  for (const key of ['service', 'scope']) if (said[key] !== undefined) url.searchParams.set(key, said[key]);
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const { token, access_token: other } = await answer.json();
  return token ?? other;
}
