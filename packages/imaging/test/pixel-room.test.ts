/** How many pictures are read at a time depends on how large they are. */
import { expect, test } from 'vitest';
import { createPixelRoom } from '../src/pixel-room.js';

/** The most pictures that were read at a time. */
async function mostAtATime(pixelsMax: number, sides: readonly number[]): Promise<number> {
  const room = createPixelRoom(pixelsMax);
  let [now, most] = [0, 0];
  const read = async () => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now -= 1;
  };
  await Promise.all(sides.map((side) => room({ width: side, height: side }, read)));
  expect(now).toBe(0);
  return most;
}

test.each([
  ['small ones beside each other', [100, 100, 100, 100, 100], 5],
  ['large ones one after the other', [7_500, 7_500, 7_500], 1],
  ['as many as have room', [5_000, 5_000, 5_000, 5_000, 5_000], 4],
  ['one beyond all room alone', [20_000, 100, 20_000], 1],
] as const)('%s', async (_, sides, most) => {
  expect(await mostAtATime(100e6, sides)).toBe(most);
});

test('one that fails gives its room back', async () => {
  const room = createPixelRoom(1e6);
  const size = { width: 1_000, height: 1_000 };
  await expect(room(size, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await room(size, async () => 'read')).toBe('read');
});
