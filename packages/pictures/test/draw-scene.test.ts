/** Scenes: the same every time, and as they are promised. */
import { describe, expect, it } from 'vitest';
import { drawScene } from '../src/index.js';
import { drawing, square } from './drawings.js';

const drawings = [
  [square(0)],
  [drawing(1, (x, y) => Math.hypot(x - 0.5, y - 0.5) < 0.45), square(1)],
  [drawing(2, (x, y) => y > x)],
  [drawing(3, (x) => x < 0.4)],
  [drawing(4, (x, y) => x + y < 1)],
];
const scenes = Array.from({ length: 60 }, (_, seed) => drawScene(seed, drawings));

describe('a scene', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(drawScene(3, drawings)).toEqual(scenes[3]);
    expect(drawScene(4, drawings).pixels).not.toEqual(scenes[3]!.pixels);
  });

  it('shows one to four objects of different classes, each at least by half', () => {
    for (const { objects } of scenes) {
      const labels = objects.map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
      for (const { visible } of objects) expect(visible).toBeGreaterThanOrEqual(0.5);
    }
    expect(new Set(scenes.map(({ objects }) => objects.length))).toEqual(new Set([1, 2, 3, 4]));
    expect(new Set(scenes.flatMap(({ objects }) => objects.map(({ label }) => label))).size).toBe(5);
  });

  it('has whole boxes inside the picture', () => {
    for (const { width, height, objects, pixels } of scenes) {
      expect(pixels).toHaveLength(3 * width * height);
      for (const { box } of objects) {
        const [x0, y0, x1, y1] = box;
        expect(box.every(Number.isInteger)).toBe(true);
        expect(0 <= x0 && x0 < x1 && x1 <= width && 0 <= y0 && y0 < y1 && y1 <= height).toBe(true);
      }
    }
  });

  it('shows the object where its box is: the picture changes there with the drawing, and nowhere else', () => {
    // A drawing that is all edge pixels is none: opaque or nothing, so that the box holds all that changes but its rim.
    const blue = (lists: typeof drawings) =>
      lists.map((list) =>
        list.map((one) => ({
          ...one,
          levels: one.levels.map(({ side, pixels }) => ({
            side,
            pixels: pixels.map((value, at) => (at % 4 === 2 ? pixels[at - 2]! : at % 4 === 0 ? 0 : value)),
          })),
        })),
      );
    const scene = scenes.find(({ objects }) => objects.length === 1)!;
    const other = drawScene(scenes.indexOf(scene), blue(drawings));
    const changed = { left: scene.width, top: scene.height, right: 0, bottom: 0 };
    for (let at = 0; at < scene.pixels.length; at += 1) {
      if (Math.abs(scene.pixels[at]! - other.pixels[at]!) < 2) continue;
      const [x, y] = [Math.floor(at / 3) % scene.width, Math.floor(at / 3 / scene.width)];
      changed.left = Math.min(changed.left, x);
      changed.right = Math.max(changed.right, x + 1);
      changed.top = Math.min(changed.top, y);
      changed.bottom = Math.max(changed.bottom, y + 1);
    }
    const [x0, y0, x1, y1] = scene.objects[0]!.box;
    const gaps = [changed.left - x0, changed.top - y0, changed.right - x1, changed.bottom - y1];
    for (const gap of gaps) expect(Math.abs(gap)).toBeLessThanOrEqual(2);
  });
});
