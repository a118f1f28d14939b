// Whether a tensor holds as many values as its shape says: the sign of a file that was cut or never was ONNX.
import { elementCount } from './constant.js';
import type { TensorProto } from './generated/onnx_pb.js';
import { ModelRefused } from './model-refused.js';
import { tensorType, tensorTypeBytes } from './tensor-type.js';

/** Throws ModelRefused `truncated` where values are missing. Weights of another file have been taken in before. */
export function checkTensor(tensor: TensorProto): void {
  const expected = elementCount(tensor.dims.map(Number));
  const present = storedCount(tensor);
  if (present === null) return;
  if (
    !Number.isSafeInteger(expected) ||
    expected < 0 ||
    tensor.dims.some((dim) => dim < 0n) ||
    present !== expected
  ) {
    throw new ModelRefused(
      'truncated',
      `${tensorName(tensor)} should hold ${expected} values (shape ${tensor.dims.join('×')}) but ${present} are stored. Copy or export the file again.`,
    );
  }
}

/** A tensor for messages. */
export function tensorName({ name }: TensorProto): string {
  return name === '' ? 'A constant' : `Tensor "${name}"`;
}

/** How many elements are stored; null for element types whose packing we do not know. */
function storedCount(tensor: TensorProto): number | null {
  const bytes = tensorTypeBytes.get(tensor.dataType);
  if (bytes === undefined) return null;
  if (tensor.rawData.length > 0) return tensor.rawData.length / bytes;
  switch (tensor.dataType) {
    case tensorType.float:
      return tensor.floatData.length;
    case tensorType.double:
      return tensor.doubleData.length;
    case tensorType.int64:
      return tensor.int64Data.length;
    case tensorType.uint32:
    case tensorType.uint64:
      return tensor.uint64Data.length;
    default:
      return tensor.int32Data.length;
  }
}
