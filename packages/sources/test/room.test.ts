/** Room for a file is taken before it is read, and waiting for it is no fault of the source. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { boundless, type Room } from '../src/room.js';
import { withDeadline } from '../src/with-deadline.js';
import { web } from './web.js';

const megabyte = 1024 * 1024;
/** So much that no machine is too busy. */
const limits = { fetchMs: 30_000, imageBytesMax: 5 * megabyte };

/** Five bytes, announced, to every question but those that `but` answers itself. */
async function five(but: (response: ServerResponse, number: number) => boolean = () => false) {
  const answers: ServerResponse[] = [];
  const served = await web(
    (_, response) => {
      answers.push(response);
      response.writeHead(200, { 'content-length': 5 });
      if (!but(response, answers.length)) response.end('12345');
    },
    { limits },
  );
  return { ...served, answers };
}

const textOf = (read: unknown) => (read instanceof Uint8Array ? Buffer.from(read).toString() : read);

afterEach(() => void vi.restoreAllMocks());

describe('room for an image over http', () => {
  it('is taken for as many bytes as are announced, before they are read', async () => {
    const { open } = await five();
    const widen = vi.fn(() => true);
    expect(textOf(await open('x.jpg', undefined, { ...boundless, widen }))).toBe('12345');
    expect(widen.mock.calls).toEqual([[5]]);
  });

  it.each([
    ['little', 3, []],
    ['more than a little', megabyte + 1, [2]],
    ['much', 3 * megabyte, [2, 4]],
    ['the most', 5 * megabyte, [2, 4, 5]],
  ])('is taken in doubling steps where nothing is announced and %s comes', async (_, size, steps) => {
    const { open } = await web(
      (_, response) => {
        // Two pieces, so that no length is set.
        response.write(Buffer.alloc(1));
        response.end(Buffer.alloc(size - 1));
      },
      { limits },
    );
    const asked: number[] = [];
    const widen = (bytes: number) => asked.push(bytes / megabyte) > 0;
    expect(await open('x.jpg', undefined, { ...boundless, widen })).toHaveLength(size);
    expect(asked).toEqual(steps);
  });

  it('is not waited for while holding some: what has no room to go on begins anew once there is', async () => {
    const size = 3 * megabyte;
    const answers: ServerResponse[] = [];
    const { open } = await web(
      (_, response) => {
        answers.push(response);
        response.write(Buffer.alloc(size, 7));
        if (answers.length > 1) response.end();
      },
      { limits },
    );
    const happened: string[] = [];
    let held = 0;
    const room: Room = {
      widen: (bytes) => bytes <= held,
      wait: async (bytes) => {
        const [last] = answers.slice(-1);
        if (!last!.closed) await once(last!, 'close');
        happened.push(`closed, waited for ${bytes / megabyte}`);
        held = bytes;
      },
    };
    const bytes = await open('x.jpg', undefined, room);
    expect(Buffer.compare(bytes as Uint8Array, Buffer.alloc(size, 7))).toBe(0);
    expect(happened).toEqual(['closed, waited for 2', 'closed, waited for 4']);
    expect(answers).toHaveLength(3);
  });

  it.each([
    [4_900, 1],
    [5_100, 2],
  ])('may be waited for: after %d ms, %d answers', async (ms, count) => {
    const { open, answers } = await five();
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now);
    let held = 0;
    const room: Room = {
      widen: (bytes) => bytes <= held,
      wait: async (bytes) => {
        clock.mockReturnValue(now + ms);
        held = bytes;
      },
    };
    expect(textOf(await open('x.jpg', undefined, room))).toBe('12345');
    expect(answers).toHaveLength(count);
  });

  it('may be waited for while the connection breaks off: the source is asked again', async () => {
    const { open, answers } = await five((response, number) => number === 1 && response.write('12'));
    const room: Room = {
      widen: () => answers.length > 1,
      wait: async () => {
        const [first] = answers;
        const closed = once(first!, 'close');
        first!.destroy();
        await closed;
      },
    };
    expect(textOf(await open('x.jpg', undefined, room))).toBe('12345');
    expect(answers).toHaveLength(2);
  });

  it('is waited for no longer than anybody wants the image, and the connection is closed', async () => {
    const { open, answers } = await five((response) => response.write('12'));
    const controller = new AbortController();
    const asked = open('x.jpg', controller.signal, {
      widen: () => false,
      wait: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          controller.abort(new Error('nobody wants it'));
        }),
    });
    await expect(asked).rejects.toThrow('nobody wants it');
    const [answer] = answers;
    if (!answer!.closed) await once(answer!, 'close');
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
