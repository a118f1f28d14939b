/** Images over http: what passes is asked for again, what does not is a value, and nothing hangs. */
import { describe, expect, it } from 'vitest';
import { SourceUnavailable } from '../src/index.js';
import { web } from './web.js';

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
