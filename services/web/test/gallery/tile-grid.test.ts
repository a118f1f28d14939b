import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  placeOf,
  scrollTopAt,
  scrollTopToShow,
  tileGrid,
  tilesOnScreen,
} from '../../src/gallery/tile-grid.js';

const looks = { tileWidthMin: 180, gap: 10, aspect: 1, captionHeight: 44 };
const scene = fc
  .record({
    total: fc.integer({ min: 1, max: 3_000_000 }),
    width: fc.integer({ min: 150, max: 2_600 }),
    height: fc.integer({ min: 200, max: 1_500 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    tile: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
  })
  .map(({ total, width, height, share, tile }) => {
    const grid = tileGrid(total, width, looks);
    const scrollTop = share * Math.max(0, grid.scrollHeight - height);
    return { grid, screen: { scrollTop, height }, index: Math.floor(tile * total) };
  });

test('a tile is among those on the screen exactly where its place is', () => {
  fc.assert(
    fc.property(scene, ({ grid, screen, index }) => {
      const { first, end } = tilesOnScreen(grid, screen, 0);
      const { y } = placeOf(grid, index, screen);
      const isSeen = y < screen.scrollTop + screen.height - 1 && y + grid.tileHeight > screen.scrollTop + 1;
      if (isSeen) expect(index >= first && index < end).toBe(true);
      const isFar =
        y > screen.scrollTop + screen.height + 1 || y + grid.tileHeight + grid.gap < screen.scrollTop - 1;
      if (isFar) expect(index >= first && index < end).toBe(false);
    }),
  );
});

test('tiles of one row stand side by side within the width, and rows below each other', () => {
  fc.assert(
    fc.property(scene, ({ grid, screen, index }) => {
      const here = placeOf(grid, index, screen);
      const under = placeOf(grid, index + grid.columns, screen);
      expect(under.x).toBe(here.x);
      expect(under.y - here.y).toBeCloseTo(grid.tileHeight + grid.gap, 5);
      expect((here.x - grid.gap) % (grid.tileWidth + grid.gap)).toBe(0);
    }),
  );
});

test('whichever tile is to be shown, the scroll bar has a place that shows it whole', () => {
  fc.assert(
    fc.property(scene, ({ grid, screen, index }) => {
      for (const scrollTop of [
        scrollTopToShow(grid, index, screen),
        scrollTopAt(grid, index, screen.height),
      ]) {
        expect(scrollTop).toBeGreaterThanOrEqual(0);
        expect(scrollTop).toBeLessThanOrEqual(Math.max(0, grid.scrollHeight - screen.height) + 1e-6);
        const { y } = placeOf(grid, index, { ...screen, scrollTop });
        if (grid.tileHeight + 2 * grid.gap > screen.height) continue;
        expect(y - scrollTop).toBeGreaterThanOrEqual(-1e-3);
        expect(y + grid.tileHeight).toBeLessThanOrEqual(scrollTop + screen.height + 1e-3);
      }
    }),
  );
});

test('a tile that is whole on the screen does not move it', () => {
  const grid = tileGrid(10_000, 1_000, looks);
  const screen = { scrollTop: 5_000, height: 900 };
  const { first } = tilesOnScreen(grid, screen, -1);
  expect(scrollTopToShow(grid, first, screen)).toBe(5_000);
});

test('an empty list has no tiles, and a narrow screen one column', () => {
  expect(tilesOnScreen(tileGrid(0, 900, looks), { scrollTop: 0, height: 700 }, 2)).toEqual({
    first: 0,
    end: 0,
  });
  expect(tileGrid(5, 90, looks)).toMatchObject({ columns: 1, tileWidth: 70 });
});
