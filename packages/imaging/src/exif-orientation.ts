/** The orientation in an EXIF block. */

const orientationTag = 0x0112;
const shortType = 3;

/**
 * `tiff`: the block from its byte order on. 1 to 8, 1 where it says nothing; null where the block is out of order or the
 * value is no orientation, for a more patient reader.
 */
export function exifOrientation(tiff: Uint8Array): number | null {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 8) return null;
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if (!little && order !== 0x4d4d) return null;
  if (view.getUint16(2, little) !== 42) return null;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return null;
  const entries = view.getUint16(directory, little);
  if (directory + 2 + entries * 12 > view.byteLength) return null;
  const found: number[] = [];
  for (let entry = directory + 2; entry < directory + 2 + entries * 12; entry += 12) {
    if (view.getUint16(entry, little) !== orientationTag) continue;
    const isOneShort =
      view.getUint16(entry + 2, little) === shortType && view.getUint32(entry + 4, little) === 1;
    found.push(isOneShort ? view.getUint16(entry + 8, little) : 0);
  }
  if (found.length === 0) return 1;
  const [value] = found;
  return found.length === 1 && value! >= 1 && value! <= 8 ? value! : null;
}
