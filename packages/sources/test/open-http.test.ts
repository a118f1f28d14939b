/** Images over http: what passes is asked for again, what does not is a value, and nothing hangs. */
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createSources, type SourceOptions, SourceUnavailable } from '../src/index.js';
import { serve, type TestServer } from './serve.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function web(answer: RequestListener, options: Partial<SourceOptions> = {}) {
  const server: TestServer = await serve(answer);
  const limits = { fetchMs: 400, fetchBackoffMs: 5, imageBytesMax: 1_000, ...options.limits };
  const sources = createSources({ s3: null, ...options, limits });
  closers.push(server.close, sources.close);
  return { ...server, open: (uri: string, signal?: AbortSignal) => sources.open(uri, server.base, signal) };
}

const unavailable = (part: string) =>
  expect.objectContaining({
    name: 'SourceUnavailable',
    failure: { code: 'source-unavailable', message: expect.stringContaining(part) },
  });

describe('an http address', () => {
  it('gives the bytes, relative to its base or in full', async () => {
    const { open, base, asked } = await web((request, response) => response.end(request.url));
    expect(String(Buffer.from((await open('a/b%20c.jpg?size=2')) as Uint8Array))).toBe('/a/b%20c.jpg?size=2');
    await open(`${base}d.jpg#part`);
    expect(asked).toEqual(['/a/b%20c.jpg?size=2', '/d.jpg']);
  });

  it.each([
    [404, 'source-not-found'],
    [410, 'source-not-found'],
    [401, 'source-forbidden'],
    [403, 'source-forbidden'],
    [400, 'source-forbidden'],
  ])('is asked once where it answers %i: %s', async (status, code) => {
    const { open, asked } = await web((_, response) => response.writeHead(status).end('no'));
    expect(await open('x.jpg')).toMatchObject({ code, message: expect.stringContaining(String(status)) });
    expect(asked).toHaveLength(1);
  });

  it('is asked again where it answers 500 twice and then 200', async () => {
    let count = 0;
    const { open, asked } = await web((_, response) => {
      count++;
      response.writeHead(count < 3 ? 500 : 200).end('image');
    });
    expect(Buffer.from((await open('x.jpg')) as Uint8Array).toString()).toBe('image');
    expect(asked).toHaveLength(3);
  });

  it.each([429, 502, 503, 408])('is unavailable where it answers %i every time', async (status) => {
    const { open, asked } = await web((_, response) => response.writeHead(status).end());
    await expect(open('x.jpg')).rejects.toEqual(unavailable(`answered ${status} (asked 3 times)`));
    expect(asked).toHaveLength(3);
  });

  it('is unavailable where it never answers', async () => {
    const { open } = await web(() => undefined);
    await expect(open('x.jpg')).rejects.toEqual(unavailable('did not answer in time'));
  });

  it('is unavailable where it stalls in the middle', async () => {
    const { open } = await web((_, response) =>
      response.writeHead(200, { 'content-length': 10 }).write('12345'),
    );
    await expect(open('x.jpg')).rejects.toEqual(unavailable('did not answer in time'));
  });

  it('is unavailable where it trickles for longer than one request may take', async () => {
    const { open } = await web((_, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(open('x.jpg')).rejects.toEqual(unavailable('did not answer in time'));
  });

  it('is asked again where its body is cut off', async () => {
    let count = 0;
    const { open, asked } = await web((_, response) => {
      count++;
      if (count === 3) return response.end('whole');
      response.writeHead(200, { 'content-length': 5 });
      return response.write('who', () => response.destroy());
    });
    expect(Buffer.from((await open('x.jpg')) as Uint8Array).toString()).toBe('whole');
    expect(asked).toHaveLength(3);
  });

  it('is unavailable where it announces more than it sends', async () => {
    const { open } = await web((request) =>
      request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'),
    );
    await expect(open('x.jpg')).rejects.toBeInstanceOf(SourceUnavailable);
  });

  it('is too large where it says so, and none of it is read', async () => {
    let sent = 0;
    const { open, asked } = await web((_, response) => {
      response.writeHead(200, { 'content-length': 50_000_000 });
      const more = (): void => {
        while (sent < 50_000_000 && response.write(Buffer.alloc(100_000))) sent += 100_000;
      };
      response.on('drain', more);
      more();
    });
    expect(await open('x.jpg')).toMatchObject({ code: 'source-too-large' });
    expect(asked).toHaveLength(1);
    expect(sent).toBeLessThan(20_000_000);
  });

  it('is too large where it sends too much without a word', async () => {
    const { open } = await web((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(400)));
      };
      response.on('drain', more);
      more();
    });
    expect(await open('x.jpg')).toMatchObject({ code: 'source-too-large' });
  });

  it('is empty where it sends nothing', async () => {
    const { open } = await web((_, response) => response.end());
    expect(await open('x.jpg')).toMatchObject({ code: 'source-empty' });
  });

  it('is unavailable where nothing listens, or its name is not known', async () => {
    const { open } = await web(() => undefined);
    await expect(open('http://127.0.0.1:9/x.jpg')).rejects.toEqual(unavailable('refused the connection'));
    await expect(open('http://no-such-host.invalid/x.jpg')).rejects.toEqual(unavailable('host name'));
  });

  it('is given up at once when the signal fires, in a wait as in a request', async () => {
    const { open, asked } = await web((_, response) => response.writeHead(500).end(), {
      limits: { fetchBackoffMs: 60_000 },
    });
    const controller = new AbortController();
    const opening = open('x.jpg', controller.signal);
    await expect.poll(() => asked.length).toBe(1);
    controller.abort(new Error('stop'));
    await expect(opening).rejects.toThrow('stop');
    await expect(open('x.jpg', controller.signal)).rejects.toThrow('stop');
  });
});

describe('redirects', () => {
  const hop = (to: (path: string) => string | undefined): RequestListener => {
    return (request, response) => {
      const location = to(request.url ?? '');
      if (location === undefined) response.end('here');
      else response.writeHead(302, { location }).end('moved');
    };
  };

  it('are followed five times', async () => {
    const { open, asked } = await web(
      hop((path) => (path === '/5' ? undefined : `/${Number(path.slice(1)) + 1}`)),
    );
    expect(Buffer.from((await open('0')) as Uint8Array).toString()).toBe('here');
    expect(asked).toHaveLength(6);
  });

  it('in a loop are not found, and asked for once', async () => {
    const { open, asked } = await web(hop(() => '/again'));
    expect(await open('x.jpg')).toMatchObject({
      code: 'source-not-found',
      message: expect.stringMatching(/5 times/),
    });
    expect(asked).toHaveLength(6);
  });

  it('to another scheme are not followed', async () => {
    const { open } = await web(hop(() => 'file:///etc/passwd'));
    expect(await open('x.jpg')).toMatchObject({ code: 'source-unsupported' });
  });

  it('are put before the guard, hop by hop', async () => {
    const seen: (string | undefined)[] = [];
    const { open, asked } = await web(
      hop((path) => (path === '/a' ? '/b' : '/secret')),
      {
        allow: ({ path }) => {
          seen.push(path);
          return path === '/secret' ? { code: 'source-forbidden', message: 'not allowed here' } : null;
        },
      },
    );
    expect(await open('a')).toMatchObject({ code: 'source-forbidden', message: 'not allowed here' });
    expect(seen).toEqual(['/a', '/b', '/secret']);
    expect(asked).toEqual(['/a', '/b']);
  });
});

describe('credentials in an address', () => {
  it('are sent to its host, and in no message', async () => {
    let authorization: string | undefined;
    const { open, base } = await web((request, response) => {
      authorization = request.headers.authorization;
      response.writeHead(404).end();
    });
    const address = base.replace('http://', 'http://me:s3cret@');
    const found = await open(`${address}x.jpg?X-Amz-Signature=s3cret`);
    expect(found).toMatchObject({ code: 'source-not-found' });
    expect(JSON.stringify(found)).not.toContain('s3cret');
    expect(authorization).toBe(`Basic ${Buffer.from('me:s3cret').toString('base64')}`);
  });

  it('do not go where a redirect leads', async () => {
    const other = await web((request, response) => response.end(request.headers.authorization ?? 'none'));
    const { open, base } = await web((_, response) =>
      response.writeHead(302, { location: other.base }).end(),
    );
    const found = await open(base.replace('http://', 'http://me:s3cret@'));
    expect(Buffer.from(found as Uint8Array).toString()).toBe('none');
  });
});
