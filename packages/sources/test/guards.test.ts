/** Attacks on the operator's rules, against real sockets and files: each ends in its own code and sentence, none gets through. */
import { execFileSync } from 'node:child_process';
import { lookup as systemLookup } from 'node:dns';
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Failure, type FailureCode, isFailure } from '@camfleet/contracts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Lookup } from '../src/guarded-connector.js';
import { type AccessSettings, accessOf, createSources } from '../src/index.js';
import { hasIpv6, watchConnections, wideWeb } from './wide-web.js';

/** The one address that the operator of these tests allows; the server listens on all others of loopback too. */
const allowed = '127.0.0.2';

/** What the names of these tests resolve to; every other name is the system's. */
const names: Record<string, string[]> = {
  'good.test': [allowed],
  'a.example.org': [allowed],
  'example.org': [allowed],
  'evil-example.org': [allowed],
  'a.example.org.evil.test': [allowed],
  'inside.test': ['127.0.0.1'],
  'home.test': ['192.168.1.1'],
  'meta.test': ['169.254.169.254'],
  'six.test': ['::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'both.test': [allowed, '127.0.0.1'],
  'nonsense.test': ['no address'],
};
const lookup: Lookup = (name, options, done) => {
  const found = names[name.toLowerCase().replace(/\.$/, '')];
  if (found === undefined) systemLookup(name, options, done);
  else
    setImmediate(() =>
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );
};

/** /to/<location>: a redirect there; /bomb: gzip, unasked; anything else: a picture. */
const answer: RequestListener = ({ url = '' }, response) => {
  if (url.startsWith('/to/')) response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
  else if (url === '/bomb')
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(900_000)));
  else response.end('picture');
};

const unreachable = async () => {
  throw new Error('S3 was asked');
};

let home: string;
let root: string;
beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'camfleet-guards-')));
  root = join(home, 'pictures');
  await mkdir(join(root, 'deep'), { recursive: true });
  await mkdir(join(home, 'pictures-of-others'));
  await writeFile(join(root, 'a.jpg'), 'picture');
  await writeFile(join(root, 'deep/b.jpg'), 'picture');
  await writeFile(join(home, 'secret.jpg'), 'secret');
  await writeFile(join(home, 'pictures-of-others/c.jpg'), 'secret');
  await symlink(join(home, 'secret.jpg'), join(root, 'out.jpg'));
  await symlink('../../secret.jpg', join(root, 'deep/out.jpg'));
  await symlink(home, join(root, 'up'));
  await symlink('/proc/self/environ', join(root, 'environ.jpg'));
  await symlink('/proc/self/root', join(root, 'machine'));
  await symlink('/dev/zero', join(root, 'zero.jpg'));
  await symlink('deep/b.jpg', join(root, 'in.jpg'));
  await symlink(root, join(home, 'linked'));
  await symlink('circle.jpg', join(root, 'circle.jpg'));
  execFileSync('mkfifo', [join(root, 'pipe.jpg')]);
});
afterAll(() => rm(home, { recursive: true }));

/** Sources as a service has them, on a server of their own. PORT in an address is the server's, ROOT and HOME the folders. */
async function guarded(own: Partial<AccessSettings> = {}) {
  const web = await wideWeb(answer);
  const tried = watchConnections();
  const access = accessOf({
    profile: 'guarded',
    networks: [`${allowed}/32`],
    ports: [web.port],
    buckets: ['ours', 'shared/pictures'],
    folders: [root],
    ...own,
  });
  const sources = createSources({
    s3: unreachable,
    access,
    lookup,
    limits: { fetchMs: 2_000, fetchTriesMax: 1 },
  });
  onTestFinished(() => sources.close());
  const written = (uri: string) =>
    uri.replaceAll('PORT', String(web.port)).replaceAll('ROOT', root).replaceAll('HOME', home);
  return {
    ...web,
    tried,
    sources,
    open: (uri: string, base = `${root}/`) => sources.open(written(uri), base),
  };
}

const to = (location: string) => `http://${allowed}:PORT/to/${encodeURIComponent(location)}`;

const sentences: Partial<Record<FailureCode, RegExp>> = {
  'source-network-refused': /^https?:\S+ is refused: its host lies in a network that is not allowed here$/,
  'source-port-refused': /^https?:\S+ is refused: port \d+ is not allowed here$/,
  'source-host-refused': /^https?:\S+ is refused: its host is not allowed here$/,
  'source-credentials-refused':
    /is refused: it carries a name or password; use a public or a signed address$/,
  'source-scheme-refused': /is refused: (file|s3|https?): addresses are not allowed here$/,
  'source-bucket-refused': /^s3:\S+ is refused: its bucket or prefix is not allowed here$/,
  'source-folder-refused': /^\/.* is refused: it lies outside the folders that are allowed here$/,
  'source-unsupported':
    /cannot be opened|is not followed|not a valid URL|s3:..bucket.key|names no file|unasked|broken$/,
  'source-not-found':
    /does not exist|no regular file|is a folder|redirects more than 5 times|leads out of its bucket/,
};

const attacks: readonly (readonly [
  code: FailureCode,
  uris: readonly string[],
  own?: Partial<AccessSettings>,
])[] = [
  [
    'source-network-refused',
    [
      // One address, as a parser of URLs takes it.
      'http://127.0.0.1:PORT/x.jpg',
      'http://127.1:PORT/x.jpg',
      'http://127.0.1:PORT/x.jpg',
      'http://0x7f.1:PORT/x.jpg',
      'http://0x7f000001:PORT/x.jpg',
      'http://0177.0.0.1:PORT/x.jpg',
      'http://017700000001:PORT/x.jpg',
      'http://2130706433:PORT/x.jpg',
      'http://127.0.0.1.:PORT/x.jpg',
      'http://①②⑦.⓪.⓪.①:PORT/x.jpg',
      'http://１２７.0.0.1:PORT/x.jpg',
      'http://127。0。0。1:PORT/x.jpg',
      'http://%31%32%37.0.0.1:PORT/x.jpg',
      'http://12\t7.0.0.1:PORT/x.jpg',
      'http:///127.0.0.1:PORT/x.jpg',
      `http://127.0.0.1:PORT\\@${allowed}:PORT/x.jpg`,
      `http://127.0.0.1:PORT#@${allowed}:PORT/x.jpg`,
      'https://127.0.0.1:PORT/x.jpg',
      'http://127.255.255.254:PORT/x.jpg',
      'http://0:PORT/x.jpg',
      'http://0.0.0.0:PORT/x.jpg',
      // Other networks that are not public.
      'http://10.1.2.3/x.jpg',
      'http://172.31.255.255/x.jpg',
      'http://192.168.0.1/x.jpg',
      'http://100.64.0.1/x.jpg',
      'http://192.0.0.8/x.jpg',
      'http://192.0.2.1/x.jpg',
      'http://192.88.99.1/x.jpg',
      'http://198.19.255.255/x.jpg',
      'http://203.0.113.9/x.jpg',
      'http://224.0.0.251/x.jpg',
      'http://240.0.0.1/x.jpg',
      'http://255.255.255.255/x.jpg',
      'http://169.254.169.254/latest/meta-data/',
      'http://0xa9fea9fe/latest/meta-data/',
      'http://168.63.129.16/machine',
      'http://100.100.100.200/latest/meta-data/',
      // IPv6, and IPv4 wrapped in it.
      'http://[::1]:PORT/x.jpg',
      'http://[0:0:0:0:0:0:0:1]:PORT/x.jpg',
      'http://[::]:PORT/x.jpg',
      'http://[::ffff:127.0.0.1]:PORT/x.jpg',
      'http://[::ffff:7f00:1]:PORT/x.jpg',
      'http://[::127.0.0.1]:PORT/x.jpg',
      'http://[::ffff:0:127.0.0.1]:PORT/x.jpg',
      'http://[64:ff9b::127.0.0.1]:PORT/x.jpg',
      'http://[64:ff9b:1::7f00:1]:PORT/x.jpg',
      'http://[2002:7f00:1::]:PORT/x.jpg',
      'http://[2001:0:7f00:1::1]:PORT/x.jpg',
      'http://[fe80::1]:PORT/x.jpg',
      'http://[fec0::1]:PORT/x.jpg',
      'http://[fd12:3456::1]:PORT/x.jpg',
      'http://[fd00:ec2::254]/latest/meta-data/',
      'http://[ff02::1]/x.jpg',
      'http://[2001:db8::1]/x.jpg',
      'http://[100::1]/x.jpg',
      // Names.
      'http://localhost:PORT/x.jpg',
      'http://LocalHost:PORT/x.jpg',
      'http://inside.test:PORT/x.jpg',
      'http://home.test/x.jpg',
      'http://meta.test/latest/meta-data/',
      'http://six.test:PORT/x.jpg',
      'http://mapped.test:PORT/x.jpg',
      'http://nat64.test:PORT/x.jpg',
      'http://both.test:PORT/x.jpg',
      'http://nonsense.test:PORT/x.jpg',
      'https://inside.test:PORT/x.jpg',
      // Redirects.
      to('http://127.0.0.1:PORT/x.jpg'),
      to('//127.0.0.1:PORT/x.jpg'),
      to('http://[::1]:PORT/x.jpg'),
      to('http://inside.test:PORT/x.jpg'),
      to('http://169.254.169.254/latest/meta-data/'),
      to('https://127.0.0.1:PORT/x.jpg'),
      to(to('http://2130706433:PORT/x.jpg')),
      to(to(to('http://both.test:PORT/x.jpg'))),
    ],
  ],
  [
    'source-port-refused',
    [
      `http://${allowed}:22/x.jpg`,
      `http://${allowed}:6379/x.jpg`,
      `https://good.test:65535/x.jpg`,
      'http://good.test:0/x.jpg',
      to(`http://${allowed}:6379/x.jpg`),
    ],
  ],
  [
    'source-credentials-refused',
    [
      `http://me:s3cret@${allowed}:PORT/x.jpg`,
      `http://s3cret@${allowed}:PORT/x.jpg`,
      `http://:s3cret@${allowed}:PORT/x.jpg`,
      `http://${allowed}:PORT@127.0.0.1:PORT/x.jpg`,
      'http://a@b@127.0.0.1:PORT/x.jpg',
      to(`http://me:s3cret@${allowed}:PORT/x.jpg`),
    ],
  ],
  [
    'source-host-refused',
    [
      'http://good.test:PORT/x.jpg',
      'http://example.org:PORT/x.jpg',
      'http://evil-example.org:PORT/x.jpg',
      'http://a.example.org.evil.test:PORT/x.jpg',
      to('http://good.test:PORT/x.jpg'),
    ],
    { hosts: [allowed, '*.example.org'] },
  ],
  [
    'source-scheme-refused',
    [`http://${allowed}:PORT/x.jpg`, 'a.jpg', 'file://ROOT/a.jpg', 's3://ours/x.jpg'],
    { schemes: ['https'] },
  ],
  [
    'source-bucket-refused',
    [
      's3://theirs/x.jpg',
      's3://ours-not/x.jpg',
      's3://OURS/x.jpg',
      's3://shared/x.jpg',
      's3://shared/secrets/x.jpg',
      's3://shared/pictures/../secrets/x.jpg',
      's3://shared/pictures-of-others/x.jpg',
    ],
  ],
  [
    'source-folder-refused',
    [
      '/etc/passwd',
      '//etc/passwd',
      '../secret.jpg',
      'deep/../../secret.jpg',
      'ROOT/../secret.jpg',
      'file://ROOT/../secret.jpg',
      'file://ROOT/%2e%2e/secret.jpg',
      'file://localhost/etc/passwd',
      '../pictures-of-others/c.jpg',
      '../is-there-such-a-file.jpg',
      'out.jpg',
      'deep/out.jpg',
      'up/secret.jpg',
      'environ.jpg',
      'machine/etc/passwd',
      'zero.jpg',
      '/dev/zero',
      '/dev/stdin',
      '/dev/fd/0',
      '/proc/self/environ',
      '/proc/self/cwd/package.json',
      '/proc/self/root/etc/passwd',
      '/sys/kernel/notes',
    ],
  ],
  [
    'source-unsupported',
    [
      'ftp://127.0.0.1/x.jpg',
      'gopher://127.0.0.1:PORT/_x',
      'dict://127.0.0.1:PORT/x',
      'jar://127.0.0.1/x.jpg',
      'unix:///var/run/docker.sock',
      'data:image/png;base64,AAAA',
      'javascript:0',
      'file://127.0.0.1/etc/passwd',
      'file:///etc%2fpasswd',
      'http://[fe80::1%25lo]:PORT/x.jpg',
      'http://127.0.0.256/x.jpg',
      'http://a b/x.jpg',
      's3://me:s3cret@ours/x.jpg',
      's3://169.254.169.254#/x.jpg',
      'a.jpg\0.png',
      to('file:///etc/passwd'),
      to('s3://ours/x.jpg'),
      to('gopher://127.0.0.1:PORT/_x'),
      `http://${allowed}:PORT/bomb`,
    ],
  ],
  [
    'source-not-found',
    ['pipe.jpg', 'deep', 'circle.jpg', 'missing.jpg', 's3://shared/pictures/../../x.jpg', to('?again')],
  ],
];
const rows = attacks.flatMap(([code, uris, own]) => uris.map((uri) => ({ uri, code, own })));

const opened = async (found: Promise<Uint8Array | Failure>) =>
  Buffer.from((await found) as Uint8Array).toString();

describe('a guarded service (invariant 7)', () => {
  it.each(rows)('refuses $uri: $code', async ({ uri, code, own }) => {
    const { open, asked, tried } = await guarded(own);
    const found = await open(uri);
    expect(found).toMatchObject({ code, message: expect.stringMatching(sentences[code]!) });
    expect(JSON.stringify(found)).not.toContain('s3cret');
    expect(tried.filter((address) => address !== allowed)).toEqual([]);
    expect(asked.filter((one) => !one.startsWith(`${allowed} `))).toEqual([]);
  });

  it.each<[string, Partial<AccessSettings>?]>([
    [`http://${allowed}:PORT/x.jpg`],
    ['http://0x7f.2:PORT/x.jpg'],
    ['http://good.test:PORT/x.jpg?signature=abc#part'],
    ['http://GOOD.test.:PORT/x.jpg'],
    [to('/x.jpg')],
    [to(to(to(to(to('http://good.test:PORT/x.jpg')))))],
    ['http://a.example.org:PORT/x.jpg', { hosts: ['*.example.org'] }],
    ['http://a.example.org.:PORT/x.jpg', { hosts: ['a.example.org'] }],
    ['http://localhost:PORT/x.jpg', { networks: ['127.0.0.0/8', '::1/128'] }],
    ['http://LOCALHOST:PORT/x.jpg', { networks: null }],
    ...(hasIpv6
      ? ([
          ['http://[::1]:PORT/x.jpg', { networks: ['::1/128'] }],
          ['http://six.test:PORT/x.jpg', { networks: ['::1/128'] }],
        ] as [string, Partial<AccessSettings>][])
      : []),
    ['a.jpg'],
    ['deep/../a.jpg'],
    ['in.jpg'],
    ['HOME/linked/deep/b.jpg', { folders: ['HOME/linked'] }],
    ['HOME/pictures/a.jpg', { folders: ['HOME/linked', 'HOME/pictures'] }],
    ['file://ROOT/deep/b.jpg'],
    ['up/pictures/a.jpg'],
  ])('opens %s', async (uri, own = {}) => {
    const folders = own.folders?.map((folder) => folder.replace('HOME', home));
    const { open } = await guarded(folders === undefined ? own : { ...own, folders });
    expect(await opened(open(uri))).toBe('picture');
  });

  it.each([
    [`http://${allowed}:PORT/x.jpg`, 'source-port-refused'],
    ['http://good.test/x.jpg', 'source-network-refused'],
    ['s3://ours/x.jpg', 'source-bucket-refused'],
    ['a.jpg', 'source-folder-refused'],
  ])('that allows nothing in so many words refuses %s: %s', async (uri, code) => {
    const closed = { ports: [], networks: [], buckets: [], folders: [] };
    const { open, tried } = await guarded(closed);
    expect(await open(uri)).toMatchObject({ code });
    expect(tried).toEqual([]);
  });

  it('asks S3 only for what is allowed', async () => {
    const { open } = await guarded();
    for (const uri of ['s3://ours/x.jpg', 's3://shared/pictures/x.jpg']) {
      await expect(open(uri)).rejects.toMatchObject({ failure: { code: 'source-unavailable' } });
    }
  });

  it('connects to the address it has checked, whatever the name means the next time', async () => {
    const { asked, port, tried } = await guarded();
    const answers = [allowed, '127.0.0.1'];
    let count = 0;
    const rebinding: Lookup = (_, __, done) => done(null, [{ address: answers[count++ % 2]!, family: 4 }]);
    const access = accessOf({ profile: 'guarded', networks: [`${allowed}/32`], ports: [port] });
    for (let times = 0; times < 10; times++) {
      const sources = createSources({ s3: null, access, lookup: rebinding, limits: { fetchTriesMax: 1 } });
      const found = await sources.open(`http://rebind.test:${port}/x.jpg`, '/');
      await sources.close();
      if (times % 2 === 0) expect(isFailure(found)).toBe(false);
      else expect(found).toMatchObject({ code: 'source-network-refused' });
    }
    expect(count).toBe(10);
    expect(new Set(tried)).toEqual(new Set([allowed]));
    expect(asked).toHaveLength(5);
  });

  const onLinux = it.skipIf(process.platform !== 'linux');
  onLinux(
    'reads no file that is exchanged for a link outside while it is opened (skipped off Linux)',
    async () => {
      const { open } = await guarded();
      await mkdir(join(root, 'race'), { recursive: true });
      await mkdir(join(home, 'trap'), { recursive: true });
      await writeFile(join(root, 'race/x.jpg'), 'picture');
      await writeFile(join(home, 'trap/x.jpg'), 'secret');
      let over = false;
      const exchange = (async () => {
        for (let n = 0; !over; n++) {
          await symlink(join(home, 'trap'), join(root, `link-${n}`));
          await rename(join(root, 'race'), join(root, 'away'));
          await rename(join(root, `link-${n}`), join(root, 'race'));
          await rm(join(root, 'race'));
          await rename(join(root, 'away'), join(root, 'race'));
        }
      })();
      const seen = new Set<string>();
      for (let times = 0; times < 400; times++) {
        const found = await open('race/x.jpg');
        seen.add(isFailure(found) ? found.code : Buffer.from(found).toString());
      }
      over = true;
      await exchange;
      expect(
        [...seen].filter((one) => !['picture', 'source-folder-refused', 'source-not-found'].includes(one)),
      ).toEqual([]);
      expect(seen.size).toBeGreaterThan(1);
    },
  );

  it.each([
    ['HOME'],
    ['HOME/pictures-of-others'],
    ['HOME/**/*.jpg'],
    ['ROOT/../*.jpg'],
    ['ROOT/d*/../../*.jpg'],
    ['ROOT/up/*.jpg'],
    ['/proc/self/root'],
  ])('lists no pictures of %s', async (folder) => {
    const { sources } = await guarded();
    await expect(sources.list(folder.replace('HOME', home).replace('ROOT', root))).rejects.toMatchObject({
      code: 'manifest-unreadable',
      message: expect.stringMatching(/lies outside the folders that are allowed here$/),
    });
  });

  it('lists the pictures of a folder that is allowed', async () => {
    const { sources } = await guarded();
    expect((await sources.list(join(root, 'deep'))).uris).toContain('b.jpg');
    expect((await sources.list(pathToFileURL(join(root, 'd*/*.jpg')).href)).uris).toContain('deep/b.jpg');
  });

  it.each([
    'http://127.0.0.1:PORT/rows.jsonl?s3cret',
    'http://me:s3cret@127.0.0.2:PORT/rows.jsonl',
    'HOME/secret.jpg',
    's3://theirs/rows.jsonl',
  ])('reads no manifest from %s', async (address) => {
    const { sources, port, asked } = await guarded();
    const reading = sources.stat(address.replace('PORT', `${port}`).replace('HOME', home));
    await expect(reading).rejects.toMatchObject({
      code: 'manifest-unreadable',
      message: expect.stringMatching(/^the manifest cannot be opened: (?!.*s3cret).* is refused: /),
    });
    expect(asked).toEqual([]);
  });
});

describe("a command that serves the machine's own user", () => {
  const own = { profile: 'trusted', networks: null, ports: null, buckets: null, folders: null } as const;

  it.each([
    'http://127.0.0.1:PORT/x.jpg',
    'http://localhost:PORT/x.jpg',
    'http://me:pass@127.0.0.1:PORT/x.jpg',
    'a.jpg',
    'up/pictures/a.jpg',
  ])('opens %s', async (uri) => {
    const { open } = await guarded(own);
    expect(await opened(open(uri))).toBe('picture');
  });

  it.each([
    'http://169.254.169.254/latest/',
    'http://[fd00:ec2::254]/latest/',
    'http://meta.test/',
    to('http://169.254.169.254/'),
  ])('asks no metadata service: %s', async (uri) => {
    const { open, tried } = await guarded(own);
    expect(await open(uri)).toMatchObject({ code: 'source-network-refused' });
    expect(tried.filter((address) => address !== allowed)).toEqual([]);
  });
});
