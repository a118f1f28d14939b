/** Boxes in pixels of the picture, whatever part of it the network saw: equal to the definition, pixel by pixel. */
import { type Box, evaluateImage, findPolicy, fromHalf, gridSize, hitsOf, iou, toHalf } from '@camfleet/cam';
import { type InputArea, inputArea, resizeModes } from '@camfleet/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawAll } from '../src/index.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

const size = (max: number) =>
  fc.record({ width: fc.integer({ min: 1, max }), height: fc.integer({ min: 1, max }) });
const arbitrarySide = fc.integer({ min: 1, max: 6 });
const scene = fc
  .record({
    picture: size(50),
    input: size(40),
    resize: fc.constantFrom(...resizeModes),
    cropShare: fc.double({ min: 0.3, max: 1, noNaN: true }),
    h: arbitrarySide,
    w: arbitrarySide,
  })
  .chain((how) =>
    fc
      .array(fc.integer({ min: -40, max: 100 }), { minLength: how.h * how.w, maxLength: how.h * how.w })
      .map((values) => ({ ...how, map: toHalf(Float32Array.from(values, (value) => value / 7)) })),
  );

/** The map's value at the centre of a pixel of the picture; the area is what the map is stretched over. */
function valueAt(map: Float32Array, h: number, w: number, area: InputArea, x: number, y: number): number {
  const place = (pixel: number, start: number, length: number, n: number) => {
    const s = Math.min(Math.max(((pixel - start + 0.5) * n) / length - 0.5, 0), n - 1);
    const i = Math.min(Math.floor(s), Math.max(n - 2, 0));
    return { i, j: Math.min(i + 1, n - 1), f: s - i };
  };
  const row = place(y, area.top, area.height, h);
  const column = place(x, area.left, area.width, w);
  const down = (c: number) => map[row.i * w + c]! + (map[row.j * w + c]! - map[row.i * w + c]!) * row.f;
  return down(column.i) + (down(column.j) - down(column.i)) * column.f;
}

/** Boxes of the components (8-connected) at a share of the maximum, the largest first, cut to the picture. */
function boxesAt(values: Map<string, number>, share: number, picture: Size): (Box | null)[] {
  const maximum = Math.max(...values.values());
  if (!(maximum > 0)) return [];
  const open = new Set([...values].filter(([, value]) => value >= share * maximum).map(([key]) => key));
  const found: { pixels: number; box: Box }[] = [];
  for (const key of open) {
    const stack = [key];
    open.delete(key);
    const [xs, ys]: [number[], number[]] = [[], []];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = at.split(' ').map(Number) as [number, number];
      xs.push(x);
      ys.push(y);
      for (const dx of [-1, 0, 1])
        for (const dy of [-1, 0, 1])
          if (open.delete(`${x + dx} ${y + dy}`)) stack.push(`${x + dx} ${y + dy}`);
    }
    const box: Box = [
      Math.max(Math.min(...xs), 0),
      Math.max(Math.min(...ys), 0),
      Math.min(Math.max(...xs) + 1, picture.width),
      Math.min(Math.max(...ys) + 1, picture.height),
    ];
    found.push({ pixels: xs.length, box });
  }
  const visible = ([x0, y0, x1, y1]: Box) => x1 > x0 && y1 > y0;
  return found.toSorted((a, b) => b.pixels - a.pixels).map(({ box }) => (visible(box) ? box : null));
}

function valuesOf(map: Float32Array, h: number, w: number, area: InputArea): Map<string, number> {
  const values = new Map<string, number>();
  // Row by row, so that components are found in raster order.
  for (let y = area.top; y < area.top + area.height; y++)
    for (let x = area.left; x < area.left + area.width; x++)
      values.set(`${x} ${y}`, valueAt(map, h, w, area, x, y));
  return values;
}

test('the box is that of the definition on the picture itself', { timeout: 120_000 }, () => {
  const policy = findPolicy('paper-20')!;
  fc.assert(
    fc.property(scene, ({ picture, input, resize, cropShare, h, w, map }) => {
      const area = inputArea(picture, input, { resize, cropShare });
      const stored = { classes: [3], maps: map, mapHeight: h, mapWidth: w, ...picture };
      const expected = boxesAt(valuesOf(fromHalf(map), h, w, area), 0.2, picture)[0] ?? null;
      expect(drawAll(stored, area, 1, policy)).toEqual({
        boxes: [expected],
        guesses: [{ label: 3, box: expected }],
      });
    }),
    { numRuns: 150 },
  );
});

test('squash is the whole picture, bit for bit as without an area', () => {
  fc.assert(
    fc.property(size(4000), size(512), (picture, input) => {
      expect(inputArea(picture, input, { resize: 'squash' })).toEqual({ left: 0, top: 0, ...picture });
    }),
  );
});

test('figures judge the boxes in the same place', { timeout: 120_000 }, () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(scene, share, share, ({ picture, input, resize, cropShare, h, w, map }, u, v) => {
      const area = inputArea(picture, input, { resize, cropShare });
      const truth: Box = [
        Math.floor((u * picture.width) / 2),
        Math.floor((v * picture.height) / 2),
        picture.width,
        picture.height,
      ];
      const raw = fromHalf(map);
      const evaluation = evaluateImage({
        ranked: [3],
        guesses: [],
        drawn: new Map([[3, null]]),
        maps: new Map([[3, raw]]),
        mapHeight: h,
        mapWidth: w,
        labels: [3],
        boxes: [{ box: truth, label: 3 }],
        view: area,
        ...picture,
      });
      const values = valuesOf(raw, h, w, area);
      const right = (box: Box | null) => box !== null && iou(box, truth) >= 0.5;
      for (const index of [0, 100, 200, 500, 900]) {
        const boxes = boxesAt(values, index / gridSize, picture);
        expect(hitsOf(evaluation, 'any50')[index], `any at ${index}`).toBe(Number(boxes.some(right)));
        expect(hitsOf(evaluation, 'largest50')[index], `largest at ${index}`).toBe(
          Number(right(boxes[0] ?? null)),
        );
      }
      const maximum = Math.max(...values.values());
      const [peak] = [...values].find(([, value]) => value === maximum)!;
      const [x, y] = peak.split(' ').map(Number) as [number, number];
      const inside = x >= truth[0] && x < truth[2] && y >= truth[1] && y < truth[3];
      expect(evaluation.pointed).toBe(Number(maximum > 0 && inside));
    }),
    { numRuns: 60 },
  );
});
