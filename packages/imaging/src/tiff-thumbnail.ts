/** Raw photographs (DNG, NEF, ARW, CR2) are TIFFs whose first picture is a thumbnail, which a decoder of TIFF would take for all. */

const [little, big] = [0x49, 0x4d];
const newSubfileType = 254;
/** Of that tag: the picture is a smaller version of another one in the file. */
const isReduced = 1;

/** By the header and the first directory alone. TIFF 6.0, sections 2 and 8. */
export function beginsWithThumbnail(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16 || (bytes[0] !== little && bytes[0] !== big)) return false;
  const least = bytes[0] === little;
  // Canon's mark, in the header.
  if (bytes[8] === 0x43 && bytes[9] === 0x52 && bytes[10] === 2) return true;
  const directory = view.getUint32(4, least);
  if (directory + 2 > bytes.length) return false;
  const entries = view.getUint16(directory, least);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > bytes.length) return false;
    if (view.getUint16(at, least) === newSubfileType)
      return (view.getUint32(at + 8, least) & isReduced) !== 0;
  }
  return false;
}
