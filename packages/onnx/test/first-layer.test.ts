// The entry that a first convolution takes over: every form of it, and every network where it must not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuseCam, parseModel } from '../src/index.js';
import {
  add,
  constant,
  declare,
  float,
  type GraphBuilder,
  newGraph,
  randomNumbers,
  serialise,
} from './graph-builder.js';
import { normalise, openSession, runFused, runPlain } from './run-graph.js';

const [classes, kernels, images, height, width] = [5, 4, 2, 11, 8];
const mean = [120, 115, 105] as const;
const std = [58, 57, 56] as const;

interface Layer {
  readonly kernel: readonly [number, number];
  readonly attributes: Parameters<typeof add>[3];
  readonly hasBias: boolean;
}

function convolution(g: GraphBuilder, x: string, { kernel, attributes, hasBias }: Layer, planes = 3): string {
  const dims = [kernels, planes, ...kernel];
  const weights = constant(g, `${x}_w`, dims, randomNumbers(kernels * planes * kernel[0] * kernel[1], 1));
  const bias = hasBias ? [constant(g, `${x}_b`, [kernels], randomNumbers(kernels, 2))] : [];
  return add(g, 'Conv', [x, weights, ...bias], { kernel_shape: [...kernel], ...attributes });
}

function network(body: (g: GraphBuilder) => string, input: (number | string)[] = ['N', 3, height, width]) {
  const g = newGraph(17);
  g.inputs.push(declare('input', float, input));
  const pooled = add(g, 'Flatten', [add(g, 'GlobalAveragePool', [body(g)])]);
  const weights = constant(g, 'w', [classes, kernels], randomNumbers(classes * kernels, 3));
  g.outputs.push(declare(add(g, 'Gemm', [pooled, weights], { transB: 1 }), float, ['N', classes]));
  return serialise(g);
}

/** Whether the first layer reads the pixels as they lie. */
const isTakenOver = (fused: Uint8Array) =>
  new TextDecoder('latin1').decode(fused).includes('camfleet_first_weights');

/** Fused logits against the plain network's on normalised planes. */
async function compare(bytes: Uint8Array, channelOrder: 'rgb' | 'bgr' = 'rgb') {
  const fused = fuseCam(parseModel(bytes), {
    mean,
    std,
    channelOrder,
    topK: classes,
    size: { height, width },
  });
  const dims = [images, height, width, 3] as const;
  const pixels = Uint8Array.from(randomNumbers(images * height * width * 3, 4), (x) => (x + 1) * 127.9);
  const [ours, plain] = [await openSession(fused.bytes, 1), await openSession(bytes, 1)];
  const found = await runFused(ours, pixels, dims, Array(images).fill([]));
  const values = normalise(pixels, dims, mean, std, channelOrder);
  const [expected = []] = Object.values(
    await runPlain(plain, { name: 'input', values, dims: [images, 3, height, width] }),
  );
  for (let i = 0; i < images * classes; i++) {
    const image = Math.floor(i / classes);
    const logit = expected[image * classes + found.classes[i]!]!;
    expect(Math.abs(found.logits[i]! - logit)).toBeLessThanOrEqual(3e-5 * Math.max(1, Math.abs(logit)));
  }
  await ours.release();
  await plain.release();
  return fused.bytes;
}

/** Whether the stride is larger than the kernel, where the runtime has its own idea of the same size. */
const stepsOver = ({ kernel, attributes: { auto_pad, strides = [1, 1] } = {} }: Layer) =>
  auto_pad !== undefined && kernel.some((size, axis) => size < (strides as number[])[axis]!);

const pad = fc.integer({ min: 0, max: 3 });
const pads = fc.tuple(pad, pad, pad, pad);
const padding = fc.oneof(
  pads.map((pads) => ({ pads })),
  pads.map((pads) => ({ pads, auto_pad: { text: 'NOTSET' } })),
  fc.constantFrom('SAME_UPPER', 'SAME_LOWER', 'VALID').map((text) => ({ auto_pad: { text } })),
  fc.constant({}),
);
const side = fc.integer({ min: 1, max: 7 });
const stride = fc.integer({ min: 1, max: 4 });

test('every kernel, stride and padding gives the plain network’s logits', { timeout: 60_000 }, async () => {
  const layers = fc.record({
    kernel: fc.tuple(side, side),
    attributes: fc
      .tuple(padding, fc.option(fc.tuple(stride, stride)))
      .map(([padding, strides]) => ({ ...padding, ...(strides === null ? {} : { strides }) })),
    hasBias: fc.boolean(),
    order: fc.constantFrom('rgb', 'bgr'),
  });
  await fc.assert(
    fc.asyncProperty(layers, async ({ order, ...layer }) => {
      const bytes = network((g) => add(g, 'Relu', [convolution(g, 'input', layer)]));
      const isTaken = isTakenOver(await compare(bytes, order));
      if (!stepsOver(layer)) expect(isTaken).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test.each<[string, (g: GraphBuilder, bias: string) => string]>([
  ['Identity', (g, bias) => add(g, 'Identity', [bias])],
  ['Cast', (g, bias) => add(g, 'Cast', [bias], { to: float })],
])('a bias that a node makes: %s', async (_, make) => {
  const bytes = network((g) => {
    const weights = constant(g, 'w0', [kernels, 3, 3, 3], randomNumbers(kernels * 27, 1));
    const bias = make(g, constant(g, 'b0', [kernels], randomNumbers(kernels, 2)));
    return add(g, 'Conv', ['input', weights, bias], { kernel_shape: [3, 3] });
  });
  expect(isTakenOver(await compare(bytes))).toBe(true);
});

test('what it gives may bear a name like ours', async () => {
  const bytes = network((g) => {
    const weights = constant(g, 'w0', [kernels, 3, 1, 1], randomNumbers(kernels * 3, 1));
    return add(g, 'Relu', [add(g, 'Conv', ['input', weights], {}, 'centred')]);
  });
  expect(isTakenOver(await compare(bytes))).toBe(true);
});

test('a layer for other planes than three is left to the runtime, which refuses it', () => {
  const bytes = network(
    (g) => {
      const weights = constant(g, 'w0', [kernels, 1, 1, 1], randomNumbers(kernels, 1));
      return add(g, 'Conv', ['input', weights]);
    },
    ['N', 'C', 'H', 'W'],
  );
  const fused = fuseCam(parseModel(bytes), { mean, std, channelOrder: 'rgb', topK: 1 });
  expect(isTakenOver(fused.bytes)).toBe(false);
});

const plain: Layer = { kernel: [3, 3], attributes: { pads: [1, 1, 1, 1] }, hasBias: true };

test.each<[string, (g: GraphBuilder) => string]>([
  [
    'two layers read the image',
    (g) =>
      add(g, 'Add', [
        convolution(g, 'input', plain),
        convolution(g, add(g, 'Identity', ['input']), { ...plain, kernel: [1, 1], attributes: {} }),
      ]),
  ],
  [
    'the kernel has holes',
    (g) => convolution(g, 'input', { ...plain, attributes: { dilations: [1, 2], pads: [1, 2, 1, 2] } }),
  ],
  [
    'each plane has kernels of its own',
    (g) => {
      const weights = constant(g, 'w0', [6, 1, 3, 3], randomNumbers(54, 1));
      const own = add(g, 'Conv', ['input', weights], { kernel_shape: [3, 3], group: 3 });
      return convolution(g, own, { ...plain, hasBias: false }, 6);
    },
  ],
  [
    'the runtime has its own idea of the padding',
    (g) => convolution(g, 'input', { ...plain, attributes: { auto_pad: { text: '' }, pads: [0, 1, 2, 0] } }),
  ],
  [
    'another operator comes first',
    (g) => convolution(g, add(g, 'Relu', ['input']), { ...plain, hasBias: false }),
  ],
  [
    'the weights depend on the image',
    (g) => {
      const size = add(g, 'ReduceMax', ['input'], { keepdims: 0 });
      const weights = constant(g, 'w0', [kernels, 3, 1, 1], randomNumbers(kernels * 3, 1));
      return add(g, 'Conv', ['input', add(g, 'Mul', [weights, size])]);
    },
  ],
])('the entry of its own stays where %s', async (_, body) => {
  expect(isTakenOver(await compare(network(body)))).toBe(false);
});

test('a network that takes any size is no exception', async () => {
  const bytes = network((g) => convolution(g, 'input', plain), ['N', 3, 'H', 'W']);
  expect(isTakenOver(await compare(bytes))).toBe(true);
});
