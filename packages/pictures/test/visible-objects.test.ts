/** Boxes of scenes, against places where they can be counted by hand. */
import { describe, expect, it } from 'vitest';
import { visibleObjects } from '../src/visible-objects.js';
import { drawing, placed, square } from './drawings.js';

describe('the box of an object', () => {
  it('is where the object is', () => {
    const [one] = visibleObjects([placed({ drawing: square(7), x: 50, y: 40, size: 20 })], 100, 80);
    expect(one).toEqual({ label: 7, box: [40, 30, 60, 50], visible: 1 });
  });

  it('is tight around what is opaque, whatever lies about it in the drawing', () => {
    const corner = drawing(0, (x, y) => x < 0.5 && y < 0.25);
    const [one] = visibleObjects([placed({ drawing: corner, x: 50, y: 50, size: 32 })], 100, 100);
    expect(one!.box).toEqual([34, 42, 66, 58]);
  });

  it('turns and mirrors with the object', () => {
    // A bar with a foot to the right, 2 high and 1 wide.
    const bar = drawing(0, (x, y) => x < 0.25 || (x < 0.5 && y > 0.75));
    const upright = { drawing: bar, x: 50, y: 50, size: 40 };
    const box = (own: object) => visibleObjects([placed({ ...upright, ...own })], 100, 100)[0]!.box;
    expect(box({})).toEqual([40, 30, 60, 70]);
    expect(box({ mirrored: true })).toEqual([40, 30, 60, 70]);
    expect(box({ angle: Math.PI / 2 })).toEqual([30, 40, 70, 60]);
    // In front of the lower right quarter: only there the foot can be told from its mirror image.
    const front = placed({ drawing: square(1), x: 55, y: 50, size: 10, stretch: 1 / 25 });
    const seen = (own: object) =>
      visibleObjects([placed({ ...upright, ...own }), front], 100, 100)[0]!.visible;
    expect(seen({ mirrored: true })).not.toBeCloseTo(seen({}), 2);
  });

  it('ends where another object is in front, and where the picture ends', () => {
    const back = placed({ drawing: square(0), x: 50, y: 50, size: 20 });
    const front = placed({ drawing: square(1), x: 40, y: 50, size: 20 });
    const [behind, before] = visibleObjects([back, front], 100, 100);
    expect(behind).toEqual({ label: 0, box: [50, 40, 60, 60], visible: 0.5 });
    expect(before).toEqual({ label: 1, box: [30, 40, 50, 60], visible: 1 });
    const [cut] = visibleObjects([placed({ drawing: square(0), x: 0, y: 95, size: 20 })], 100, 100);
    expect(cut).toEqual({ label: 0, box: [0, 85, 10, 100], visible: 0.375 });
  });

  it('stretches at equal area', () => {
    const wide = placed({ drawing: square(0), x: 50, y: 50, size: 20, stretch: 4 });
    expect(visibleObjects([wide], 100, 100)[0]!.box).toEqual([30, 45, 70, 55]);
  });
});
