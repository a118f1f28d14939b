// Every refusal, provoked by the smallest graph that deserves it.
import { describe, expect, test } from 'vitest';
import { findHead, fuseCam, type ModelRefusalCode, ModelRefused, parseModel } from '../src/index.js';
import {
  add,
  constant,
  declare,
  float,
  type GraphBuilder,
  int64,
  newGraph,
  randomNumbers,
  serialise,
} from './graph-builder.js';
import { channels, classes, columns, reduce, squeeze } from './small-networks.js';

const options = { topK: 3, mean: [0, 0, 0], std: [1, 1, 1], channelOrder: 'rgb' } as const;

/** A graph from image to `features` [N, 8, 5, 5], and what `build` puts behind it. */
function network(
  build: (graph: GraphBuilder, features: string) => string | string[],
  outputDims: (number | string)[] = ['N', classes],
  opset = 17,
): Uint8Array {
  const graph = newGraph(opset);
  graph.inputs.push(declare('input', float, ['N', 3, 5, 5]));
  constant(graph, 'w0', [channels, 3, 3, 3], randomNumbers(channels * 27, 1));
  const features = add(graph, 'Relu', [
    add(graph, 'Conv', ['input', 'w0'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
  ]);
  const ends = build(graph, features);
  for (const end of typeof ends === 'string' ? [ends] : ends)
    graph.outputs.push(declare(end, float, outputDims));
  return serialise(graph);
}

const weights = (g: GraphBuilder, name: string, dims: number[]) =>
  constant(
    g,
    name,
    dims,
    randomNumbers(
      dims.reduce((a, b) => a * b, 1),
      3,
    ),
  );
const gemm = (g: GraphBuilder, x: string, inputs: number, outputs: number) =>
  add(g, 'Gemm', [x, weights(g, `w${g.nodes.length}`, [outputs, inputs])], { transB: 1 });
const pooled = (g: GraphBuilder, x: string) => add(g, 'Flatten', [add(g, 'GlobalAveragePool', [x])]);
const tokens = (g: GraphBuilder, x: string) => {
  const sequence = add(g, 'Reshape', [x, constant(g, 'tokens_shape', [3], [0, channels, 25], int64)]);
  return add(g, 'Transpose', [sequence], { perm: [0, 2, 1] });
};
const attention = (g: GraphBuilder, x: string) => {
  const t = tokens(g, x);
  const query = add(g, 'MatMul', [t, weights(g, 'wq', [channels, channels])]);
  const scores = add(
    g,
    'Softmax',
    [add(g, 'MatMul', [query, add(g, 'Transpose', [t], { perm: [0, 2, 1] })])],
    { axis: 2 },
  );
  return add(g, 'MatMul', [scores, t]);
};

function refusalOf(act: () => unknown): ModelRefused {
  try {
    act();
  } catch (error) {
    if (error instanceof ModelRefused) return error;
    throw error;
  }
  throw new Error('the model was not refused');
}

const refused: Record<string, { code: ModelRefusalCode; says: RegExp; bytes: () => Uint8Array }> = {
  'three Gemm layers after a global pool': {
    code: 'several-linear-layers',
    says: /^Three Gemm layers after the pool: Gemm "Gemm_4", Gemm "Gemm_6", Gemm "Gemm_8"\./,
    bytes: () =>
      network((g, x) =>
        gemm(
          g,
          add(g, 'Relu', [gemm(g, add(g, 'Relu', [gemm(g, pooled(g, x), channels, 16)]), 16, 16)]),
          16,
          classes,
        ),
      ),
  },
  'VGG: three Gemm layers on a flattened map': {
    code: 'several-linear-layers',
    says: /^Three Gemm layers after the last pool/,
    bytes: () =>
      network((g, x) => {
        const map = add(g, 'Flatten', [add(g, 'MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] })]);
        return gemm(
          g,
          add(g, 'Dropout', [
            add(g, 'Relu', [gemm(g, add(g, 'Relu', [gemm(g, map, 4 * channels, 16)]), 16, 16)]),
          ]),
          16,
          classes,
        );
      }),
  },
  'MobileNetV3: a hidden layer with its own activation written out': {
    code: 'several-linear-layers',
    says: /^Two linear layers after the pool/,
    bytes: () =>
      network((g, x) => {
        const hidden = add(g, 'Conv', [
          add(g, 'GlobalAveragePool', [x]),
          weights(g, 'w1', [channels, channels, 1, 1]),
        ]);
        return gemm(
          g,
          add(g, 'Flatten', [add(g, 'Mul', [hidden, add(g, 'HardSigmoid', [hidden])])]),
          channels,
          classes,
        );
      }),
  },
  'a linear layer on a flattened map': {
    code: 'no-global-pool',
    says: /Relu "Relu_1" directly/,
    bytes: () => network((g, x) => gemm(g, add(g, 'Flatten', [x]), channels * 25, classes)),
  },
  'an AveragePool smaller than the map': {
    code: 'no-global-pool',
    says: /windows of 2×2 over a map of 5×5/,
    bytes: () =>
      network((g, x) =>
        gemm(
          g,
          add(g, 'Flatten', [add(g, 'AveragePool', [x], { kernel_shape: [2, 2], strides: [2, 2] })]),
          channels * 4,
          classes,
        ),
      ),
  },
  'attention over positions': {
    code: 'attention-pooling',
    says: /MatMul "MatMul_/,
    bytes: () =>
      network((g, x) =>
        gemm(
          g,
          add(g, 'Gather', [attention(g, x), constant(g, 'first', [], [0], int64)], { axis: 1 }),
          channels,
          classes,
        ),
      ),
  },
  'a mean over tokens after attention': {
    code: 'attention-pooling',
    says: /attention/,
    bytes: () =>
      network((g, x) => gemm(g, reduce(g, 'ReduceMean', attention(g, x), [1], 0), channels, classes)),
  },
  'a global pool over tokens after attention (Swin)': {
    code: 'attention-pooling',
    says: /attention/,
    bytes: () =>
      network((g, x) => {
        const sequence = add(g, 'Transpose', [attention(g, x)], { perm: [0, 2, 1] });
        return gemm(g, pooled(g, sequence), channels, classes);
      }),
  },
  'a normalisation between pool and linear layer': {
    code: 'unsupported-head',
    says: /BatchNormalization "BatchNormalization_/,
    bytes: () =>
      network((g, x) => {
        const ones = constant(g, 'ones', [channels], Array(channels).fill(1));
        return gemm(
          g,
          add(g, 'Flatten', [
            add(g, 'BatchNormalization', [add(g, 'GlobalAveragePool', [x]), ones, ones, ones, ones]),
          ]),
          channels,
          classes,
        );
      }),
  },
  'a sigmoid behind the linear layer': {
    code: 'unsupported-head',
    says: /Sigmoid "Sigmoid_/,
    bytes: () => network((g, x) => add(g, 'Sigmoid', [gemm(g, pooled(g, x), channels, classes)])),
  },
  'quantised weights': {
    code: 'unsupported-head',
    says: /quantised \(DequantizeLinear "DequantizeLinear_/,
    bytes: () =>
      network((g, x) => {
        const w = add(g, 'DequantizeLinear', [
          constant(g, 'wq', [channels, classes], columns),
          constant(g, 'scale', [], [1]),
        ]);
        return add(g, 'MatMul', [pooled(g, x), w]);
      }),
  },
  'a network that ends in its pool': {
    code: 'unsupported-head',
    says: /ends in GlobalAveragePool.*Conv "Conv_0"/,
    bytes: () => network((g, x) => pooled(g, x), ['N', channels]),
  },
  'Relu6 between convolution and pool': {
    code: 'unsupported-head',
    says: /Clip "Clip_/,
    bytes: () =>
      network((g, x) => {
        const map = add(g, 'Conv', [x, weights(g, 'w1', [classes, channels, 1, 1])]);
        return pooled(g, add(g, 'Clip', [map, constant(g, 'low', [], [0]), constant(g, 'high', [], [6])]));
      }),
  },
  'an operator of another operator set': {
    code: 'unsupported-head',
    says: /com\.microsoft\.FusedGemm/,
    bytes: () =>
      network((g, x) =>
        add(g, 'FusedGemm', [pooled(g, x), weights(g, 'w1', [channels, classes])], {}, 'y', 'com.microsoft'),
      ),
  },
  'a convolution with stride before the pool': {
    code: 'unsupported-head',
    says: /Conv "Conv_2"/,
    bytes: () =>
      network((g, x) =>
        pooled(g, add(g, 'Conv', [x, weights(g, 'w1', [classes, channels, 1, 1])], { strides: [2, 2] })),
      ),
  },
  'an output that is no tensor of the graph': {
    code: 'unsupported-head',
    says: /reaches "nowhere"/,
    bytes: () => network(() => 'nowhere'),
  },
  'an Add of two branches as output': {
    code: 'several-linear-layers',
    says: /^Two Gemm layers after the pool: Gemm "Gemm_4", Gemm "Gemm_7"/,
    bytes: () =>
      network((g, x) =>
        add(g, 'Add', [gemm(g, pooled(g, x), channels, classes), gemm(g, pooled(g, x), channels, classes)]),
      ),
  },
  'a segmentation network': {
    code: 'not-a-classifier',
    says: /\[\?, 7, 5, 5\], not \[N, classes\]/,
    bytes: () =>
      network(
        (g, x) => add(g, 'Conv', [x, weights(g, 'w1', [classes, channels, 1, 1])]),
        ['N', classes, 5, 5],
      ),
  },
  'boxes and scores': {
    code: 'not-a-classifier',
    says: /None of the outputs/,
    bytes: () =>
      network(
        (g, x) => [
          gemm(g, add(g, 'Flatten', [x]), 200, 40),
          add(g, 'Sigmoid', [gemm(g, add(g, 'Flatten', [x]), 200, 10)]),
        ],
        ['N', 'M'],
      ),
  },
  'two heads': {
    code: 'not-a-classifier',
    says: /More than one output could be the logits/,
    bytes: () =>
      network((g, x) => [gemm(g, pooled(g, x), channels, classes), gemm(g, pooled(g, x), channels, classes)]),
  },
  'one value an image': {
    code: 'not-a-classifier',
    says: /one value an image/,
    bytes: () => network((g, x) => gemm(g, pooled(g, x), channels, 1), ['N', 1]),
  },
  'two inputs': {
    code: 'not-a-classifier',
    says: /2 inputs \("input", "other"\)/,
    bytes: () => withInputs(['input', ['N', 3, 5, 5]], ['other', ['N', 1]]),
  },
  'no input': { code: 'not-a-classifier', says: /0 inputs, not one image/, bytes: () => withInputs() },
  'an input of one channel': {
    code: 'not-a-classifier',
    says: /\[\?, 1, 28, 28\]/,
    bytes: () => withInputs(['input', ['N', 1, 28, 28]]),
  },
  'an input of bytes': {
    code: 'not-a-classifier',
    says: /uint8/,
    bytes: () => withInputs(['input', ['N', 3, 5, 5], 2]),
  },
  'no output': { code: 'not-a-classifier', says: /no output/, bytes: () => network(() => []) },
  'opset 6': {
    code: 'unsupported-opset',
    says: /opset 6; Camfleet reads 7 to/,
    bytes: () => network((g, x) => gemm(g, pooled(g, x), channels, classes), ['N', classes], 6),
  },
  'opset 99': {
    code: 'unsupported-opset',
    says: /opset 99/,
    bytes: () => network((g, x) => gemm(g, pooled(g, x), channels, classes), ['N', classes], 99),
  },
};

function withInputs(...inputs: [string, (number | string)[], number?][]): Uint8Array {
  const graph = newGraph(17);
  if (inputs.length === 0) constant(graph, 'input', [1, 3, 5, 5], Array(75).fill(1));
  for (const [name, dims, type = float] of inputs) graph.inputs.push(declare(name, type, dims));
  graph.outputs.push(declare(gemm(graph, pooled(graph, 'input'), channels, classes), float, ['N', classes]));
  return serialise(graph);
}

describe('refused', () => {
  test.each(Object.entries(refused))('%s', (_name, { code, says, bytes }) => {
    for (const use of [findHead, (model: Parameters<typeof findHead>[0]) => fuseCam(model, options)]) {
      const refusal = refusalOf(() => use(parseModel(bytes())));
      expect(refusal.message).toMatch(says);
      expect(refusal.code).toBe(code);
      expect(refusal.message).toMatch(/\.$/);
    }
  });
});

/** What cannot be had at another image size than the exported 5×5. */
const bound: Record<string, { code: ModelRefusalCode; side: number; says: RegExp; bytes: () => Uint8Array }> =
  {
    'a channel shuffle with the map size in its shapes': {
      code: 'fixed-size',
      side: 9,
      says: /^Reshape "Reshape_2" holds the size that the network was exported for, 5×5 pixels.* 9×9 pixels/,
      bytes: () =>
        network((g, x) => {
          const shape = (name: string, values: number[]) => constant(g, name, [values.length], values, int64);
          const split = add(g, 'Reshape', [x, shape('split', [0, 2, channels / 2, 5, 5])]);
          const shuffled = add(g, 'Transpose', [split], { perm: [0, 2, 1, 3, 4] });
          const map = add(g, 'Reshape', [shuffled, shape('join', [0, channels, 5, 5])]);
          return gemm(g, pooled(g, map), channels, classes);
        }),
    },
    'a value for every position': {
      code: 'fixed-size',
      side: 9,
      says: /^Add "Add_2" holds/,
      bytes: () =>
        network((g, x) =>
          gemm(g, pooled(g, add(g, 'Add', [x, weights(g, 'where', [1, channels, 5, 5])])), channels, classes),
        ),
    },
    'a Resize to one size': {
      code: 'fixed-size',
      side: 9,
      says: /^Resize "Resize_2" holds/,
      bytes: () =>
        network((g, x) => {
          const sizes = constant(g, 'sizes', [4], [1, channels, 10, 10], int64);
          return gemm(g, pooled(g, add(g, 'Resize', [x, '', '', sizes])), channels, classes);
        }),
    },
    'an image that a window is larger than': {
      code: 'too-small',
      side: 2,
      says: /^MaxPool "MaxPool_2" has nothing left to look at in an image of 2×2 pixels/,
      bytes: () =>
        network((g, x) =>
          gemm(g, pooled(g, add(g, 'MaxPool', [x], { kernel_shape: [3, 3] })), channels, classes),
        ),
    },
  };

describe('refused at another size than the exported one', () => {
  test.each(Object.entries(bound))('%s', (_name, { code, side, says, bytes }) => {
    const model = parseModel(bytes());
    const at = (size: number) => fuseCam(model, { ...options, size: { width: size, height: size } });
    expect(at(5).input).toEqual({ width: 5, height: 5 });
    const refusal = refusalOf(() => at(side));
    expect(refusal.message).toMatch(says);
    expect(refusal.message).toMatch(/\.$/);
    expect(refusal.code).toBe(code);
  });
});

/** A network of any size that averages windows of side × side in steps of as much. */
function windowedNetwork(side = 5): Uint8Array {
  const graph = newGraph(17);
  graph.inputs.push(declare('input', float, ['N', 3, 'H', 'W']));
  const map = add(graph, 'Conv', ['input', weights(graph, 'kernel', [channels, 3, 2, 2])], {
    kernel_shape: [2, 2],
    strides: [2, 2],
  });
  const average = add(graph, 'AveragePool', [map], {
    kernel_shape: [side, side],
    strides: [side, side],
  });
  graph.outputs.push(
    declare(gemm(graph, add(graph, 'Flatten', [average]), channels, classes), float, ['N', classes]),
  );
  return serialise(graph);
}

describe('an AveragePool in a network that takes any size', () => {
  const model = parseModel(windowedNetwork());
  const at = (side: number) => fuseCam(model, { ...options, size: { width: side, height: side } });

  test('is global at the size whose map it is as large as', () => {
    expect(at(10).input).toEqual({ width: 10, height: 10 });
  });

  test('is global at any size where it is as large as the map of a usual image', () => {
    const usual = parseModel(windowedNetwork(112));
    const size = { width: 320, height: 320 };
    expect(fuseCam(usual, { ...options, size }).input).toEqual(size);
  });

  test.each([
    ['more than one window', () => fuseCam(model, options), '224×224', '112×112'],
    ['a rest beside its window', () => at(12), '12×12', '6×6'],
  ])('is refused where there is %s', (_name, fuse, image, map) => {
    expect(refusalOf(fuse)).toMatchObject({
      code: 'fixed-size',
      message: `AveragePool "AveragePool_1" averages windows of 5×5, and an image of ${image} pixels gives it a map of ${map}. Give the size at which that is 5×5, or export the network with a global pool.`,
    });
  });
});

describe('not refused', () => {
  test('weights that are reshaped, and a gate over channels, at another size', () => {
    const bytes = network((g, x) => {
      const flat = weights(g, 'flat', [channels * channels * 9]);
      const kernel = add(g, 'Reshape', [flat, constant(g, 'dims', [4], [channels, channels, 3, 3], int64)]);
      const map = add(g, 'Conv', [x, kernel], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
      const gate = add(g, 'Reshape', [
        gemm(g, pooled(g, map), channels, channels),
        constant(g, 'gate', [4], [0, channels, 1, 1], int64),
      ]);
      return gemm(g, pooled(g, add(g, 'Mul', [map, gate])), channels, classes);
    });
    const size = { width: 9, height: 7 };
    expect(fuseCam(parseModel(bytes), { ...options, size }).input).toEqual(size);
  });

  test.each([
    ['with channels last', [-1, 1, 1, channels], [0, 3, 1, 2]],
    ['in groups', [-1, 2, channels / 2, 1, 1], null],
  ])('a gate %s, at another size', (_name, dims, perm) => {
    const bytes = network((g, x) => {
      const shape = (name: string, values: number[]) => constant(g, name, [values.length], values, int64);
      const reshaped = add(g, 'Reshape', [pooled(g, x), shape('gate', dims)]);
      const gate =
        perm === null
          ? add(g, 'Reshape', [add(g, 'Sigmoid', [reshaped]), shape('joined', [0, channels, 1, 1])])
          : add(g, 'Transpose', [add(g, 'Sigmoid', [reshaped])], { perm });
      return gemm(g, pooled(g, add(g, 'Mul', [x, gate])), channels, classes);
    });
    const size = { width: 9, height: 7 };
    expect(fuseCam(parseModel(bytes), { ...options, size }).input).toEqual(size);
  });

  test('logits and their softmax both as outputs', () => {
    const bytes = network((g, x) => {
      const logits = gemm(g, pooled(g, x), channels, classes);
      return [logits, add(g, 'Softmax', [logits], { axis: 1 })];
    });
    expect(findHead(parseModel(bytes)).classes).toBe(classes);
  });

  test('an output that is no head beside the logits', () => {
    const bytes = network(
      (g, x) => [
        squeeze(g, add(g, 'GlobalAveragePool', [x]), [2, 3]),
        gemm(g, pooled(g, x), channels, classes),
      ],
      ['N', 'M'],
    );
    expect(findHead(parseModel(bytes)).classes).toBe(classes);
  });
});
