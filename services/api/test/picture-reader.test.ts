/** How many pictures of runs are in memory at a time. */
import { expect, it } from 'vitest';
import { request } from '../../../packages/results/test/export/stored-run.js';
import { createPictureReader } from '../src/pictures/picture-reader.js';

it('holds so many pictures at a time, from their fetching to their last pixel', async () => {
  let held = 0;
  let heldMost = 0;
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const size = { width: 2, height: 1 };
  const reader = createPictureReader({
    sources: {
      open: async () => {
        held += 1;
        heldMost = Math.max(heldMost, held);
        await turn();
        return new Uint8Array(1);
      },
    },
    decode: async () => {
      await turn();
      held -= 1;
      return { ...size, area: { left: 0, top: 0, ...size }, pixels: new Uint8Array(6).fill(7) };
    },
    stopping: new AbortController().signal,
  });
  const drawn = Array.from({ length: 20 }, () => reader.pixels(request, 'a.jpg', size));
  for (const pixels of await Promise.all(drawn)) expect([...pixels]).toEqual([7, 7, 7, 7, 7, 7]);
  expect(heldMost).toBe(4);
});
