/** Which addresses are public, beside a classification that others wrote; and no URL, however it is written, that leads past it. */
import { isIP } from 'node:net';
import { isFailure } from '@camfleet/contracts';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accessOf, createSources, guardedAccess } from '../src/index.js';
import { networkRule } from '../src/network-rule.js';
import { specialIpv4Networks, specialIpv6Networks } from '../src/special-networks.js';
import { watchConnections } from './wide-web.js';

const isPublic = networkRule([]);
const bits = (address: bigint, version: 4 | 6) => {
  const parts =
    version === 4 ? { size: 8n, count: 4, base: 10, by: '.' } : { size: 16n, count: 8, base: 16, by: ':' };
  const part = (index: number) =>
    (address >> (parts.size * BigInt(parts.count - 1 - index))) & ((1n << parts.size) - 1n);
  return Array.from({ length: parts.count }, (_, index) => part(index).toString(parts.base)).join(parts.by);
};
const ipv4 = fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }).map((address) => bits(address, 4));
const ipv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((address) => bits(address, 6));

/** Any address of a network, its ends as often as what lies between. */
function addressIn(network: string): fc.Arbitrary<string> {
  const [first, prefix] = network.split('/') as [string, string];
  const version = isIP(first) === 6 ? 6 : 4;
  const bytes = ipaddr.parse(first).toByteArray();
  const start = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << BigInt((version === 4 ? 32 : 128) - Number(prefix));
  const offset = fc.oneof(fc.constantFrom(0n, size - 1n), fc.bigInt({ min: 0n, max: size - 1n }));
  return offset.map((at) => bits(start + at, version));
}
const special = fc.constantFrom(...specialIpv4Networks, ...specialIpv6Networks).chain(addressIn);

describe('an address', () => {
  it('is refused wherever ipaddr.js does not call it unicast', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, special), (address) => {
        if (ipaddr.parse(address).range() !== 'unicast') expect(isPublic(address)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is refused in every special network, from its first to its last', () => {
    fc.assert(
      fc.property(special, (address) => {
        expect(isPublic(address)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ...[
      '1.1.1.1',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.0',
    ],
    ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255'],
    ...['192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '168.63.129.15'],
    ...['2001:200::', '2001:db7:ffff::1', '2003::1', '2606:4700::1111', '2a00:1450::1', '3ffd::1'],
  ])('is public next to what is special: %s', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each(['', 'localhost', '127.1', '1.1.1.1/8', '[2606:4700::1111]', 'fe80::1%lo'])(
    'is refused where it is none: %j',
    (address) => expect(isPublic(address)).toBe(false),
  );

  it('of a metadata service is refused whatever is allowed', () => {
    for (const rule of [networkRule(null), networkRule(['0.0.0.0/0', '::/0'])]) {
      for (const address of [
        '169.254.169.254',
        '::ffff:169.254.169.254',
        'fd00:ec2::254',
        '64:ff9b::169.254.169.254',
        'fe80::1',
        '168.63.129.16',
      ]) {
        expect(rule(address)).toBe(false);
      }
      expect(rule('10.0.0.1') && rule('::1') && rule('1.1.1.1')).toBe(true);
    }
  });

  it('of a network that is allowed may be reached, and its neighbours not', () => {
    const rule = networkRule(['10.1.0.0/16', 'fd00:1::/32']);
    expect(['10.1.0.0', '10.1.255.255', 'fd00:1::9', '1.1.1.1'].map(rule)).toEqual([true, true, true, true]);
    expect(['10.0.255.255', '10.2.0.0', 'fd00:2::', '127.0.0.1'].map(rule)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

/** An IPv4 address in the notations that parsers of URLs know. */
const notation = fc
  .tuple(special, fc.constantFrom('plain', 'decimal', 'hex', 'octal', 'short', 'mapped', 'dot', 'encoded'))
  .map(([address, kind]) => {
    if (isIP(address) === 6) return `[${address}]`;
    const parts = address.split('.').map(Number);
    const whole = parts.reduce((sum, part) => sum * 256 + part, 0);
    switch (kind) {
      case 'decimal':
        return String(whole);
      case 'hex':
        return `0x${whole.toString(16)}`;
      case 'octal':
        return parts.map((part) => `0${part.toString(8)}`).join('.');
      case 'short':
        return `${parts[0]}.${whole % 2 ** 24}`;
      case 'mapped':
        return `[::ffff:${address}]`;
      case 'dot':
        return `${address}.`;
      case 'encoded':
        return address.replace(/\d/g, (digit) => `%3${digit}`);
      default:
        return address;
    }
  });
const text = fc.string({ maxLength: 12 });
const urls = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string({ unit: 'binary' }),
  text.map((rest) => `http://${rest}`),
  fc
    .tuple(
      fc.webAuthority({ withIPv4Extended: true, withIPv6: true, withUserInfo: true, withPort: true }),
      text,
    )
    .map(([host, rest]) => `http://${host}/${rest}`),
  fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'HTTP:\\\\', 'http:/', '//', 's3://', 'file://'),
      text,
      notation,
      text,
    )
    .map(([scheme, before, host, after]) => `${scheme}${before}${host}${after}`),
  fc.tuple(notation, text).map(([host, rest]) => `http://${host}/${rest}`),
);

/** Whether the URL's host is an address of the public internet, by itself or below `base`: no test may connect to one. */
function isPublicLiteral(uri: string, base: string): boolean {
  const written = [
    URL.canParse(uri) ? new URL(uri) : null,
    URL.canParse(uri, base) ? new URL(uri, base) : null,
  ];
  return written.some((url) => {
    const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
    return isIP(host) !== 0 && ipaddr.parse(host).range() === 'unicast';
  });
}

describe('a guard', () => {
  it('lets no URL, whatever it is, lead to a connection where every name means a refused address (invariant 7)', async () => {
    const tried = watchConnections();
    let meaning = '127.0.0.1';
    let lookups = 0;
    const access = { ...accessOf({ profile: 'guarded', ports: null }), credentials: true };
    const sources = createSources({
      s3: async () => Promise.reject(new Error('S3 was asked')),
      access,
      lookup: (_, __, done) => {
        lookups++;
        setImmediate(() => done(null, [{ address: meaning, family: isIP(meaning) }]));
      },
      limits: { fetchTriesMax: 1 },
    });
    onTestFinished(() => sources.close());
    await fc.assert(
      fc.asyncProperty(
        urls,
        special,
        fc.constantFrom('/pictures/', 'http://base.test/'),
        async (uri, address, base) => {
          fc.pre(!isPublicLiteral(uri, 'http://base.test/'));
          meaning = address;
          const found = await sources.open(uri, base);
          expect(isFailure(found)).toBe(true);
          expect(tried).toEqual([]);
        },
      ),
      { numRuns: 3_000 },
    );
    // Most of them have to come that far, or the test shows nothing.
    expect(lookups).toBeGreaterThan(500);
  });

  it('is closed where nothing is set', () => {
    expect(accessOf({ profile: 'guarded' })).toEqual(guardedAccess);
    expect(guardedAccess).toMatchObject({ networks: [], buckets: [], folders: [], credentials: false });
  });
});
