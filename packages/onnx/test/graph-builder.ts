// Builds small ONNX graphs for tests.
import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../src/generated/onnx_pb.js';
import { halfToNumber } from '../src/half-precision.js';

export const float = 1;
export const int64 = 7;
export const float16 = 10;

type Attribute =
  | number
  | readonly number[]
  | { readonly float: number }
  | { readonly text: string }
  | TensorProto;
type Dims = readonly (number | string)[];

/** Nodes, constants and declarations of a graph under construction. */
export interface GraphBuilder {
  readonly opset: number;
  readonly nodes: NodeProto[];
  readonly constants: TensorProto[];
  readonly inputs: ValueInfoProto[];
  readonly outputs: ValueInfoProto[];
  readonly shapes: ValueInfoProto[];
}

export function newGraph(opset: number): GraphBuilder {
  return { opset, nodes: [], constants: [], inputs: [], outputs: [], shapes: [] };
}

/** Adds a node and returns the name of its output. */
export function add(
  graph: GraphBuilder,
  opType: string,
  input: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  output = `${opType.toLowerCase()}_${graph.nodes.length}`,
  domain = '',
): string {
  const attribute = Object.entries(attributes).map(([name, value]) => makeAttribute(name, value));
  graph.nodes.push(
    create(NodeProtoSchema, {
      opType,
      name: `${opType}_${graph.nodes.length}`,
      input: [...input],
      output: [output],
      attribute,
      domain,
    }),
  );
  return output;
}

function makeAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: 2, i: BigInt(value) });
  if (Array.isArray(value)) return create(AttributeProtoSchema, { name, type: 7, ints: value.map(BigInt) });
  if ('float' in value) return create(AttributeProtoSchema, { name, type: 1, f: value.float });
  if ('text' in value)
    return create(AttributeProtoSchema, { name, type: 3, s: new TextEncoder().encode(value.text) });
  return create(AttributeProtoSchema, { name, type: 4, t: value as TensorProto });
}

/** A tensor of floats or int64 in raw_data. */
function tensor(name: string, dims: readonly number[], values: ArrayLike<number>, type = float): TensorProto {
  const data =
    type === int64
      ? BigInt64Array.from(Array.from(values), BigInt)
      : type === float16
        ? Uint16Array.from(Array.from(values), numberToHalf)
        : Float32Array.from(values);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: type,
    rawData: new Uint8Array(data.buffer),
  });
}

/** Adds an initializer and returns its name. */
export function constant(
  graph: GraphBuilder,
  name: string,
  dims: readonly number[],
  values: ArrayLike<number>,
  type = float,
): string {
  graph.constants.push(tensor(name, dims, values, type));
  return name;
}

export function declare(name: string, type: number, dims: Dims): ValueInfoProto {
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

export function serialise(graph: GraphBuilder, irVersion = 8): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: 'test',
    producerVersion: '1',
    graph: {
      name: 'g',
      node: graph.nodes,
      initializer: graph.constants,
      input: graph.inputs,
      output: graph.outputs,
      valueInfo: graph.shapes,
    },
    opsetImport: [{ domain: '', version: BigInt(graph.opset) }],
  });
  if (graph.nodes.some(({ domain }) => domain === 'com.microsoft')) {
    model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n }));
  }
  return toBinary(ModelProtoSchema, model);
}

/** Nearest half-precision float by search over all of them: slow and plain. */
const halves = Array.from({ length: 0x7c00 }, (_, bits) => halfToNumber(bits));
function numberToHalf(value: number): number {
  const size = Math.abs(value);
  let low = 0;
  let high = halves.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((halves[middle] ?? 0) < size) low = middle + 1;
    else high = middle;
  }
  const nearest = low > 0 && size - (halves[low - 1] ?? 0) < (halves[low] ?? 0) - size ? low - 1 : low;
  return value < 0 ? nearest | 0x8000 : nearest;
}

/** A repeatable stream of numbers in −1..1 (xorshift). */
export function randomNumbers(count: number, seed: number): number[] {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}
