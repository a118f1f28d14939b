/** Whether a colour profile says what is assumed without one. */
import { type IccProfile, readIccProfile } from './icc-profile.js';

/** sRGB's primaries under D50 (IEC 61966-2-1, adapted by Bradford's transform): X, Y and Z of red, green and blue. */
const primaries = [
  [0.4360747, 0.2225045, 0.0139322],
  [0.3850649, 0.7168786, 0.0971045],
  [0.1430804, 0.0606169, 0.7141733],
] as const;

/** Places at which curves are looked at: 0, 1/32, … 1. */
const probes = Array.from({ length: 33 }, (_, i) => i / 32);

/** A quarter of a step of 1/255, where the curve is steepest. */
const tolerance = 0.001;

/** False, too, for a profile of another kind than primaries and curves, and for one that cannot be read. */
export function isSrgb(profile: Uint8Array): boolean {
  const icc = readIccProfile(profile);
  return icc !== null && hasPrimaries(icc) && icc.curves.every(isCurve);
}

function hasPrimaries(icc: IccProfile): boolean {
  return icc.primaries.every((xyz, i) =>
    xyz.every((value, axis) => Math.abs(value - primaries[i]![axis]!) < tolerance),
  );
}

function isCurve(curve: (value: number) => number): boolean {
  return probes.every((x) => Math.abs(curve(x) - lightOf(x)) < tolerance);
}

function lightOf(srgb: number): number {
  return srgb <= 0.04045 ? srgb / 12.92 : ((srgb + 0.055) / 1.055) ** 2.4;
}
