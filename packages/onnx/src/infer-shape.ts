// The static shape of a map where the file declares none: the few operators between a network's input and its pool.
import { intAttribute, intsAttribute, stringAttribute } from './attributes.js';
import type { NodeProto } from './generated/onnx_pb.js';
import { type DeclaredShape, type GraphView, operatorOf } from './graph-view.js';

/** Shape of a tensor as declared or inferred, null entries unknown; null where nothing is known. Reads only what convolutional nets use. */
export function inferShape(view: GraphView, name: string): DeclaredShape | null {
  return infer(view, name, new Map());
}

function infer(
  view: GraphView,
  name: string,
  known: Map<string, DeclaredShape | null>,
): DeclaredShape | null {
  const declared = view.shapes.get(name) ?? known.get(name);
  if (declared !== undefined) return declared;
  // Held unknown meanwhile, so that a graph with a cycle ends.
  known.set(name, null);
  const node = view.producers.get(name);
  const shape = node === undefined ? null : outputShape(view, node, (input) => infer(view, input, known));
  known.set(name, shape);
  return shape;
}

type ShapeOf = (name: string) => DeclaredShape | null;

const elementwise = new Set([
  'Relu',
  'LeakyRelu',
  'PRelu',
  'Clip',
  'Sigmoid',
  'HardSigmoid',
  'HardSwish',
  'Elu',
  'Selu',
  'Tanh',
  'Erf',
  'Softplus',
  'Mish',
  'Gelu',
  'BatchNormalization',
  'LRN',
  'Dropout',
  'Identity',
  'Cast',
  'InstanceNormalization',
]);
const broadcasting = new Set(['Add', 'Mul', 'Sub', 'Div', 'Sum', 'Max', 'Min']);
const windowed = new Set(['Conv', 'MaxPool', 'AveragePool', 'LpPool']);

function outputShape(view: GraphView, node: NodeProto, shapeOf: ShapeOf): DeclaredShape | null {
  const operator = operatorOf(node);
  if (elementwise.has(operator)) return shapeOf(node.input[0] ?? '');
  if (broadcasting.has(operator)) return largest(node.input.map(shapeOf));
  if (operator === 'Concat' && intAttribute(node, 'axis', 1) === 1)
    return withUnknownChannels(shapeOf(node.input[0] ?? ''));
  if (windowed.has(operator)) return windowShape(view, node, shapeOf(node.input[0] ?? ''));
  return null;
}

/** The operand with the largest map decides: the others are of its shape, or one value a channel. */
function largest(shapes: readonly (DeclaredShape | null)[]): DeclaredShape | null {
  const area = (shape: DeclaredShape | null) => (shape?.length === 4 ? (shape[2] ?? 0) * (shape[3] ?? 0) : 0);
  return shapes.reduce((best, shape) => (area(shape) > area(best) ? shape : best), null);
}

function withUnknownChannels(shape: DeclaredShape | null): DeclaredShape | null {
  return shape?.length === 4 ? [shape[0] ?? null, null, shape[2] ?? null, shape[3] ?? null] : null;
}

function windowShape(view: GraphView, node: NodeProto, input: DeclaredShape | null): DeclaredShape | null {
  const weights = view.initializers.get(node.input[1] ?? '')?.dims.map(Number);
  const kernel = intsAttribute(node, 'kernel_shape') ?? weights?.slice(2);
  if (input?.length !== 4 || kernel?.length !== 2) return null;
  const channels = operatorOf(node) === 'Conv' ? (weights?.[0] ?? null) : (input[1] ?? null);
  return [
    input[0] ?? null,
    channels,
    windowCount(node, input, kernel, 0),
    windowCount(node, input, kernel, 1),
  ];
}

/** How many windows fit along one axis (0 height, 1 width), by the formula of the ONNX pooling operators. */
function windowCount(
  node: NodeProto,
  input: DeclaredShape,
  kernel: readonly number[],
  axis: 0 | 1,
): number | null {
  const size = input[2 + axis];
  if (typeof size !== 'number') return null;
  const stride = intsAttribute(node, 'strides')?.[axis] ?? 1;
  const dilation = intsAttribute(node, 'dilations')?.[axis] ?? 1;
  const pads = intsAttribute(node, 'pads') ?? [0, 0, 0, 0];
  const autoPad = stringAttribute(node, 'auto_pad', 'NOTSET');
  if (autoPad.startsWith('SAME')) return Math.ceil(size / stride);
  const padding = autoPad === 'VALID' ? 0 : (pads[axis] ?? 0) + (pads[axis + 2] ?? 0);
  const steps = (size + padding - dilation * ((kernel[axis] ?? 1) - 1) - 1) / stride;
  if (intAttribute(node, 'ceil_mode', 0) === 0) return Math.floor(steps) + 1;
  const windows = Math.ceil(steps) + 1;
  // A window that would start beyond the padded end is dropped.
  return (windows - 1) * stride >= size + (pads[axis] ?? 0) ? windows - 1 : windows;
}
