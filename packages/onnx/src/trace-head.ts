// Walks back from one output of the graph to its global pool and tells the head on the way.
import { explainHead } from './explain-head.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type GraphView, nameOf, operatorOf } from './graph-view.js';
import { type LinearLayer, readLinearLayer } from './linear-layer.js';
import { ModelRefused } from './model-refused.js';
import { passOver } from './pass-over.js';
import { type Pool, readPool } from './pool.js';
import { tensorType } from './tensor-type.js';

/** A head with the nodes it was read from. */
export interface TracedHead {
  readonly kind: 'linear-after-pool' | 'convolution-before-pool';
  readonly pool: Pool;
  readonly linear: LinearLayer;
  readonly activation: 'none' | 'relu';
  /** The tensor whose channels the weights combine. */
  readonly features: string;
  readonly logits: string;
  readonly passed: readonly NodeProto[];
  readonly precision: Precision;
}

/** What the pooled values and the weights are held in: `float16` where either is. */
export type Precision = 'float32' | 'float16';

/** Traces the head that ends in `output`. Throws ModelRefused with the code that says why there is none. */
export function traceHead(view: GraphView, output: string): TracedHead {
  const { name: logits, passed } = skipSoftmax(view, output);
  const last = view.producers.get(logits);
  if (last === undefined) throw explainHead(view, logits, logits);
  const pool = readPool(view, last);
  if (pool !== null) return traceConvolutionBeforePool(view, pool, logits, passed);
  const linear = readLinearLayer(view, logits);
  if (linear === null) throw explainHead(view, output, logits);
  return traceLinearAfterPool(view, linear, logits, passed);
}

function traceLinearAfterPool(
  view: GraphView,
  linear: LinearLayer,
  logits: string,
  after: readonly NodeProto[],
): TracedHead {
  const between = passOver(view, linear.input);
  const node = view.producers.get(between.name);
  const pool = node === undefined ? null : readPool(view, node);
  if (pool === null) throw explainHead(view, logits, between.name);
  if (linear.padding.some((zeros) => zeros !== 0)) {
    throw new ModelRefused(
      'unsupported-head',
      `${nameOf(linear.node)} pads the pooled features. Export the network with a plain linear layer.`,
    );
  }
  const passed = [...after, ...linear.passed, ...between.passed];
  return {
    kind: 'linear-after-pool',
    pool,
    linear,
    activation: 'none',
    features: pool.input,
    logits,
    passed,
    precision: between.passed.some(isCast) ? 'float16' : precisionOf(linear),
  };
}

function traceConvolutionBeforePool(
  view: GraphView,
  pool: Pool,
  logits: string,
  after: readonly NodeProto[],
): TracedHead {
  const passedBefore = skipUnchanging(view, pool.input);
  const activated = view.producers.get(passedBefore.name);
  const isRelu = activated !== undefined && operatorOf(activated) === 'Relu';
  const before = isRelu ? skipUnchanging(view, activated.input[0] ?? '') : passedBefore;
  const linear = readLinearLayer(view, before.name);
  if (linear?.operator !== 'Conv' || pool.layout !== 'nchw') throw noConvolution(view, pool, before.name);
  const passed = [...after, ...passedBefore.passed, ...(isRelu ? before.passed : []), ...linear.passed];
  const activation = isRelu ? 'relu' : 'none';
  return {
    kind: 'convolution-before-pool',
    pool,
    linear,
    activation,
    features: linear.input,
    logits,
    passed,
    precision: precisionOf(linear),
  };
}

const precisionOf = ({ type }: LinearLayer): Precision =>
  type === tensorType.float16 ? 'float16' : 'float32';
/** Between the pool and its layer there is one only where a mixed network goes over from half precision, or to it. */
const isCast = (node: NodeProto): boolean => operatorOf(node) === 'Cast';

/** Before the pool a map still has its positions, so that only nodes that touch no layout are passed over. */
function skipUnchanging(view: GraphView, name: string): { name: string; passed: NodeProto[] } {
  const passed: NodeProto[] = [];
  let current = name;
  for (;;) {
    const node = view.producers.get(current);
    if (node === undefined || !['Dropout', 'Identity'].includes(operatorOf(node)))
      return { name: current, passed };
    passed.push(node);
    current = node.input[0] ?? '';
  }
}

function skipSoftmax(view: GraphView, output: string): { name: string; passed: NodeProto[] } {
  const end = passOver(view, output);
  const node = view.producers.get(end.name);
  if (node === undefined || !['Softmax', 'LogSoftmax'].includes(operatorOf(node)))
    return { name: end.name, passed: [...end.passed] };
  const rest = passOver(view, node.input[0] ?? '');
  return { name: rest.name, passed: [...end.passed, node, ...rest.passed] };
}

function noConvolution(view: GraphView, pool: Pool, name: string): ModelRefused {
  const node = view.producers.get(name);
  const found = node === undefined ? `the input "${name}"` : nameOf(node);
  return new ModelRefused(
    'unsupported-head',
    `The model ends in ${nameOf(pool.node)}, and what it pools comes from ${found}, not from a 1×1 convolution (with or without Relu). Export the network with its classification layer.`,
  );
}
