// Recognises the pool that turns a map into one value a channel.
import { intAttribute, intsAttribute } from './attributes.js';
import { foldConstant } from './fold-constant.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type GraphView, nameOf, operatorOf } from './graph-view.js';
import { inferShape } from './infer-shape.js';
import { ModelRefused } from './model-refused.js';

/** A global pool. */
export interface Pool {
  readonly kind: 'average' | 'max';
  readonly node: NodeProto;
  /** The pooled tensor: [N, C, h, w], or [N, h, w, C] if `layout` says so. */
  readonly input: string;
  readonly layout: 'nchw' | 'nhwc';
  /** Operator to put in its place, for a pool that is global only at one map size. */
  readonly replacement: 'GlobalAveragePool' | 'GlobalMaxPool' | null;
}

/** The global pool that a node is; null if it is none. Throws ModelRefused `no-global-pool` for a window smaller than the map. */
export function readPool(view: GraphView, node: NodeProto): Pool | null {
  const operator = operatorOf(node);
  switch (operator) {
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
      // Tokens [N, T, C] turned to [N, C, T] are no map.
      if (isSequence(view, node.input[0] ?? '')) return null;
      return pool(view, node, operator === 'GlobalMaxPool' ? 'max' : 'average', 'nchw', null);
    case 'ReduceMean':
    case 'ReduceMax': {
      const layout = reducedLayout(view, node);
      return layout === null
        ? readTwoMeans(view, node)
        : pool(view, node, operator === 'ReduceMax' ? 'max' : 'average', layout, null);
    }
    case 'AveragePool':
      return isWholeMap(view, node) ? pool(view, node, 'average', 'nchw', 'GlobalAveragePool') : null;
    case 'MaxPool':
      // A last MaxPool of unknown map size is far likelier to be an ordinary one (AlexNet, VGG) than a global one.
      return isWholeMap(view, node, false) ? pool(view, node, 'max', 'nchw', 'GlobalMaxPool') : null;
    default:
      return null;
  }
}

function pool(
  view: GraphView,
  node: NodeProto,
  kind: Pool['kind'],
  layout: Pool['layout'],
  replacement: Pool['replacement'],
): Pool {
  const input = node.input[0] ?? '';
  return {
    kind,
    node,
    input: replacement === null ? input : skipEmptyPadding(view, input),
    layout,
    replacement,
  };
}

/** Axes are an attribute up to opset 17 and an input from 18. */
function reducedAxes(view: GraphView, node: NodeProto): number[] {
  return intsAttribute(node, 'axes') ?? Array.from(foldConstant(view, node.input[1] ?? '')?.values ?? []);
}

/** A four-dimensional map is what a negative axis counts from. */
function reducedLayout(view: GraphView, node: NodeProto): Pool['layout'] | null {
  const axes = reducedAxes(view, node)
    .map((axis) => (axis < 0 ? axis + 4 : axis))
    .sort()
    .join();
  if (axes === '2,3') return 'nchw';
  return axes === '1,2' ? 'nhwc' : null;
}

/** The mean over one axis of space and then over the other: `x.mean(3).mean(2)`. */
function readTwoMeans(view: GraphView, outer: NodeProto): Pool | null {
  const inner = view.producers.get(outer.input[0] ?? '');
  if (inner === undefined || operatorOf(outer) !== 'ReduceMean' || operatorOf(inner) !== 'ReduceMean')
    return null;
  const [first = 0, ...others] = reducedAxes(view, inner);
  const [second = 0, ...more] = reducedAxes(view, outer);
  if (others.length > 0 || more.length > 0 || ![2, 3, -1, -2].includes(first)) return null;
  // Where the inner mean drops its axis, the other axis of space is the last of three.
  const kept = intAttribute(inner, 'keepdims', 1) !== 0;
  const isOther = kept ? (second + 4) % 4 === 5 - ((first + 4) % 4) : second === 2 || second === -1;
  if (!isOther) return null;
  return {
    kind: 'average',
    node: outer,
    input: inner.input[0] ?? '',
    layout: 'nchw',
    replacement: 'GlobalAveragePool',
  };
}

function isSequence(view: GraphView, name: string): boolean {
  const node = view.producers.get(name);
  return node !== undefined && operatorOf(node) === 'Transpose' && intsAttribute(node, 'perm')?.length === 3;
}

function isWholeMap(view: GraphView, node: NodeProto, ifUnknown = true): boolean {
  const kernel = intsAttribute(node, 'kernel_shape');
  if (kernel?.length !== 2 || intsAttribute(node, 'pads')?.some((pad) => pad !== 0)) return false;
  const [, , height, width] = inferShape(view, node.input[0] ?? '') ?? [];
  // Without a static shape the kernel is taken at its word until a size is chosen, and the graph that is proved has this very pool.
  if (typeof height !== 'number' || typeof width !== 'number')
    return ifUnknown && kernel.every((size) => size > 1);
  if (kernel[0] === height && kernel[1] === width) return true;
  if (operatorOf(node) === 'MaxPool') return false;
  throw new ModelRefused(
    'no-global-pool',
    `${nameOf(node)} averages windows of ${kernel.join('×')} over a map of ${height}×${width}, not the whole map. Camfleet needs a classifier that ends in a global pool and one linear layer.`,
  );
}

/** Exporters put a Pad of zero width before an average pool. */
function skipEmptyPadding(view: GraphView, name: string): string {
  const node = view.producers.get(name);
  if (node === undefined || operatorOf(node) !== 'Pad') return name;
  const pads = intsAttribute(node, 'pads') ?? foldConstant(view, node.input[1] ?? '')?.values;
  const empty = pads !== undefined && Array.from(pads).every((pad) => pad === 0);
  return empty ? (node.input[0] ?? '') : name;
}
