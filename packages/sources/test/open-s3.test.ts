/** Images and manifests on a real S3 server, through the reader that the storage package makes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createBucket } from '../../../test/support/create-bucket.js';
import { openStore } from '../../storage/src/open-store.js';
import { s3ObjectReader } from '../../storage/src/s3-object-reader.js';
import { createSources, type Sources, trustedAccess } from '../src/index.js';

const s3 = inject('s3');
const when = s3 === null ? ' (skipped: no S3 server, npm run setup)' : '';

describe.skipIf(s3 === null)(`sources on S3${when}`, () => {
  const bucket = `sources-${randomUUID()}`;
  const base = `s3://${bucket}/pictures/`;
  const limits = { imageBytesMax: 1_000, fetchBackoffMs: 1 };
  let sources: Sources;

  beforeAll(async () => {
    await createBucket(s3!, bucket);
    const store = await openStore(`s3://${bucket}`, { s3: s3! });
    await store.put('pictures/a b%.jpg', Buffer.from('image'));
    await store.put('pictures/empty.jpg', new Uint8Array());
    await store.put('pictures/large.jpg', new Uint8Array(1_001));
    await store.put('rows.jsonl', Buffer.from('{"uri":"a"}\n{"uri":"b"}\n'));
    await store.close();
    sources = createSources({ access: trustedAccess, s3: s3ObjectReader(s3!), limits });
  });
  afterAll(() => sources?.close());

  it('gives the bytes', async () => {
    const found = await sources.open('a b%.jpg', base);
    expect(Buffer.from(found as Uint8Array).toString()).toBe('image');
  });

  it.each([
    ['missing.jpg', 'source-not-found'],
    ['s3://not-there/x.jpg', 'source-not-found'],
    ['empty.jpg', 'source-empty'],
    ['large.jpg', 'source-too-large'],
  ])('%j is %s', async (uri, code) => {
    expect(await sources.open(uri, base)).toMatchObject({ code });
  });

  it('is forbidden with a wrong secret, unavailable where nothing listens', async () => {
    const wrong = createSources({
      access: trustedAccess,
      s3: s3ObjectReader({ ...s3!, secretAccessKey: 'wrong' }),
      limits,
    });
    expect(await wrong.open('a b%.jpg', base)).toMatchObject({ code: 'source-forbidden' });
    await wrong.close();
    const nowhere = createSources({
      access: trustedAccess,
      s3: s3ObjectReader({ ...s3!, endpoint: 'http://127.0.0.1:9' }),
      limits,
    });
    await expect(nowhere.open('a b%.jpg', base)).rejects.toMatchObject({
      failure: { code: 'source-unavailable', message: expect.stringContaining('refused the connection') },
    });
    await nowhere.close();
  });

  it('gives a manifest: its lines, size and version', async () => {
    const numbers: number[] = [];
    for await (const { number } of sources.openLines(`s3://${bucket}/rows.jsonl`)) numbers.push(number);
    expect(numbers).toEqual([1, 2]);
    expect(await sources.stat(`s3://${bucket}/rows.jsonl`)).toEqual({
      bytes: 24,
      version: expect.any(String),
    });
    await expect(sources.stat(`s3://${bucket}/none.jsonl`)).rejects.toMatchObject({
      code: 'manifest-not-found',
    });
  });
});
