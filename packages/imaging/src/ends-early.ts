/** Whether a file is shorter than it says it is, for the kinds whose decoder does not tell that from other damage. */
import type { PictureKind } from './picture-kind.js';

export function endsEarly(bytes: Uint8Array, kind: PictureKind): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === 'PNG') return pngEndsEarly(view);
  if (kind === 'WebP') return view.byteLength < 8 || view.getUint32(4, true) + 8 > view.byteLength;
  // A TIFF's directory usually stands at the end, where its header points.
  if (kind === 'TIFF') {
    const little = view.byteLength < 8 || view.getUint8(0) === 0x49;
    return view.byteLength < 8 || view.getUint32(4, little) >= view.byteLength;
  }
  return false;
}

/** Chunks are length (4 bytes), name (4), data and checksum (4); IEND is the last and is 12 bytes in all. */
function pngEndsEarly(view: DataView): boolean {
  const end = 0x49454e44;
  for (let offset = 8; offset + 12 <= view.byteLength; offset += 12 + view.getUint32(offset)) {
    if (view.getUint32(offset + 4) === end) return false;
  }
  return true;
}
