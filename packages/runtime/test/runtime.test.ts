/** Configuration and ordered close. */
import {
  createCloser,
  logEnvironment,
  readConfig,
  s3Environment,
  s3Settings,
  sourceEnvironment,
  sourceSettings,
  stopMsMax,
} from '@camfleet/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

describe('readConfig', () => {
  const schema = z.object({ ...logEnvironment, PORT: z.coerce.number().int(), STORE: z.string() });

  it('reports every mistake at once', () => {
    expect(() => readConfig(schema, { LOG_LEVEL: 'loud', PORT: 'x' })).toThrow(/LOG_LEVEL.*PORT.*STORE/);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig(schema, { LOG_LEVEL: '', PORT: '1', STORE: 's' })).toEqual({
      LOG_LEVEL: 'info',
      PORT: 1,
      STORE: 's',
    });
  });

  it('reads the S3 keys both or not at all', () => {
    const config = readConfig(z.object(s3Environment), {
      S3_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'a',
    });
    expect(s3Settings(config)).toEqual({
      endpoint: 'http://127.0.0.1:1',
      forcePathStyle: true,
      region: 'us-east-1',
    });
  });
});

describe('what the URIs of users may reach', () => {
  const read = (environment: Record<string, string>) =>
    sourceSettings(readConfig(z.object(sourceEnvironment('guarded')), environment));

  it('is what the service says where nothing is set', () => {
    expect(read({})).toEqual({ profile: 'guarded' });
    expect(read({ SOURCE_ACCESS: 'trusted', SOURCE_FOLDERS: '' })).toEqual({ profile: 'trusted' });
  });

  it('is read into one form', () => {
    expect(
      read({
        SOURCE_SCHEMES: 'https, s3',
        SOURCE_HOSTS: 'Example.ORG., *.münchen.example',
        SOURCE_PORTS: '8080,8443',
        SOURCE_NETWORKS: '10.0.0.0/8,fd00::/8,192.168.1.9,::1',
        SOURCE_BUCKETS: 'pictures, shared/public/',
        SOURCE_FOLDERS: '/data/pictures/,/mnt/../srv',
      }),
    ).toEqual({
      profile: 'guarded',
      schemes: ['https', 's3'],
      hosts: ['example.org', '*.xn--mnchen-3ya.example'],
      ports: [8080, 8443],
      networks: ['10.0.0.0/8', 'fd00::/8', '192.168.1.9/32', '::1/128'],
      buckets: ['pictures', 'shared/public'],
      folders: ['/data/pictures', '/srv'],
    });
    const any = { SOURCE_HOSTS: '*', SOURCE_PORTS: '*', SOURCE_NETWORKS: ' * ', SOURCE_BUCKETS: '*' };
    expect(read(any)).toMatchObject({ hosts: null, ports: null, networks: null, buckets: null });
  });

  it.each([
    ['SOURCE_ACCESS', ['open', 'Guarded']],
    ['SOURCE_SCHEMES', ['ftp', 'https:', 'http,,s3', '*']],
    [
      'SOURCE_HOSTS',
      ['http://example.org', 'example.org:8080', 'a.*.org', '**', 'me@example.org', 'a b', 'x,'],
    ],
    ['SOURCE_PORTS', ['http', '80-90', '0', '65536', '-1', '8080,']],
    ['SOURCE_NETWORKS', ['10.0.0.0/33', '10.0.0/8', 'fd00::/129', 'localhost', '10.0.0.0/8/8', '10.0.0.0/']],
    ['SOURCE_BUCKETS', ['s3://pictures', '/pictures', 'a b', '*,b']],
    [
      'SOURCE_FOLDERS',
      ['pictures', '/', '//', '/data/..', '/proc', '/proc/self/root', '/dev/shm', '/sys/', '*'],
    ],
  ])('%s is refused with a sentence where it is not understood', (name, values) => {
    for (const value of values)
      expect(() => read({ [name]: value }), value).toThrow(new RegExp(`${name}[.\\d]*: `));
  });
});

describe('a closer', () => {
  it('closes last first, everything, once', async () => {
    const closed: number[] = [];
    const closer = createCloser();
    for (const number of [1, 2, 3]) {
      closer.add({
        close: async () => {
          closed.push(number);
          if (number === 2) throw new Error('stuck');
        },
      });
    }
    await expect(closer.close()).rejects.toThrow('not everything could be closed');
    await expect(closer.close()).rejects.toThrow();
    expect(closed).toEqual([3, 2, 1]);
  });
});

describe('a service that is told to stop', () => {
  it('has the time that it was given for its shards, and is ended by force only after that', () => {
    expect(stopMsMax({})).toBe(15_000);
    expect(stopMsMax({ STOP_GRACE_MS: 0 })).toBe(15_000);
    expect(stopMsMax({ STOP_GRACE_MS: 60_000 })).toBe(65_000);
  });
});
