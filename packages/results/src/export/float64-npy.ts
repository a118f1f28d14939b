/** NumPy's file format for one array of float64: the header says type and shape, the numbers follow. */

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Of magic, version and the header's own length, in bytes. */
const preambleBytes = 10;
/** NumPy aligns the numbers to this, in bytes. */
const alignment = 64;

/** Format 1.0, little-endian, C order. @param values the numbers of an array of this shape, the last axis fastest */
export function float64Npy(values: Float64Array, shape: readonly number[]): Uint8Array {
  const items = shape.reduce((product, side) => product * side, 1);
  if (items !== values.length) throw new RangeError(`${values.length} numbers are no array of ${shape}`);
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.map((side) => `${side},`).join(' ')}), }`;
  const bare = preambleBytes + header.length + 1;
  const start = Math.ceil(bare / alignment) * alignment;
  const bytes = new Uint8Array(start + 8 * values.length);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  bytes.set([1, 0], magic.length);
  view.setUint16(preambleBytes - 2, start - preambleBytes, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(start - preambleBytes - 1)}\n`), preambleBytes);
  for (let i = 0; i < values.length; i++) view.setFloat64(start + 8 * i, values[i]!, true);
  return bytes;
}
