import { toHalf } from '@camfleet/cam';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMaps } from '../../src/gallery/decode-maps.js';

const shape = fc.tuple(
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 1, max: 8 }),
  fc.integer({ min: 1, max: 8 }),
);

test('maps come back as they were stored', () => {
  fc.assert(
    fc.property(
      shape,
      fc.infiniteStream(fc.float({ noNaN: true, min: -60000, max: 60000 })),
      (size, values) => {
        const [count, height, width] = size;
        const halves = toHalf(
          Float32Array.from({ length: count * height * width }, () => values.next().value),
        );
        const data = Buffer.from(halves.buffer).toString('base64');
        const maps = decodeMaps({ shape: size, data });
        expect(maps).toMatchObject({ height, width });
        expect(maps.values.length).toBe(count);
        expect(toHalf(Float32Array.from(maps.values.flatMap((map) => [...map])))).toEqual(halves);
      },
    ),
  );
});

test('bytes that are not as many as the shape says are refused', () => {
  expect(() => decodeMaps({ shape: [1, 2, 2], data: btoa('1234567') })).toThrow('take 8 bytes, not 7');
});
