// Networks whose trouble is not in the head: channels last, one image at a time, mixed precision, subgraphs, wide heads.
import { expect, test } from 'vitest';
import { findHead, fuseCam, parseModel } from '../src/index.js';
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
import { normalise, openSession, runFused, runPlain } from './run-graph.js';
import { buildNetwork, channels, classes } from './small-networks.js';

const preprocessing = { mean: [120, 115, 105], std: [58, 57, 56], channelOrder: 'rgb' } as const;
const dims = [3, 6, 6, 3] as const;
const pixels = Uint8Array.from(randomNumbers(3 * 6 * 6 * 3, 5), (x) => Math.floor((x + 1) * 127.9));
const area = 36;

function convolution(g: GraphBuilder, x: string, inputs: number, type = float): string {
  const n = g.nodes.length;
  const kernel = constant(
    g,
    `w${n}`,
    [channels, inputs, 3, 3],
    randomNumbers(channels * inputs * 9, n + 1),
    type,
  );
  return add(g, 'Relu', [add(g, 'Conv', [x, kernel], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] })]);
}

function head(g: GraphBuilder, x: string, type = float): string {
  const weights = constant(g, 'w', [classes, channels], randomNumbers(classes * channels, 7), type);
  const bias = constant(g, 'b', [classes], randomNumbers(classes, 8), type);
  return add(g, 'Gemm', [add(g, 'Flatten', [add(g, 'GlobalAveragePool', [x])]), weights, bias], {
    transB: 1,
  });
}

/** Fused logits of every class in a batch of three against the plain network's, one image at a time. */
async function compareLogits(bytes: Uint8Array, layout: 'nchw' | 'nhwc' = 'nchw', tolerance = 1e-5) {
  const fused = fuseCam(parseModel(bytes), { ...preprocessing, topK: classes });
  const session = await openSession(fused.bytes);
  const original = await openSession(bytes);
  const result = await runFused(session, pixels, dims, [[0], [1], [2]]);
  const values = normalise(pixels, dims, preprocessing.mean, preprocessing.std);
  for (let n = 0; n < 3; n++) {
    const one = values.subarray(n * 3 * area, (n + 1) * 3 * area);
    const plain =
      layout === 'nchw'
        ? await runPlain(original, { name: 'input', values: one, dims: [1, 3, 6, 6] })
        : await runPlain(original, { name: 'input', values: channelsLast(one), dims: [1, 6, 6, 3] });
    const [logits = []] = Object.values(plain);
    for (let i = 0; i <= classes; i++) {
      const at = n * (classes + 1) + i;
      const expected = logits[result.classes[at] ?? -1] ?? Number.NaN;
      expect(Math.abs((result.logits[at] ?? Number.NaN) - expected)).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(expected)),
      );
    }
  }
}

function channelsLast(values: Float32Array): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % 3) * area + Math.floor(i / 3)] ?? 0);
}

function network(
  input: (number | string)[],
  build: (g: GraphBuilder) => string,
  output: (number | string)[] = ['N', classes],
): Uint8Array {
  const graph = newGraph(17);
  graph.inputs.push(declare('input', float, input));
  graph.outputs.push(declare(build(graph), float, output));
  return serialise(graph);
}

test('an input with channels last', async () => {
  const bytes = network(['N', 6, 6, 3], (g) =>
    head(g, convolution(g, add(g, 'Transpose', ['input'], { perm: [0, 3, 1, 2] }), 3)),
  );
  expect(fuseCam(parseModel(bytes), { ...preprocessing, topK: 1 }).input).toEqual({ height: 6, width: 6 });
  await compareLogits(bytes, 'nhwc');
});

test('a channel shuffle exported for one image', async () => {
  const bytes = network(
    [1, 3, 6, 6],
    (g) => {
      const shape = (name: string, values: number[]) => constant(g, name, [values.length], values, int64);
      const groups = add(g, 'Reshape', [
        convolution(g, 'input', 3),
        shape('split', [1, 2, channels / 2, 6, 6]),
      ]);
      const shuffled = add(g, 'Transpose', [groups], { perm: [0, 2, 1, 3, 4] });
      return head(g, add(g, 'Reshape', [shuffled, shape('join', [1, -1, 6, 6])]));
    },
    [1, classes],
  );
  await compareLogits(bytes);
});

test('a reshape that cannot be freed of the batch size is refused', () => {
  const bytes = network([1, 3, 6, 6], (g) => {
    const map = convolution(g, 'input', 3);
    return head(
      g,
      add(g, 'Reshape', [map, constant(g, 'shape', [4], [1, -1, 6, 6], int64)], { allowzero: 1 }),
    );
  });
  expect(() => fuseCam(parseModel(bytes), { ...preprocessing, topK: 1 })).toThrow(
    /Reshape "Reshape_2" fixes the batch size at 1/,
  );
});

test('float16 inside, float32 outside', async () => {
  const bytes = network(['N', 3, 6, 6], (g) => {
    const half = add(g, 'Cast', ['input'], { to: float16 });
    return add(g, 'Cast', [head(g, convolution(g, half, 3, float16), float16)], { to: float });
  });
  expect(findHead(parseModel(bytes)).precision).toBe('float16');
  await compareLogits(bytes, 'nchw', 1e-2);
});

test('float16 features, float32 linear layer', async () => {
  const bytes = network(['N', 3, 6, 6], (g) => {
    const half = convolution(g, add(g, 'Cast', ['input'], { to: float16 }), 3, float16);
    const pooled = add(g, 'Cast', [add(g, 'Flatten', [add(g, 'GlobalAveragePool', [half])])], { to: float });
    return add(
      g,
      'Gemm',
      [pooled, constant(g, 'w', [classes, channels], randomNumbers(classes * channels, 7))],
      { transB: 1 },
    );
  });
  expect(findHead(parseModel(bytes)).precision).toBe('float16');
  await compareLogits(bytes, 'nchw', 1e-2);
});

test('a network that ends in a layer wide enough to be shared among threads: the bits of an image do not depend on its batch', async () => {
  const wide = 1280;
  const graph = newGraph(17);
  graph.inputs.push(declare('input', float, ['N', 3, 7, 7]));
  const map = add(graph, 'Relu', [
    add(graph, 'Conv', ['input', constant(graph, 'w0', [wide, 3, 1, 1], randomNumbers(wide * 3, 1))]),
  ]);
  const pooled = add(graph, 'Flatten', [add(graph, 'GlobalAveragePool', [map])]);
  graph.outputs.push(
    declare(
      add(graph, 'Gemm', [pooled, constant(graph, 'w', [20, wide], randomNumbers(20 * wide, 2))], {
        transB: 1,
      }),
      float,
      ['N', 20],
    ),
  );
  const fused = fuseCam(parseModel(serialise(graph)), { ...preprocessing, topK: 5 });
  const images = 8;
  const bytes = 7 * 7 * 3;
  const batch = Uint8Array.from(randomNumbers(images * bytes, 3), (x) => Math.floor((x + 1) * 127.9));
  const reference = await runFused(
    await openSession(fused.bytes, 1),
    batch,
    [images, 7, 7, 3],
    Array(images).fill([3]),
  );
  for (const threads of [1, 2, 4, 8]) {
    const session = await openSession(fused.bytes, threads);
    for (let n = 0; n < images; n++) {
      const single = await runFused(session, batch.slice(n * bytes, (n + 1) * bytes), [1, 7, 7, 3], [[3]]);
      expect(single.maps).toEqual(reference.maps.slice(n * 6 * 49, (n + 1) * 6 * 49));
    }
    await session.release();
  }
});

test('what nothing needs any more is dropped: the old head, its constants, the declared shapes', () => {
  const { bytes } = buildNetwork('a trailing Reshape to [1, 7] and LogSoftmax', { batch: 1 });
  const written = new TextDecoder('latin1').decode(
    fuseCam(parseModel(bytes), { ...preprocessing, topK: 1 }).bytes,
  );
  for (const word of ['LogSoftmax', 'out_shape']) expect(written).not.toContain(word);
  expect(written).toContain('camfleet');
});
