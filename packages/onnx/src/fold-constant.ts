// The value of a tensor that does not depend on the image: initializers, Constant nodes, and the few operators exporters put on weights.
import { intAttribute, intsAttribute } from './attributes.js';
import { type Constant, decodeTensor, elementCount } from './constant.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type GraphView, operatorOf } from './graph-view.js';
import { tensorType } from './tensor-type.js';

/** The constant behind a tensor name; null where it depends on an input, or on an operator that is not folded. */
export function foldConstant(view: GraphView, name: string): Constant | null {
  const tensor = view.initializers.get(name);
  if (tensor !== undefined) return decodeTensor(tensor);
  const node = view.producers.get(name);
  if (node === undefined) return null;
  if (operatorOf(node) === 'Constant') return constantNode(node);
  const input = foldable.has(operatorOf(node)) ? foldConstant(view, node.input[0] ?? '') : null;
  return input === null ? null : apply(view, node, input);
}

const foldable = new Set(['Identity', 'Cast', 'Transpose', 'Reshape', 'Flatten', 'Squeeze']);

function apply(view: GraphView, node: NodeProto, input: Constant): Constant | null {
  switch (operatorOf(node)) {
    case 'Identity':
      return input;
    case 'Cast': {
      const type = intAttribute(node, 'to', 0);
      return type === input.type || type === tensorType.float ? { ...input, type } : null;
    }
    case 'Transpose':
      return transpose(
        input,
        intsAttribute(node, 'perm') ?? input.dims.map((_, axis) => input.dims.length - 1 - axis),
      );
    case 'Reshape': {
      const shape = foldConstant(view, node.input[1] ?? '');
      return shape === null ? null : reshape(input, Array.from(shape.values));
    }
    case 'Flatten':
      return flatten(input, intAttribute(node, 'axis', 1));
    case 'Squeeze':
      return { ...input, dims: input.dims.filter((dim) => dim !== 1) };
    default:
      return null;
  }
}

function constantNode(node: NodeProto): Constant | null {
  const [value] = node.attribute;
  switch (value?.name) {
    case 'value':
      return value.t === undefined ? null : decodeTensor(value.t);
    case 'value_int':
      return { dims: [], type: tensorType.int64, values: [Number(value.i)] };
    case 'value_ints':
      return { dims: [value.ints.length], type: tensorType.int64, values: value.ints.map(Number) };
    case 'value_float':
      return { dims: [], type: tensorType.float, values: [value.f] };
    case 'value_floats':
      return { dims: [value.floats.length], type: tensorType.float, values: value.floats };
    default:
      return null;
  }
}

function transpose(input: Constant, perm: readonly number[]): Constant | null {
  const [rows, columns] = input.dims;
  if (perm.every((axis, position) => axis === position)) return input;
  if (rows === undefined || columns === undefined || input.dims.length !== 2) return null;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      values[column * rows + row] = input.values[row * columns + column] ?? 0;
  }
  return { dims: [columns, rows], type: input.type, values };
}

function reshape(input: Constant, shape: readonly number[]): Constant {
  const copied = shape.map((dim, axis) => (dim === 0 ? (input.dims[axis] ?? 0) : dim));
  const rest = elementCount(input.dims) / elementCount(copied.filter((dim) => dim !== -1));
  return { ...input, dims: copied.map((dim) => (dim === -1 ? rest : dim)) };
}

function flatten(input: Constant, axis: number): Constant {
  const rows = elementCount(input.dims.slice(0, axis));
  return { ...input, dims: [rows, elementCount(input.dims) / rows] };
}
