/** Procedural backgrounds: a shaded, noisy ground with shapes of all kinds on it, none of them an object. */
import { fromHsl } from './hue.js';
import type { Random } from './random.js';
import type { Colour, Raster } from './raster.js';

/** Fills the raster: gradient and noise, then 6 to 30 shapes. */
export function paintClutter(raster: Raster, random: Random): void {
  paintGround(raster, random);
  const shapes = 6 + random.whole(25);
  for (let shape = 0; shape < shapes; shape += 1) paintShape(raster, random);
}

function anyColour(random: Random): Colour {
  return fromHsl(random.between(0, 1), random.between(0, 0.9), random.between(0.12, 0.92));
}

/** A gradient between two colours at any angle, plus noise that is smooth over cells of 6 to 60 pixels. */
function paintGround({ width, height, pixels }: Raster, random: Random): void {
  const [from, to] = [anyColour(random), anyColour(random)];
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [Math.cos(angle) / width, Math.sin(angle) / height];
  const cell = random.between(6, 60);
  const strength = random.between(0, 70);
  const columns = Math.ceil(width / cell) + 2;
  const knots = Float32Array.from({ length: columns * (Math.ceil(height / cell) + 2) }, () =>
    random.between(-0.5, 0.5),
  );
  for (let y = 0, at = 0; y < height; y += 1) {
    const row = Math.floor(y / cell);
    const down = y / cell - row;
    for (let x = 0; x < width; x += 1, at += 3) {
      const column = Math.floor(x / cell);
      const across = x / cell - column;
      const knot = row * columns + column;
      const above = knots[knot]! + (knots[knot + 1]! - knots[knot]!) * across;
      const below = knots[knot + columns]! + (knots[knot + columns + 1]! - knots[knot + columns]!) * across;
      const noise = strength * (above + (below - above) * down);
      const share = 0.5 + (x - width / 2) * dx + (y - height / 2) * dy;
      for (let channel = 0; channel < 3; channel += 1)
        pixels[at + channel] = from[channel]! + (to[channel]! - from[channel]!) * share + noise;
    }
  }
}

/** How far a point lies outside a shape of half extents (w, h) about the origin, roughly in pixels; negative inside. */
type Distance = (x: number, y: number, w: number, h: number) => number;

const ellipse: Distance = (x, y, w, h) =>
  (Math.sqrt((x * x) / (w * w) + (y * y) / (h * h)) - 1) * Math.min(w, h);
const rectangle: Distance = (x, y, w, h) => Math.max(Math.abs(x) - w, Math.abs(y) - h);
const triangle: Distance = (x, y, w, h) => Math.max(y - h, (Math.abs(x) / w - (y + h) / (2 * h)) * w * 0.9);
const ring: Distance = (x, y, w, h) => Math.abs(ellipse(x, y, w, h)) - 0.12 * Math.min(w, h) - 1;
const frame: Distance = (x, y, w, h) => Math.abs(rectangle(x, y, w, h)) - 0.1 * Math.min(w, h) - 1;
const bar: Distance = (x, y, w, h) => rectangle(x, y, w, 0.08 * h + 1);
const distances = [ellipse, rectangle, triangle, ring, frame, bar] as const;

/** How much of the second colour a point of a shape shows, 0..1, on a pattern of this period. */
type Pattern = (x: number, y: number, period: number) => number;
const patterns: readonly Pattern[] = [
  () => 0,
  () => 0,
  (x, _y, period) => (Math.sin(x / period) > 0 ? 1 : 0),
  (x, y, period) => (Math.sin(x / period) * Math.sin(y / period) > 0 ? 1 : 0),
  (x, y, period) => (Math.sin(x / period) + Math.sin(y / period) > 1 ? 1 : 0),
  (_x, y, period) => 0.5 + 0.5 * Math.sin(y / period / 4),
];

function paintShape({ width, height, pixels }: Raster, random: Random): void {
  const [distance, pattern] = [random.pick(distances), random.pick(patterns)];
  const scale = Math.min(width, height);
  const [w, h] = [random.between(0.03, 0.28) * scale, random.between(0.03, 0.28) * scale];
  const [cx, cy] = [random.between(0, width), random.between(0, height)];
  const angle = random.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [one, two] = [anyColour(random), anyColour(random)];
  const [opacity, period] = [random.between(0.35, 1), random.between(1.5, 8)];
  const reach = Math.hypot(w, h) * 1.2 + 2;
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y += 1) {
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x += 1) {
      const px = (x - cx) * cos + (y - cy) * sin;
      const py = (y - cy) * cos - (x - cx) * sin;
      const covered = Math.min(1, 0.5 - distance(px, py, w, h));
      if (covered <= 0) continue;
      const at = 3 * (y * width + x);
      const share = pattern(px, py, period);
      for (let channel = 0; channel < 3; channel += 1) {
        const own = one[channel]! + (two[channel]! - one[channel]!) * share;
        pixels[at + channel]! += (own - pixels[at + channel]!) * opacity * covered;
      }
    }
  }
}
