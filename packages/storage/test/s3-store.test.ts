/** The object store on a real S3 server: what all stores do, and what is wrong in words. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { createBucket } from '../../../test/support/create-bucket.js';
import { openStore, type S3Request, type S3Settings } from '../src/index.js';
import { collect } from './collect.js';
import { testStore } from './store-conformance.js';

const s3 = inject('s3');
const when = s3 === null ? ' (skipped: no S3 server, npm run setup)' : '';
const nobody: S3Settings = { endpoint: 'http://127.0.0.1:9', accessKeyId: 'key', secretAccessKey: 'secret' };
const settings: S3Settings = s3 ?? nobody;

async function newBucket(): Promise<string> {
  const name = `storage-${randomUUID()}`;
  if (s3 !== null) await createBucket(s3, name);
  return name;
}

describe.skipIf(s3 === null)(`a bucket${when}`, () => {
  testStore(async () => openStore(`s3://${await newBucket()}`, { s3: settings }));
});

describe.skipIf(s3 === null)(`a prefix of a bucket${when}`, () => {
  testStore(async () => openStore(`s3://${await newBucket()}/some/where/`, { s3: settings }));
});

describe.skipIf(s3 === null)(`what the S3 server refuses${when}`, () => {
  const check = async (bucket: string, changed: Partial<S3Settings>) =>
    openStore(`s3://${bucket}/x`, { s3: { ...settings, ...changed } }).then((store) => store.check());

  it('a missing bucket is store-denied and says: create it', async () => {
    const message = expect.stringMatching(/s3:\/\/not-there.*create it/);
    await expect(check('not-there', {})).rejects.toMatchObject({ code: 'store-denied', message });
    const store = await openStore('s3://not-there', { s3: settings });
    await expect(store.get('a')).rejects.toMatchObject({ code: 'store-denied', message });
    await expect(collect(store.list(''))).rejects.toMatchObject({ code: 'store-denied', message });
  });

  it('a wrong secret is store-denied', async () => {
    await expect(check(await newBucket(), { secretAccessKey: 'wrong' })).rejects.toMatchObject({
      code: 'store-denied',
      message: expect.stringMatching(/secret.*check the access key/),
    });
  });

  it('an unknown key is store-denied', async () => {
    await expect(check(await newBucket(), { accessKeyId: 'nobody' })).rejects.toMatchObject({
      code: 'store-denied',
    });
  });
});

describe('a server that does not do its work', () => {
  const closers: (() => void)[] = [];
  let breakOff = () => {};
  afterAll(() => {
    for (const close of closers) close();
  });

  type Answer = (request: string, number: number) => string | null;

  /** Accepts; answers each request, or closes the connection without a word where `answer` gives null. */
  async function listen(answer: string | Answer | null): Promise<string> {
    const sockets: Socket[] = [];
    let requests = 0;
    const server: Server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.on('data', (data) => {
        if (answer === null || !data.includes('HTTP/1.1')) return;
        const words = typeof answer === 'string' ? answer : answer(data.toString('latin1'), requests++);
        if (words === null) socket.destroy();
        else socket.write(words);
      });
    });
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    breakOff = () => {
      for (const socket of sockets) socket.destroy();
    };
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const check = (endpoint: string) =>
    openStore('s3://bucket/x', { s3: { ...nobody, endpoint } }).then((store) => store.check());
  const error = (status: string, code: string) => {
    const body = `<Error><Code>${code}</Code></Error>`;
    return `HTTP/1.1 ${status}\r\ncontent-type: application/xml\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };

  it('is store-unreachable within ten seconds where it accepts and never answers', async () => {
    const started = Date.now();
    await expect(check(await listen(null))).rejects.toMatchObject({
      code: 'store-unreachable',
      message: expect.stringContaining('did not answer'),
    });
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('is store-unreachable where nothing listens', async () => {
    const started = Date.now();
    await expect(check('http://127.0.0.1:9')).rejects.toMatchObject({
      code: 'store-unreachable',
      message: expect.stringContaining('http://127.0.0.1:9'),
    });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('is store-unreachable where its name leads nowhere', async () => {
    await expect(check('http://no-such-host.invalid')).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  it('is store-unreachable where it answers 503 every time', async () => {
    await expect(check(await listen(error('503 Slow Down', 'SlowDown')))).rejects.toMatchObject({
      code: 'store-unreachable',
    });
  });

  it('is store-full where its quota is used up', async () => {
    await expect(check(await listen(error('403 Forbidden', 'QuotaExceeded')))).rejects.toMatchObject({
      code: 'store-full',
    });
    await expect(check(await listen(error('507 Full', 'Full')))).rejects.toMatchObject({
      code: 'store-full',
    });
  });

  it('is store-denied where it takes a conditional write for a plain one', async () => {
    const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
    await expect(check(await listen(ok))).rejects.toMatchObject({
      code: 'store-denied',
      message: expect.stringContaining('If-None-Match'),
    });
  });

  const conflict = error('409 Conflict', 'ConditionalRequestConflict');
  const create = async (answer: string | Answer) => {
    const store = await openStore('s3://bucket', { s3: { ...nobody, endpoint: await listen(answer) } });
    return store.putIfAbsent('a', new Uint8Array([1]));
  };

  it('lets a conditional write that met another one try again', async () => {
    const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
    expect(await create((_, number) => (number < 2 ? conflict : ok))).toBe(true);
  });

  it('says no where every try meets another one and the object is there in the end', async () => {
    const found = 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n';
    expect(await create((request) => (request.startsWith('HEAD') ? found : conflict))).toBe(false);
  });

  it('throws where every try meets another one and nothing is there in the end', async () => {
    const absent = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n';
    await expect(create((request) => (request.startsWith('HEAD') ? absent : conflict))).rejects.toThrow();
  });

  it('says no where the answer of a write that won was lost: its caller finds its own name', async () => {
    const precondition = error('412 Precondition Failed', 'PreconditionFailed');
    expect(await create((_, number) => (number === 0 ? null : precondition))).toBe(false);
  });

  it('reads an object again whose bytes broke off', async () => {
    const whole = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n';
    const endpoint = await listen((_, number) => (number === 0 ? `${whole}ab` : `${whole}abcd`));
    const store = await openStore('s3://bucket', { s3: { ...nobody, endpoint } });
    setTimeout(() => breakOff(), 200);
    expect(Buffer.from((await store.get('a'))!).toString()).toBe('abcd');
  });

  it('is told from one whose answer nobody wants any more, request by request', async () => {
    const found = 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na';
    const controller = new AbortController();
    const answers: Answer[] = [
      () => found,
      () => error('403 Forbidden', 'AccessDenied'),
      () => null,
      () => error('503 Slow Down', 'SlowDown'),
      () => found,
      () => {
        controller.abort();
        return '';
      },
    ];
    const endpoint = await listen((request, number) => answers[number]!(request, number));
    const told: S3Request[] = [];
    const s3: S3Settings = { ...nobody, endpoint, onRequest: (request) => told.push(request) };
    const store = await openStore('s3://bucket', { s3 });
    await store.get('a');
    await expect(store.get('a')).rejects.toMatchObject({ code: 'store-denied' });
    await store.get('a');
    await expect(store.get('a', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(told.map(({ code }) => code)).toEqual([200, 403, 'none', 503, 200, 'aborted']);
    expect(new Set(told.map(({ operation }) => operation))).toEqual(new Set(['GetObject']));
  });
});
