// The pieces that are added to a graph: nodes, constants and declared tensors, all under a prefix of our own.
import { create } from '@bufbuild/protobuf';
import {
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../generated/onnx_pb.js';
import { tensorType } from '../tensor-type.js';

/** Names that start with this are ours; `renameValues` takes it away from the network's own. */
export const ownPrefix = 'camfleet_';

/** Nodes and constants that belong together, in an order in which they can run. */
export interface GraphPart {
  readonly nodes: readonly NodeProto[];
  readonly constants: readonly TensorProto[];
}

const attributeTypes = { int: 2, ints: 7 } as const;

/** A node with integer attributes and one output, named after that output. */
export function makeNode(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): NodeProto {
  const name = output.startsWith(ownPrefix) ? output : `${ownPrefix}${output}`;
  return create(NodeProtoSchema, {
    opType: operator,
    name,
    input: [...inputs],
    output: [output],
    attribute: Object.entries(attributes).map(([key, value]) =>
      typeof value === 'number'
        ? create(AttributeProtoSchema, { name: key, type: attributeTypes.int, i: BigInt(value) })
        : create(AttributeProtoSchema, { name: key, type: attributeTypes.ints, ints: value.map(BigInt) }),
    ),
  });
}

/** A float32 constant. */
export function floatConstant(
  name: string,
  dims: readonly number[],
  values: Float32Array | readonly number[],
): TensorProto {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: tensorType.float,
    rawData: bytes,
  });
}

/** An int64 constant. */
export function integerConstant(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): TensorProto {
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: tensorType.int64,
    rawData: bytes,
  });
}

/** A declared input or output; a string names a dimension that may vary. */
export function declareTensor(
  name: string,
  type: number,
  dims: readonly (number | string)[],
): ValueInfoProto {
  const dim = dims.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: type, shape: { dim } } } },
  });
}
