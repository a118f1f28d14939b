/** Room for a file is reserved before it is read, and waiting for it is no fault of the source. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withDeadline } from '../src/with-deadline.js';
import { web } from './web.js';

const megabyte = 1024 * 1024;
/** So much that no machine is too busy. */
const limits = { fetchMs: 30_000, imageBytesMax: 4 * megabyte };

describe('room for an image over http', () => {
  it('is reserved for as many bytes as are announced, before they are read', async () => {
    const { open } = await web((_, response) => response.end('12345'), { limits });
    const asked: number[] = [];
    const bytes = await open('x.jpg', undefined, async (size) => void asked.push(size));
    expect(Buffer.from(bytes as Uint8Array).toString()).toBe('12345');
    expect(asked).toEqual([5]);
  });

  it.each([
    ['little', 3, []],
    ['more than a little', megabyte + 1, [4 * megabyte]],
  ])('where nothing is announced and %s comes', async (_, size, reserved) => {
    const { open } = await web(
      (_, response) => {
        // Two pieces, so that no length is set.
        response.write(Buffer.alloc(1));
        response.end(Buffer.alloc(size - 1));
      },
      { limits },
    );
    const asked: number[] = [];
    expect(await open('x.jpg', undefined, async (bytes) => void asked.push(bytes))).toHaveLength(size);
    expect(asked).toEqual(reserved);
  });

  it('may be waited for while the connection breaks off: the source is asked again', async () => {
    const answers: ServerResponse[] = [];
    const { open } = await web(
      (_, response) => {
        answers.push(response);
        response.writeHead(200, { 'content-length': 5 });
        if (answers.length === 1) response.write('12');
        else response.end('12345');
      },
      { limits },
    );
    const bytes = await open('x.jpg', undefined, async () => {
      const [first, second] = answers;
      if (second !== undefined) return;
      const closed = once(first!, 'close');
      first!.destroy();
      await closed;
    });
    expect(Buffer.from(bytes as Uint8Array).toString()).toBe('12345');
    expect(answers).toHaveLength(2);
  });
});

describe('time spent outside', () => {
  afterEach(() => void vi.useRealTimers());

  it('does not count, and the whole of it begins anew afterwards', async () => {
    vi.useFakeTimers();
    let enter = () => {};
    const room = new Promise<void>((resolve) => {
      enter = resolve;
    });
    const work = withDeadline(undefined, 100, async (signal, outside) => {
      await outside(room);
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const ended = expect(work).rejects.toMatchObject({ name: 'TimeoutError' });
    await vi.advanceTimersByTimeAsync(1_000);
    enter();
    await vi.advanceTimersByTimeAsync(99);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await ended;
    expect(vi.getTimerCount()).toBe(0);
  });
});
