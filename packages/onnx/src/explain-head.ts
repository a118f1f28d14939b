// Says why a graph has no head that we can use: the refusal for what is found behind its output.
import { foldConstant } from './fold-constant.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type GraphView, nameOf, operatorOf } from './graph-view.js';
import { ModelRefused } from './model-refused.js';
import { readPool } from './pool.js';

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/**
 * The refusal for an output without a usable head.
 *
 * @param output where the head would end
 * @param stop the tensor at which reading it stopped
 */
export function explainHead(view: GraphView, output: string, stop: string): ModelRefused {
  const { nodes, pools, globalPools, spatial } = nodesAfterPools(view, output);
  const layers = nodes.filter((node) =>
    isLinearLayer(view, node, globalPools.length > 0 && pools.length === 0),
  );
  const pooledGlobally = globalPools.length > 0 && pools.length === 0 && !spatial;
  const attention = pooledGlobally ? [] : attentionNodes(view, output);
  if (attention.length > 0) {
    return new ModelRefused(
      'attention-pooling',
      `The network pools by attention, or pools what attention made (${listed(view, attention.slice(0, 3))}), not a convolutional map. CAM needs a convolutional classifier with a global pool and one linear layer.`,
    );
  }
  const quantised = nodes.find((node) =>
    /^(Dequantize|Quantize|QLinear|com\.microsoft\.QLinear|com\.microsoft\.QGemm)/.test(operatorOf(node)),
  );
  if (quantised !== undefined) {
    return new ModelRefused(
      'unsupported-head',
      `The network is quantised (${nameOf(quantised)}). Give the float32 or float16 model it was made from.`,
    );
  }
  if (layers.length > 1) {
    const where = pooledGlobally ? 'the pool' : 'the last pool or convolution';
    return new ModelRefused(
      'several-linear-layers',
      `${capitalised(count(layers))} after ${where}: ${listed(view, layers)}. CAM needs a classifier with a global pool and one linear layer, such as ResNet, DenseNet, MobileNetV2 or SqueezeNet.`,
    );
  }
  if (!pooledGlobally && layers.length === 1) return noGlobalPool(view, stop);
  const node = view.producers.get(stop);
  return new ModelRefused(
    'unsupported-head',
    node === undefined
      ? `The head reaches "${stop}" without a global pool and a linear layer. Export the network with its classification layer.`
      : `The head has ${nameOf(node)} where a global pool, a linear layer or a softmax could stand. Export the network with plain logits after a global pool and one linear layer.`,
  );
}

function noGlobalPool(view: GraphView, stop: string): ModelRefused {
  const node = view.producers.get(stop);
  const found = node === undefined ? `the input "${stop}"` : nameOf(node);
  return new ModelRefused(
    'no-global-pool',
    `The linear layer reads ${found} directly: there is no global pool before it. CAM needs a classifier that ends in a global pool and one linear layer.`,
  );
}

interface After {
  readonly nodes: readonly NodeProto[];
  readonly pools: readonly NodeProto[];
  readonly globalPools: readonly NodeProto[];
  /** Whether a way back ended in a convolution over space or in the input. */
  readonly spatial: boolean;
}

/** Everything behind a tensor up to the first pool, spatial convolution or input on each way back; nearest first. */
function nodesAfterPools(view: GraphView, output: string): After {
  const nodes: NodeProto[] = [];
  const pools: NodeProto[] = [];
  const globalPools: NodeProto[] = [];
  let spatial = false;
  visitBack(view, output, (node) => {
    const operator = operatorOf(node);
    if (isGlobalPool(view, node)) globalPools.push(node);
    else if (operator === 'MaxPool' || operator === 'AveragePool') pools.push(node);
    else if (operator === 'Conv' && isSpatial(view, node)) spatial = true;
    else {
      nodes.push(node);
      return true;
    }
    return false;
  });
  return { nodes, pools, globalPools, spatial };
}

/** Visits the nodes behind a tensor once each, breadth first; goes on behind a node where `visit` says so. */
function visitBack(view: GraphView, output: string, visit: (node: NodeProto) => boolean): void {
  const queue = [output];
  const seen = new Set<NodeProto>();
  for (const name of queue) {
    const node = view.producers.get(name);
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    if (visit(node)) queue.push(...node.input);
  }
}

function isGlobalPool(view: GraphView, node: NodeProto): boolean {
  try {
    return readPool(view, node) !== null;
  } catch {
    return false;
  }
}

function isSpatial(view: GraphView, node: NodeProto): boolean {
  return (
    view.initializers
      .get(node.input[1] ?? '')
      ?.dims.slice(2)
      .some((size) => size > 1n) ?? true
  );
}

function isLinearLayer(view: GraphView, node: NodeProto, countConvolutions: boolean): boolean {
  const operator = operatorOf(node);
  if (operator === 'Conv') return countConvolutions;
  return (operator === 'Gemm' || operator === 'MatMul') && foldConstant(view, node.input[1] ?? '') !== null;
}

/** Products of two tensors that both depend on the image, one of them through a Softmax; or an attention operator. */
function attentionNodes(view: GraphView, output: string): NodeProto[] {
  const found: NodeProto[] = [];
  visitBack(view, output, (node) => {
    const operator = operatorOf(node);
    if (/Attention$/.test(operator)) found.push(node);
    if (operator === 'MatMul' && node.input.some((name) => comesFromSoftmax(view, name))) found.push(node);
    return true;
  });
  return found;
}

function comesFromSoftmax(view: GraphView, name: string): boolean {
  const node = view.producers.get(name);
  if (node === undefined) return false;
  const operator = operatorOf(node);
  return (
    operator === 'Softmax' ||
    (['Dropout', 'Identity', 'Cast', 'Reshape', 'Transpose', 'Where'].includes(operator) &&
      node.input.some((input) => comesFromSoftmax(view, input)))
  );
}

function count(layers: readonly NodeProto[]): string {
  const operators = new Set(layers.map(operatorOf));
  const [only] = operators;
  const operator = operators.size === 1 && only !== undefined ? only : 'linear';
  return `${numbers[layers.length] ?? layers.length} ${operator} layers`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** In the order of the graph. */
function listed(view: GraphView, nodes: readonly NodeProto[]): string {
  return view.graph.node
    .filter((node) => nodes.includes(node))
    .map(nameOf)
    .join(', ');
}
