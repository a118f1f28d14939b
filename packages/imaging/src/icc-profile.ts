/** Colour profiles made of primaries and curves: what most cameras, screens and editors write. */

/** Light of a stored value, both 0..1. */
type Curve = (value: number) => number;

export interface IccProfile {
  /** X, Y and Z under D50 of full red, full green, full blue. */
  readonly primaries: readonly (readonly [number, number, number])[];
  /** Of red, green and blue. */
  readonly curves: readonly Curve[];
}

/** An RGB profile of primaries and curves; null for one of another kind and one that cannot be read. */
export function readIccProfile(profile: Uint8Array): IccProfile | null {
  try {
    return read(new DataView(profile.buffer, profile.byteOffset, profile.byteLength));
  } catch (error) {
    // It ends too early.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function read(view: DataView): IccProfile | null {
  if (ascii(view, 16) !== 'RGB ' || ascii(view, 20) !== 'XYZ ') return null;
  const tags = readTags(view);
  // A table of colours overrules primaries and curves.
  if (['A2B0', 'A2B1', 'D2B0', 'D2B1'].some((name) => tags.has(name))) return null;
  const places = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'].map((name) => tags.get(name) ?? 0);
  if (places.includes(0)) return null;
  const primaries = places.slice(0, 3).map((at) => {
    const value = (i: number) => fixed(view, at + 8 + 4 * i);
    return [value(0), value(1), value(2)] as const;
  });
  const curves = places.slice(3).map((at) => readCurve(view, at));
  return curves.includes(null) ? null : { primaries, curves: curves as Curve[] };
}

/** Offsets by name. */
function readTags(view: DataView): Map<string, number> {
  const tags = new Map<string, number>();
  const count = Math.min(view.getUint32(128), 100);
  for (let i = 0; i < count; i++) tags.set(ascii(view, 132 + 12 * i), view.getUint32(136 + 12 * i));
  return tags;
}

function ascii(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/** s15Fixed16Number. */
function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65_536;
}

/** curveType and parametricCurveType of ICC.1. */
function readCurve(view: DataView, at: number): Curve | null {
  const kind = ascii(view, at);
  if (kind === 'curv') return readSamples(view, at);
  if (kind !== 'para') return null;
  const form = view.getUint16(at + 8);
  const counts = [1, 3, 4, 5, 7];
  if (form >= counts.length) return null;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: counts[form]! }, (_, i) =>
    fixed(view, at + 12 + 4 * i),
  );
  // Forms 1 and 2 begin where a·x + b becomes positive; 2 adds c everywhere.
  if (form === 0) return (x) => x ** g;
  if (form === 1) return (x) => (x >= -b / a ? (a * x + b) ** g : 0);
  if (form === 2) return (x) => (x >= -b / a ? (a * x + b) ** g + c : c);
  return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
}

function readSamples(view: DataView, at: number): Curve | null {
  const count = view.getUint32(at + 8);
  if (count === 0) return (x) => x;
  if (count === 1) {
    const gamma = view.getUint16(at + 12) / 256;
    return (x) => x ** gamma;
  }
  if (count > 65_536 || at + 12 + 2 * count > view.byteLength) return null;
  const sample = (i: number) => view.getUint16(at + 12 + 2 * i) / 65_535;
  return (x) => {
    const place = x * (count - 1);
    const below = Math.min(Math.floor(place), count - 2);
    return sample(below) + (sample(below + 1) - sample(below)) * (place - below);
  };
}
