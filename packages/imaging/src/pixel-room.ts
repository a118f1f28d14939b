/** Room for pictures in libvips: a progressive JPEG takes six bytes a pixel while it is read, an interlaced PNG up to eight. */
import { Semaphore } from 'async-mutex';
import type { Size } from './size.js';

const pixelsAUnit = 1e6;

/** Runs what reads a picture of this size as soon as there is room for all of its pixels. */
export type PixelRoom = <T>(size: Size, read: () => Promise<T>) => Promise<T>;

/** `pixelsMax` at a time, in one picture or in many; a larger one is read alone. */
export function createPixelRoom(pixelsMax: number): PixelRoom {
  const units = Math.ceil(pixelsMax / pixelsAUnit);
  const room = new Semaphore(units);
  return ({ width, height }, read) =>
    room.runExclusive(read, Math.min(Math.ceil((width * height) / pixelsAUnit), units));
}
