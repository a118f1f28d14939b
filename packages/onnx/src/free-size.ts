// Frees the image size where a network was exported for one: a fully convolutional network takes any.
import { intsAttribute } from './attributes.js';
import { foldConstant } from './fold-constant.js';
import { prune } from './fuse/prune.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type GraphView, nameOf, operatorOf } from './graph-view.js';
import type { ImageInput, SizedInput } from './image-input.js';
import { inferShape } from './infer-shape.js';
import { ModelRefused } from './model-refused.js';
import type { Pool } from './pool.js';
import type { TracedHead } from './trace-head.js';

/** Pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** What networks for ImageNet are trained with. */
export const usualSize: ImageSize = { height: 224, width: 224 };

export function isSameSize(one: ImageSize, other: ImageSize): boolean {
  return one.height === other.height && one.width === other.width;
}

/**
 * The network's input at a size of the caller's: another than it was exported for, or one of the many it takes. Looks for
 * nodes that do not stand it on the way to the head's features, and at its pool; what else does not shows when the graph is run.
 *
 * Throws ModelRefused naming the first such node: `fixed-size` where it holds the exported size, or averages windows of
 * another size than the map's, `too-small` where a window is larger than what is left of the image (onnxruntime would end
 * the process).
 */
export function freeSize(
  view: GraphView,
  input: ImageInput,
  { features, pool }: TracedHead,
  size: ImageSize,
): SizedInput {
  const { size: exported } = input;
  if (exported !== null && isSameSize(exported, size)) return { ...input, size };
  const nodes = prune(view.graph.node, [], [features]).nodes;
  const holder = exported === null ? undefined : nodes.find((node) => holdsSize(view, node));
  if (holder !== undefined) {
    throw new ModelRefused(
      'fixed-size',
      `${nameOf(holder)} holds the size that the network was exported for, ${written(exported!)}, so that it does not take ${written(size)}. Export it for that size, or leave the size out.`,
    );
  }
  const sized = viewAt(view, input, size);
  const empty = nodes.find((node) => leavesNothing(sized, node));
  if (empty !== undefined) {
    throw new ModelRefused(
      'too-small',
      `${nameOf(empty)} has nothing left to look at in an image of ${written(size)}. Give a larger size.`,
    );
  }
  if (exported === null) checkWindow(view, input, pool, size);
  return { ...input, size };
}

/**
 * A network of any size has no map for its pool to be as large as, until a size is chosen. One that is as large as the map
 * of a usual image was meant to be global, as in an export for that size.
 */
function checkWindow(view: GraphView, input: ImageInput, pool: Pool, size: ImageSize): void {
  const kernel = intsAttribute(pool.node, 'kernel_shape');
  const [, , height, width] = inferShape(viewAt(view, input, size), pool.input) ?? [];
  const [, , usualHeight, usualWidth] = inferShape(viewAt(view, input, usualSize), pool.input) ?? [];
  if (kernel === undefined || typeof height !== 'number' || typeof width !== 'number') return;
  if (kernel[0] === height && kernel[1] === width) return;
  if (kernel[0] === usualHeight && kernel[1] === usualWidth) return;
  throw new ModelRefused(
    'fixed-size',
    `${nameOf(pool.node)} averages windows of ${kernel.join('×')}, and an image of ${written(size)} gives it a map of ${height}×${width}. Give the size at which that is ${kernel.join('×')}, or export the network with a global pool.`,
  );
}

const written = ({ height, width }: ImageSize): string => `${width}×${height} pixels`;

const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow', 'PRelu', 'Where']);

/** Whether a node is bound to one map size: a Reshape or Resize to it, or a constant with a value for each position. */
function holdsSize(view: GraphView, node: NodeProto): boolean {
  const operator = operatorOf(node);
  // What is done to weights alone has nothing to do with the image.
  if (foldConstant(view, node.output[0] ?? '') !== null) return false;
  if (operator === 'Reshape') {
    const [, , ...positions] = Array.from(foldConstant(view, node.input[1] ?? '')?.values ?? []);
    // One alone is the channels of a gate, [N, 1, 1, C], or their groups.
    return positions.filter((dim) => dim > 1).length > 1;
  }
  if (operator === 'Resize') return (foldConstant(view, node.input[3] ?? '')?.dims[0] ?? 0) > 0;
  return elementwise.has(operator) && node.input.some((name) => isPositional(view, name));
}

/** A constant [..., h, w] with more than one row and column. */
function isPositional(view: GraphView, name: string): boolean {
  const [height = 1, width = 1] = foldConstant(view, name)?.dims.slice(-2) ?? [];
  return height > 1 && width > 1;
}

/** The graph with nothing declared but an input of this size: what the file declares speaks of the exported one. */
function viewAt(view: GraphView, { name, layout }: ImageInput, { height, width }: ImageSize): GraphView {
  const shape = layout === 'nchw' ? [null, 3, height, width] : [null, height, width, 3];
  return { ...view, shapes: new Map([[name, shape]]) };
}

function leavesNothing(view: GraphView, node: NodeProto): boolean {
  const [, , height, width] = inferShape(view, node.output[0] ?? '') ?? [];
  return (height ?? 1) < 1 || (width ?? 1) < 1;
}
