// Finds the head of a classifier: a global pool and one linear layer, in either order.
import { declaredShape, type GraphView, nameOf, viewGraph } from './graph-view.js';
import { findImageInput } from './image-input.js';
import { ModelRefused } from './model-refused.js';
import type { OnnxModel } from './parse-model.js';
import { type Precision, type TracedHead, traceHead } from './trace-head.js';

/** What stands at the end of a classifier: logits = weights · pool(features) + bias, or pool(activation(weights · features + bias)). */
export interface Head {
  readonly kind: 'linear-after-pool' | 'convolution-before-pool';
  readonly pool: 'average' | 'max';
  /** Between the convolution and the pool. */
  readonly activation: 'none' | 'relu';
  /** Name of the tensor [N, channels, h, w] (or [N, h, w, channels], see `featuresLayout`) whose channels the weights combine. */
  readonly features: string;
  readonly featuresLayout: 'nchw' | 'nhwc';
  readonly channels: number;
  readonly classes: number;
  /** [classes, channels], row-major. */
  readonly weights: Float32Array;
  /** [classes]; zeros where the layer has none. */
  readonly bias: Float32Array;
  /** Positions of zeros that the convolution before the pool adds around the map: top, left, bottom, right. */
  readonly padding: readonly [number, number, number, number];
  /** Name of the tensor of logits: before any Softmax, though not always of the shape [N, classes]. */
  readonly logits: string;
  /** Nodes that change no value per channel, and a trailing Softmax, nearest to the output first. */
  readonly passedOver: readonly string[];
  readonly precision: Precision;
}

/**
 * Describes the head of a model.
 *
 * Throws ModelRefused: `not-a-classifier`, `no-global-pool`, `several-linear-layers`, `attention-pooling` or `unsupported-head`.
 */
export function findHead(model: OnnxModel): Head {
  const view = viewGraph(model);
  findImageInput(view);
  const { kind, pool, linear, activation, features, logits, passed, precision } = findTracedHead(view);
  return {
    kind,
    pool: pool.kind,
    activation,
    features,
    featuresLayout: pool.layout,
    channels: linear.channels,
    classes: linear.classes,
    weights: linear.weights,
    bias: linear.bias,
    padding: linear.padding,
    logits,
    passedOver: passed.map(nameOf),
    precision,
  };
}

/** The one head that the graph's outputs lead to. */
export function findTracedHead(view: GraphView): TracedHead {
  const outputs = view.graph.output.map(({ name }) => name);
  const [only] = outputs;
  if (only === undefined)
    throw new ModelRefused(
      'not-a-classifier',
      'The model has no output. Export the network with its logits as output.',
    );
  if (outputs.length === 1) {
    checkOutputShape(view, only);
    return checkClasses(traceHead(view, only));
  }
  const heads = distinct(outputs.flatMap((output) => tryTrace(view, output)));
  const [head, ...others] = heads;
  if (head === undefined) {
    throw new ModelRefused(
      'not-a-classifier',
      `None of the outputs ${quoted(outputs)} comes from a global pool and one linear layer. Export the network with its logits as the only output.`,
    );
  }
  if (others.length > 0) {
    throw new ModelRefused(
      'not-a-classifier',
      `More than one output could be the logits: ${quoted(heads.map(({ logits }) => logits))}. Export the network with one of them as the only output.`,
    );
  }
  return checkClasses(head);
}

/** With several outputs, those that are no head are simply not the logits. */
function tryTrace(view: GraphView, output: string): TracedHead[] {
  try {
    checkOutputShape(view, output);
    return [traceHead(view, output)];
  } catch (error) {
    if (error instanceof ModelRefused) return [];
    throw error;
  }
}

/** Logits and their softmax may both be outputs of one head. */
function distinct(heads: readonly TracedHead[]): TracedHead[] {
  return [...new Map(heads.map((head) => [head.linear.node, head])).values()];
}

/** [N, classes], with ones anywhere after the batch. */
function checkOutputShape({ graph }: GraphView, name: string): void {
  const output = graph.output.find((candidate) => candidate.name === name);
  const shape = output === undefined ? null : declaredShape(output);
  if (shape === null || shape.length === 0) return;
  const large = shape.slice(1).filter((dim) => dim !== null && dim > 1).length;
  if (shape.length > 1 && shape.length <= 4 && large <= 1) return;
  throw new ModelRefused(
    'not-a-classifier',
    `The output "${name}" has the shape [${shape.map((dim) => dim ?? '?').join(', ')}], not [N, classes]. Camfleet needs an image classifier.`,
  );
}

function checkClasses(head: TracedHead): TracedHead {
  if (head.linear.classes >= 2) return head;
  throw new ModelRefused(
    'not-a-classifier',
    `${nameOf(head.linear.node)} gives one value an image, not one a class. Camfleet needs a classifier with at least two classes.`,
  );
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
