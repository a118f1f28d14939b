// Makes what has to be secret, once: the store's keys, and the password of Grafana's administrator.
//
//   node docker/make-secrets.mjs FOLDER
//
// What is there already stays as it is. Each reader has a folder of its own, a volume in compose: the files themselves
// are readable, since the images that read them run as other users.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) throw new Error('name the folder to write into');

const accessKey = `camfleet-${randomBytes(8).toString('hex')}`;
const secretKey = randomBytes(32).toString('base64url');
const identity = {
  name: 'camfleet',
  credentials: [{ accessKey, secretKey }],
  actions: ['Admin', 'Read', 'Write', 'List', 'Tagging'],
};

await make('store', [
  // For the store's server.
  ['s3.json', `${JSON.stringify({ identities: [identity] })}\n`],
  // For its clients, by AWS_SHARED_CREDENTIALS_FILE.
  ['credentials', `[default]\naws_access_key_id = ${accessKey}\naws_secret_access_key = ${secretKey}\n`],
]);
await make('grafana', [['password', randomBytes(18).toString('base64url')]]);

/** The last file says that all are written. */
async function make(name, files) {
  const reader = join(folder, name);
  await mkdir(reader, { recursive: true });
  const last = join(reader, files.at(-1)[0]);
  if (await stat(last).catch(() => null)) return;
  for (const [file, text] of files) {
    const whole = join(reader, file);
    await writeFile(`${whole}.partial`, text, { mode: 0o444 });
    await rename(`${whole}.partial`, whole);
  }
}
