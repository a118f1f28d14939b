// Small classifiers, one for every form a head may take: 8 channels on a 5×5 map, 7 classes, random weights.
import {
  add,
  constant,
  declare,
  float,
  float16,
  type GraphBuilder,
  int64,
  newGraph,
  randomNumbers,
  serialise,
} from './graph-builder.js';

export const channels = 8;
export const classes = 7;
export const size = 5;

/** What the builder of a head knows of it, whatever the package reads. */
export interface Truth {
  readonly kind: 'linear-after-pool' | 'convolution-before-pool';
  readonly pool: 'average' | 'max';
  readonly activation: 'none' | 'relu';
  /** [classes, channels] */
  readonly weights: readonly number[];
  readonly bias: readonly number[];
  /** Zeros around the map on each side. */
  readonly padding: number;
}

/** Adds a head behind `features` and returns the name of what it ends in; `type` is the network's element type. */
export type BuildHead = (
  graph: GraphBuilder,
  features: string,
  type: number,
) => { output: string; truth?: Partial<Truth> };

const rows = randomNumbers(classes * channels, 11);
export const columns = Array.from(
  { length: channels * classes },
  (_, i) => rows[(i % classes) * channels + Math.floor(i / classes)] ?? 0,
);
const bias = randomNumbers(classes, 12);
const zeros = bias.map(() => 0);

const weightRows = (g: GraphBuilder, type: number) => constant(g, 'w', [classes, channels], rows, type);
const weightColumns = (g: GraphBuilder, type: number) => constant(g, 'w', [channels, classes], columns, type);
const weightKernel = (g: GraphBuilder, type: number) =>
  constant(g, 'w', [classes, channels, 1, 1], rows, type);
const biasOf = (g: GraphBuilder, type: number, dims: number[] = [classes]) =>
  constant(g, 'b', dims, bias, type);
const shape = (g: GraphBuilder, name: string, values: number[]) =>
  constant(g, name, [values.length], values, int64);
const globalPool = (g: GraphBuilder, x: string) => add(g, 'GlobalAveragePool', [x]);
const flatten = (g: GraphBuilder, x: string) => add(g, 'Flatten', [x], { axis: 1 });
const gemm = (g: GraphBuilder, x: string, type: number) =>
  add(g, 'Gemm', [x, weightRows(g, type), biasOf(g, type)], { transB: 1 });
const afterPool = (g: GraphBuilder, pooled: string, type: number) => ({
  output: gemm(g, flatten(g, pooled), type),
});

export function squeeze(g: GraphBuilder, x: string, axes: number[]): string {
  return g.opset >= 13
    ? add(g, 'Squeeze', [x, shape(g, `axes_${x}`, axes)])
    : add(g, 'Squeeze', [x], { axes });
}

function unsqueeze(g: GraphBuilder, x: string, axes: number[]): string {
  return g.opset >= 13
    ? add(g, 'Unsqueeze', [x, shape(g, `axes_${x}`, axes)])
    : add(g, 'Unsqueeze', [x], { axes });
}

export function reduce(
  g: GraphBuilder,
  operator: string,
  x: string,
  axes: number[],
  keepdims: number,
): string {
  return g.opset >= 18
    ? add(g, operator, [x, shape(g, `axes_${x}`, axes)], { keepdims })
    : add(g, operator, [x], { axes, keepdims });
}

/** Flattens by a shape computed at run time, as exporters of dynamic graphs do. */
function computedReshape(g: GraphBuilder, x: string): string {
  const batch = add(g, 'Gather', [add(g, 'Shape', [x]), constant(g, 'zero', [], [0], int64)], { axis: 0 });
  const target = add(g, 'Concat', [unsqueeze(g, batch, [0]), shape(g, 'rest', [-1])], { axis: 0 });
  return add(g, 'Reshape', [x, target]);
}

/** SqueezeNet and NIN: the classes come out of a convolution over the map. */
function convolutionHead(
  relu: boolean,
  padding: number,
  pool: (g: GraphBuilder, x: string) => string,
): BuildHead {
  return (g, x, type) => {
    const pads = [padding, padding, padding, padding];
    const map = add(g, 'Conv', [x, weightKernel(g, type), biasOf(g, type)], { kernel_shape: [1, 1], pads });
    const output = flatten(g, pool(g, relu ? add(g, 'Relu', [map]) : map));
    return {
      output,
      truth: { kind: 'convolution-before-pool', activation: relu ? 'relu' : 'none', padding },
    };
  };
}

/** Every head by name. */
const heads: Readonly<Record<string, BuildHead>> = {
  'Gemm, transB 1': (g, x, type) => afterPool(g, globalPool(g, x), type),
  'Gemm, transB 0': (g, x, type) => ({
    output: add(g, 'Gemm', [flatten(g, globalPool(g, x)), weightColumns(g, type), biasOf(g, type)]),
  }),
  'Gemm, alpha and beta': (g, x, type) => ({
    output: add(g, 'Gemm', [flatten(g, globalPool(g, x)), weightRows(g, type), biasOf(g, type)], {
      transB: 1,
      alpha: { float: 0.5 },
      beta: { float: 2 },
    }),
    truth: { weights: rows.map((w) => w / 2), bias: bias.map((b) => b * 2) },
  }),
  'Gemm, bias of one value': (g, x, type) => ({
    output: add(
      g,
      'Gemm',
      [flatten(g, globalPool(g, x)), weightRows(g, type), constant(g, 'b', [1], [0.25], type)],
      { transB: 1 },
    ),
    truth: { bias: bias.map(() => 0.25) },
  }),
  'MatMul without bias': (g, x, type) => ({
    output: add(g, 'MatMul', [flatten(g, globalPool(g, x)), weightColumns(g, type)]),
    truth: { bias: zeros },
  }),
  'MatMul, then Add': (g, x, type) => ({
    output: add(g, 'Add', [
      add(g, 'MatMul', [flatten(g, globalPool(g, x)), weightColumns(g, type)]),
      biasOf(g, type),
    ]),
  }),
  'MatMul, then Add the other way round': (g, x, type) => ({
    output: add(g, 'Add', [
      biasOf(g, type, [1, classes]),
      add(g, 'MatMul', [flatten(g, globalPool(g, x)), weightColumns(g, type)]),
    ]),
  }),
  'MatMul with transposed weights': (g, x, type) => ({
    output: add(g, 'Add', [
      add(g, 'MatMul', [
        flatten(g, globalPool(g, x)),
        add(g, 'Transpose', [weightRows(g, type)], { perm: [1, 0] }),
      ]),
      biasOf(g, type),
    ]),
  }),
  '1×1 Conv after the pool (DenseNet)': (g, x, type) => ({
    output: add(g, 'Conv', [globalPool(g, x), weightKernel(g, type), biasOf(g, type)], {
      kernel_shape: [1, 1],
    }),
  }),
  '1×1 Conv after the pool, flattened, then Add': (g, x, type) => ({
    output: add(g, 'Add', [
      flatten(g, add(g, 'Conv', [globalPool(g, x), weightKernel(g, type)])),
      biasOf(g, type),
    ]),
  }),
  '1×1 Conv with Relu before the pool (SqueezeNet)': convolutionHead(true, 0, globalPool),
  '1×1 Conv before the pool (NIN)': convolutionHead(false, 0, globalPool),
  '1×1 Conv with padding before the pool': convolutionHead(true, 1, globalPool),
  '1×1 Conv before an AveragePool as large as the padded map': convolutionHead(true, 1, (g, x) =>
    add(g, 'AveragePool', [x], { kernel_shape: [7, 7] }),
  ),
  '1×1 Conv before a GlobalMaxPool': (g, x, type) => {
    const { output, truth } = convolutionHead(false, 0, (graph, map) => add(graph, 'GlobalMaxPool', [map]))(
      g,
      x,
      type,
    );
    return { output, truth: { ...truth, pool: 'max' } };
  },
  'ReduceMean, keepdims 1': (g, x, type) => afterPool(g, reduce(g, 'ReduceMean', x, [2, 3], 1), type),
  'ReduceMean, keepdims 0, negative axes': (g, x, type) => ({
    output: gemm(g, reduce(g, 'ReduceMean', x, [-1, -2], 0), type),
  }),
  'ReduceMean with channels last': (g, x, type) => ({
    output: gemm(
      g,
      reduce(g, 'ReduceMean', add(g, 'Transpose', [x], { perm: [0, 2, 3, 1] }), [1, 2], 0),
      type,
    ),
  }),
  'AveragePool as large as the map': (g, x, type) =>
    afterPool(g, add(g, 'AveragePool', [x], { kernel_shape: [size, size] }), type),
  'AveragePool behind a Pad of nothing': (g, x, type) => {
    const pads = Array.from({ length: 8 }, () => 0);
    const padded = g.opset >= 11 ? add(g, 'Pad', [x, shape(g, 'pads', pads)]) : add(g, 'Pad', [x], { pads });
    return afterPool(g, add(g, 'AveragePool', [padded], { kernel_shape: [size, size] }), type);
  },
  'MaxPool as large as the map': (g, x, type) => ({
    ...afterPool(g, add(g, 'MaxPool', [x], { kernel_shape: [size, size] }), type),
    truth: { pool: 'max' },
  }),
  'ReduceMax over space': (g, x, type) => ({
    ...afterPool(g, reduce(g, 'ReduceMax', x, [2, 3], 1), type),
    truth: { pool: 'max' },
  }),
  'a mean over width, then over height': (g, x, type) => ({
    output: gemm(g, reduce(g, 'ReduceMean', reduce(g, 'ReduceMean', x, [3], 0), [2], 0), type),
  }),
  'a mean over height, then over width, keepdims 1': (g, x, type) =>
    afterPool(g, reduce(g, 'ReduceMean', reduce(g, 'ReduceMean', x, [-2], 1), [3], 1), type),
  GlobalMaxPool: (g, x, type) => ({
    ...afterPool(g, add(g, 'GlobalMaxPool', [x]), type),
    truth: { pool: 'max' },
  }),
  'Reshape to [1, −1] with the batch of the export': (g, x, type) => ({
    output: gemm(g, add(g, 'Reshape', [globalPool(g, x), shape(g, 'flat', [1, -1])]), type),
  }),
  'Reshape to a computed shape': (g, x, type) => ({
    output: gemm(g, computedReshape(g, globalPool(g, x)), type),
  }),
  'Squeeze, Dropout and Identity': (g, x, type) => ({
    output: gemm(g, add(g, 'Identity', [add(g, 'Dropout', [squeeze(g, globalPool(g, x), [2, 3])])]), type),
  }),
  'Squeeze, Unsqueeze, Conv, Squeeze': (g, x, type) => {
    const vector = unsqueeze(g, squeeze(g, globalPool(g, x), [2, 3]), [2, 3]);
    return { output: squeeze(g, add(g, 'Conv', [vector, weightKernel(g, type), biasOf(g, type)]), [2, 3]) };
  },
  'a trailing Softmax': (g, x, type) => ({
    output: add(g, 'Softmax', [afterPool(g, globalPool(g, x), type).output], { axis: 1 }),
  }),
  'a trailing Reshape to [1, 7] and LogSoftmax': (g, x, type) => ({
    output: add(
      g,
      'LogSoftmax',
      [add(g, 'Reshape', [afterPool(g, globalPool(g, x), type).output, shape(g, 'out_shape', [1, classes])])],
      { axis: 1 },
    ),
  }),
  'weights in Constant nodes': (g, x, type) => {
    const value = (name: string) =>
      add(
        g,
        'Constant',
        [],
        { value: Object.assign(g.constants.pop() as object, { name: '' }) as never },
        name,
      );
    weightRows(g, type);
    const w = value('w');
    biasOf(g, type);
    return { output: add(g, 'Gemm', [flatten(g, globalPool(g, x)), w, value('b')], { transB: 1 }) };
  },
  'weights through Identity and Reshape': (g, x, type) => {
    const flat = add(g, 'Identity', [constant(g, 'w', [classes * channels], rows, type)]);
    return {
      output: add(
        g,
        'Gemm',
        [
          flatten(g, globalPool(g, x)),
          add(g, 'Reshape', [flat, shape(g, 'rows', [classes, -1])]),
          biasOf(g, type),
        ],
        { transB: 1 },
      ),
    };
  },
};

export interface NetworkOptions {
  readonly opset?: number;
  readonly type?: number;
  /** A number bakes the batch size in. */
  readonly batch?: number | string;
  readonly irVersion?: number;
  /**
   * Whether `features` is an output too, for the test to read; a classifier has only its logits. The input is float32 then,
   * whatever `type` is: where Node has a Float16Array, onnxruntime-node 1.30 takes no halves.
   */
  readonly showFeatures?: boolean;
  /** Names the tensors as the fused graph names its own. */
  readonly clash?: boolean;
  readonly dynamicSize?: boolean;
}

/** A network with the named head: Conv 3×3, Relu, head. The plain network's tensors are `input`, `features` and `logits`. */
export function buildNetwork(
  head: string,
  options: NetworkOptions = {},
): { bytes: Uint8Array; truth: Truth; features: string; output: string; input: string } {
  const {
    opset = 17,
    type = float,
    batch = 'N',
    irVersion = 8,
    showFeatures = false,
    clash = false,
    dynamicSize = false,
  } = options;
  const build = heads[head];
  if (build === undefined) throw new Error(`no head is called ${head}`);
  const graph = newGraph(opset);
  const [input, features] = clash ? ['image', 'maps'] : ['input', 'features'];
  const [height, width] = dynamicSize ? ['H', 'W'] : [size, size];
  const isCast = showFeatures && type !== float;
  graph.inputs.push(declare(input, isCast ? float : type, [batch, 3, height, width]));
  const image = isCast ? add(graph, 'Cast', [input], { to: type }) : input;
  const kernel = constant(
    graph,
    clash ? 'wanted' : 'w0',
    [channels, 3, 3, 3],
    randomNumbers(channels * 27, 1).map((w) => w / 3),
    type,
  );
  const offset = constant(
    graph,
    clash ? 'camfleet_mean' : 'b0',
    [channels],
    randomNumbers(channels, 2),
    type,
  );
  const map = add(
    graph,
    'Conv',
    [image, kernel, offset],
    { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
    clash ? 'camfleet_network_image' : 'conv',
  );
  add(graph, 'Relu', [map], {}, features);
  const built = build(graph, features, type);
  const output = clash ? 'classes' : 'out';
  const last = graph.nodes.find((node) => node.output[0] === built.output);
  if (last !== undefined) last.output[0] = output;
  graph.outputs.push(
    declare(output, type, head.includes('DenseNet') ? [batch, classes, 1, 1] : [batch, classes]),
  );
  if (showFeatures) graph.outputs.push(declare(features, type, [batch, channels, height, width]));
  if (irVersion < 4)
    graph.inputs.push(
      ...graph.constants.map(({ name, dataType, dims }) => declare(name, dataType, dims.map(Number))),
    );
  const truth: Truth = {
    kind: 'linear-after-pool',
    pool: 'average',
    activation: 'none',
    weights: rows,
    bias,
    padding: 0,
    ...built.truth,
  };
  return { bytes: serialise(graph, irVersion), truth, features, output, input };
}

export const headNames = Object.keys(heads);
export const elementTypes = { float, float16 };
