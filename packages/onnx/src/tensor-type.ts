// The element types of ONNX tensors that we meet, by their number in the file format, and their width in bytes.

/** ONNX element type numbers. */
export const tensorType = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;

/** Bytes an element takes in `raw_data`; types that are absent (strings, 4-bit and 8-bit floats) are not checked for length. */
export const tensorTypeBytes: ReadonlyMap<number, number> = new Map([
  [tensorType.float, 4],
  [tensorType.uint8, 1],
  [tensorType.int8, 1],
  [tensorType.uint16, 2],
  [tensorType.int16, 2],
  [tensorType.int32, 4],
  [tensorType.int64, 8],
  [tensorType.bool, 1],
  [tensorType.float16, 2],
  [tensorType.double, 8],
  [tensorType.uint32, 4],
  [tensorType.uint64, 8],
  [tensorType.bfloat16, 2],
]);

/** The type's name as a reader knows it, for messages. */
export function tensorTypeName(type: number): string {
  const found = Object.entries(tensorType).find(([, number]) => number === type);
  return found === undefined ? `element type ${type}` : found[0];
}
