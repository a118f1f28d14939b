import fc from 'fast-check';

/** A map and the image it is stretched over. */
export type Case = {
  readonly map: Float32Array;
  readonly h: number;
  readonly w: number;
  readonly width: number;
  readonly height: number;
};

const side = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 2, arbitrary: fc.integer({ min: 9, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, 64) },
);
const pixels = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 120 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, 3, 7, 14, 224, 333) },
);

/** How the values of a map come about; `at` is a small generator of integers 0..999 that repeats under shrinking. */
const kinds: Record<string, (y: number, x: number, at: () => number) => number> = {
  real: (_y, _x, at) => (at() - 450) / 77.7,
  smallIntegers: (_y, _x, at) => (at() % 7) - 2,
  binary: (_y, _x, at) => at() % 2,
  constant: () => 0.3,
  zero: () => 0,
  negative: (_y, _x, at) => -1 - at() / 10,
  checkerboard: (y, x) => ((x + y) % 2 === 0 ? 5 : 0),
  signedCheckerboard: (y, x) => ((x + y) % 2 === 0 ? 1 : -1),
  slope: (y, x) => x * 0.1 - y * 0.1,
  peak: (y, x, at) => 10 / (1 + (x - 3) ** 2 + (y - 3) ** 2) + at() / 3000,
  nearlyFlat: (_y, _x, at) => Math.fround(0.1) + (at() % 3) * 2 ** -27,
  wide: (_y, _x, at) => (at() - 500) * 10 ** ((at() % 60) - 30),
};

const built = (
  kind: string,
  seed: number,
  [h, w, height, width]: readonly [number, number, number, number],
): Case => {
  let state = seed;
  const at = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % 1000;
  };
  const map = Float32Array.from({ length: h * w }, (_, i) => kinds[kind]!(Math.floor(i / w), i % w, at));
  return { map, h, w, width, height };
};

/** Maps of mixed sizes and kinds, many with ties, over images smaller and larger than they are. */
export const arbitraryCase: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...Object.keys(kinds)), fc.nat(), fc.tuple(side, side, pixels, pixels))
  .map(([kind, seed, sizes]) => built(kind, seed, sizes));

const allRuns = Number(process.env.CAMFLEET_PROPERTY_RUNS ?? 3000);
if (!Number.isInteger(allRuns) || allRuns < 1) throw new RangeError('CAMFLEET_PROPERTY_RUNS: a whole number');
/**
 * Runs of a property, a `divisor`th of all where one run is dear. Each night all are 100 000:
 * CAMFLEET_PROPERTY_RUNS=100000 npx vitest run packages/cam. Whole, since fast-check never ends at a fraction.
 */
export const propertyRuns = (divisor = 1): number => Math.ceil(allRuns / divisor);
/** A dense image a run takes its time: on two busy cores 100 000 of them took 20 minutes. */
export const propertyTimeoutMs = 60_000 + 36 * allRuns;
