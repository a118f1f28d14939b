// Reads the linear layer of a head: Gemm, MatMul or 1×1 Conv over constant weights, with a bias of its own or in an Add.
import { floatAttribute, intAttribute, intsAttribute } from './attributes.js';
import { type Constant, elementCount } from './constant.js';
import { foldConstant } from './fold-constant.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type GraphView, operatorOf } from './graph-view.js';
import { passOver } from './pass-over.js';
import { tensorType } from './tensor-type.js';

/** A linear layer over channels: logits = weights · features + bias. */
export interface LinearLayer {
  readonly operator: 'Gemm' | 'MatMul' | 'Conv';
  readonly node: NodeProto;
  /** The tensor it is applied to. */
  readonly input: string;
  readonly classes: number;
  readonly channels: number;
  /** [classes, channels], row-major. */
  readonly weights: Float32Array;
  /** [classes]; what the Add gives is included. */
  readonly bias: Float32Array;
  /** The part of the bias that a following Add gives; null without an Add. */
  readonly addedBias: Float32Array | null;
  /** Element type of the weights in the file: float or float16. */
  readonly type: number;
  /** The initializer that holds exactly `weights` in this order, if there is one. */
  readonly weightsTensor: string | null;
  /** Zeros a convolution adds around the map: top, left, bottom, right. */
  readonly padding: readonly [number, number, number, number];
  /** Nodes passed over between the layer and its Add. */
  readonly passed: readonly NodeProto[];
}

/** The linear layer that ends in a tensor; null if there is none. */
export function readLinearLayer(view: GraphView, output: string): LinearLayer | null {
  const node = view.producers.get(output);
  if (node === undefined) return null;
  switch (operatorOf(node)) {
    case 'Gemm':
      return readGemm(view, node);
    case 'MatMul':
      return readMatMul(view, node);
    case 'Conv':
      return readConvolution(view, node);
    case 'Add':
      return readBiasAdd(view, node);
    default:
      return null;
  }
}

function readBiasAdd(view: GraphView, node: NodeProto): LinearLayer | null {
  for (const [data = '', added = ''] of [node.input, node.input.toReversed()]) {
    const constant = foldConstant(view, added);
    if (constant === null) continue;
    const { name, passed } = passOver(view, data);
    const layer = readLinearLayer(view, name);
    if (layer === null || layer.addedBias !== null) return null;
    const addedBias = broadcastBias(constant, layer.classes);
    if (addedBias === null) return null;
    return { ...layer, addedBias, bias: layer.bias.map((value, c) => value + (addedBias[c] ?? 0)), passed };
  }
  return null;
}

function readGemm(view: GraphView, node: NodeProto): LinearLayer | null {
  if (intAttribute(node, 'transA', 0) !== 0) return null;
  const alpha = floatAttribute(node, 'alpha', 1);
  const beta = floatAttribute(node, 'beta', 1);
  const rows = intAttribute(node, 'transB', 0) !== 0;
  return assemble(view, node, 'Gemm', { rows, alpha, beta });
}

function readMatMul(view: GraphView, node: NodeProto): LinearLayer | null {
  return assemble(view, node, 'MatMul', { rows: false, alpha: 1, beta: 1 });
}

function readConvolution(view: GraphView, node: NodeProto): LinearLayer | null {
  const kernel = foldConstant(view, node.input[1] ?? '')?.dims.slice(2);
  const strides = intsAttribute(node, 'strides') ?? [1, 1];
  if (
    kernel?.length !== 2 ||
    [...kernel, ...strides].some((size) => size !== 1) ||
    intAttribute(node, 'group', 1) !== 1
  )
    return null;
  return assemble(view, node, 'Conv', { rows: true, alpha: 1, beta: 1 });
}

interface Reading {
  /** Whether the weights are [classes, channels]; else [channels, classes]. */
  readonly rows: boolean;
  readonly alpha: number;
  readonly beta: number;
}

function assemble(
  view: GraphView,
  node: NodeProto,
  operator: LinearLayer['operator'],
  { rows, alpha, beta }: Reading,
): LinearLayer | null {
  const [input = '', weightsName = '', biasName = ''] = node.input;
  const constant = foldConstant(view, weightsName);
  if (constant === null || !isFloat(constant) || constant.dims.length !== (operator === 'Conv' ? 4 : 2))
    return null;
  const [first = 0, second = 0] = constant.dims;
  const [classes, channels] = rows ? [first, second] : [second, first];
  const bias = biasName === '' ? new Float32Array(classes) : readBias(view, biasName, classes, beta);
  if (bias === null) return null;
  const [top = 0, left = 0, bottom = 0, right = 0] =
    operator === 'Conv' ? (intsAttribute(node, 'pads') ?? []) : [];
  const exact = rows && alpha === 1 && view.initializers.has(weightsName);
  return {
    operator,
    node,
    input,
    classes,
    channels,
    weights: orderWeights(constant, classes, channels, rows, alpha),
    bias,
    addedBias: null,
    type: constant.type,
    weightsTensor: exact ? weightsName : null,
    padding: [top, left, bottom, right],
    passed: [],
  };
}

function isFloat({ type }: Constant): boolean {
  return type === tensorType.float || type === tensorType.float16;
}

function orderWeights(
  { values }: Constant,
  classes: number,
  channels: number,
  rows: boolean,
  alpha: number,
): Float32Array {
  const ordered = new Float32Array(classes * channels);
  const [classStep, channelStep] = rows ? [channels, 1] : [1, classes];
  for (let c = 0; c < classes; c++) {
    for (let k = 0; k < channels; k++)
      ordered[c * channels + k] = alpha * (values[c * classStep + k * channelStep] ?? 0);
  }
  return ordered;
}

function readBias(view: GraphView, name: string, classes: number, beta: number): Float32Array | null {
  const constant = foldConstant(view, name);
  return constant === null ? null : (broadcastBias(constant, classes)?.map((value) => beta * value) ?? null);
}

/** A bias of one value or of one a class as [classes]; null for any other shape. */
function broadcastBias({ dims, values }: Constant, classes: number): Float32Array | null {
  const count = elementCount(dims);
  if (count !== 1 && count !== classes) return null;
  return Float32Array.from({ length: classes }, (_, c) => values[count === 1 ? 0 : c] ?? 0);
}
