// A constant of the graph as numbers: decoded from a tensor of the file.
import type { TensorProto } from './generated/onnx_pb.js';
import { halfToNumber } from './half-precision.js';
import { tensorType } from './tensor-type.js';

/** A constant: its shape, the ONNX element type it had in the file and its values in row-major order. */
export interface Constant {
  readonly dims: readonly number[];
  readonly type: number;
  readonly values: ArrayLike<number>;
}

/** How many elements a shape holds; 1 for a scalar. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Decodes float32, float16, double, int32 and int64 tensors; null for other types. Lengths were checked by `checkTensor`. */
export function decodeTensor(tensor: TensorProto): Constant | null {
  const values = tensor.rawData.length > 0 ? fromRawData(tensor) : fromTypedFields(tensor);
  if (values === null) return null;
  return { dims: tensor.dims.map(Number), type: tensor.dataType, values };
}

function fromRawData(tensor: TensorProto): ArrayLike<number> | null {
  // A copy, since a typed array must start at a multiple of its element size; not by slice(), which of a Node Buffer gives a view.
  // ONNX is little-endian, as is every platform of ours.
  const { buffer } = new Uint8Array(tensor.rawData);
  switch (tensor.dataType) {
    case tensorType.float:
      return new Float32Array(buffer);
    case tensorType.float16:
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case tensorType.double:
      return new Float64Array(buffer);
    case tensorType.int32:
      return new Int32Array(buffer);
    case tensorType.int64:
      return Array.from(new BigInt64Array(buffer), Number);
    default:
      return null;
  }
}

function fromTypedFields(tensor: TensorProto): ArrayLike<number> | null {
  switch (tensor.dataType) {
    case tensorType.float:
      return Float32Array.from(tensor.floatData);
    case tensorType.float16:
      return Float32Array.from(tensor.int32Data, halfToNumber);
    case tensorType.double:
      return Float64Array.from(tensor.doubleData);
    case tensorType.int32:
      return Int32Array.from(tensor.int32Data);
    case tensorType.int64:
      return tensor.int64Data.map(Number);
    default:
      return null;
  }
}
