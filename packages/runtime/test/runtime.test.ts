/** Configuration and ordered close. */
import { createCloser, logEnvironment, readConfig, s3Environment, s3Settings } from '@camfleet/runtime';
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
