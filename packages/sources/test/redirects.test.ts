/** Where redirects lead, who is asked about them, and what does not follow them. */
import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { web } from './web.js';

/** So much that no machine is too busy: a second try would be counted. */
const limits = { fetchMs: 30_000 };

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
      { limits },
    );
    expect(Buffer.from((await open('0')) as Uint8Array).toString()).toBe('here');
    expect(asked).toHaveLength(6);
  });

  it('in a loop are not found, and asked for once', async () => {
    const { open, asked } = await web(
      hop(() => '/again'),
      { limits },
    );
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
