// The fused graph against the dense computation, for every head and operator set, in onnxruntime.
import { describe, expect, test } from 'vitest';
import { findHead, fuseCam, parseModel, supportedOpset } from '../src/index.js';
import { denseMaps, logitsFromMaps, logSumExp, topClasses } from './dense-cam.js';
import { randomNumbers } from './graph-builder.js';
import { normalise, openSession, runFused, runPlain } from './run-graph.js';
import {
  buildNetwork,
  channels,
  classes,
  elementTypes,
  headNames,
  type NetworkOptions,
  size,
} from './small-networks.js';

const preprocessing = { mean: [120, 115, 105], std: [58, 57, 56], channelOrder: 'rgb' } as const;
const topK = 3;
const images = 4;
const dims = [images, size, size, 3] as const;
const pixelsAt = (side: number) =>
  Uint8Array.from(randomNumbers(images * side * side * 3, 5), (x) => Math.floor((x + 1) * 127.9));
const pixels = pixelsAt(size);
const wanted = Array.from({ length: images }, (_, n) => [n % classes, 6]);

function expectClose(actual: number | undefined, expected: number | undefined, tolerance: number) {
  const bound = tolerance * Math.max(1, Math.abs(expected ?? Number.NaN));
  expect(Math.abs((actual ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThanOrEqual(bound);
}

/**
 * Fuses a network and compares everything it gives with the dense computation on the plain network's own features. At
 * another side than the exported one these are those of a network that takes any, since not every plain head does.
 */
async function compare(
  head: string,
  options: NetworkOptions = {},
  tolerance = 1e-5,
  order: 'rgb' | 'bgr' = 'rgb',
  side = size,
) {
  const network = buildNetwork(head, options);
  const fused = fuseCam(parseModel(network.bytes), {
    ...preprocessing,
    channelOrder: order,
    topK,
    size: { width: side, height: side },
  });
  expect(fused.input).toEqual({ width: side, height: side });
  const session = await openSession(fused.bytes);
  const [dims, pixels] = [[images, side, side, 3] as const, pixelsAt(side)];
  const result = await runFused(session, pixels, dims, wanted);
  expect(result.mapDims).toEqual([images, topK + 2, side, side]);
  const plainHead = side === size ? head : 'Gemm, transB 1';
  const shown = await openSession(
    buildNetwork(plainHead, { ...options, showFeatures: true, dynamicSize: side !== size }).bytes,
  );
  const values = normalise(pixels, dims, preprocessing.mean, preprocessing.std, order);
  for (let n = 0; n < images; n++) {
    const one = values.subarray(n * 3 * side * side, (n + 1) * 3 * side * side);
    const plain = await runPlain(shown, {
      name: network.input,
      values: one,
      dims: [1, 3, side, side],
    });
    const maps = denseMaps(plain[network.features] ?? [], network.truth, channels);
    const logits =
      logitsFromMaps(maps, network.truth, side) ?? maxLogits(plain[network.features] ?? [], network.truth);
    const expected = [...topClasses(logits, topK), ...(wanted[n] ?? [])];
    const from = n * (topK + 2);
    expect(result.classes.slice(from, from + topK + 2)).toEqual(expected);
    const area = side * side;
    for (const [i, c] of expected.entries()) {
      expectClose(result.logits[from + i], logits[c], tolerance);
      for (let p = 0; p < area; p++)
        expectClose(result.maps[(from + i) * area + p], maps[c]?.[p], 10 * tolerance);
    }
    expectClose(result.logsumexp[n], logSumExp(logits), tolerance);
    if (side === size && !/oftmax/.test(head))
      for (const [c, logit] of logits.entries()) expectClose(plain[network.output]?.[c], logit, tolerance);
  }
  await session.release();
  await shown.release();
}

function maxLogits(
  features: readonly number[],
  { weights, bias }: { weights: readonly number[]; bias: readonly number[] },
): number[] {
  const area = features.length / channels;
  return bias.map((b, c) => {
    let sum = b;
    for (let k = 0; k < channels; k++)
      sum += (weights[c * channels + k] ?? 0) * Math.max(...features.slice(k * area, (k + 1) * area));
    return sum;
  });
}

const baked = (head: string) => /\[1, /.test(head);

const opsets = [supportedOpset.first, ...Array.from({ length: 14 }, (_, i) => 9 + i), supportedOpset.last];
describe.each(opsets)('opset %i', (opset) => {
  test.each(headNames)('%s', (head) => compare(head, { opset, batch: baked(head) ? 1 : 'N' }));
});

test.each(headNames)('a batch of one in the file becomes any batch: %s', (head) =>
  compare(head, { batch: 1 }),
);

test.each(headNames)('float16: %s', (head) =>
  compare(head, { type: elementTypes.float16, batch: baked(head) ? 1 : 'N' }, 1e-2),
);

test.each(headNames)('at another size than the exported one: %s', (head) =>
  compare(head, { batch: baked(head) ? 1 : 'N' }, 1e-5, 'rgb', 9),
);

test('bgr', () => compare('Gemm, transB 1', {}, 1e-5, 'bgr'));

test('names that are ours are free for the network to use', () => compare('Gemm, transB 1', { clash: true }));

test.each([false, true])(
  'features can be shown whatever the network calls its own (clash: %s)',
  async (clash) => {
    const model = parseModel(buildNetwork('Gemm, transB 1', { clash }).bytes);
    const session = await openSession(fuseCam(model, { ...preprocessing, topK, exposeFeatures: true }).bytes);
    expect(session.outputNames).toContain('features');
    await session.release();
  },
);

test('initializers listed as inputs (IR version 3)', () =>
  compare('MatMul, then Add', { opset: 8, irVersion: 3 }));

test('a network that takes any size is fixed at one', async () => {
  const model = parseModel(buildNetwork('Gemm, transB 1', { dynamicSize: true }).bytes);
  expect(fuseCam(model, { ...preprocessing, topK }).input).toEqual({ height: 224, width: 224 });
  const fused = fuseCam(model, { ...preprocessing, topK, size: { height: 6, width: 9 } });
  expect(fused.input).toEqual({ height: 6, width: 9 });
  const result = await runFused(
    await openSession(fused.bytes),
    new Uint8Array(2 * 6 * 9 * 3),
    [2, 6, 9, 3],
    [[1], [2]],
  );
  expect(result.mapDims).toEqual([2, topK + 1, 6, 9]);
});

test.each([9, 17])('nothing wanted (m = 0), opset %i', async (opset) => {
  const { bytes } = buildNetwork('Gemm, transB 1', { opset });
  const session = await openSession(fuseCam(parseModel(bytes), { ...preprocessing, topK }).bytes);
  const without = await runFused(
    session,
    pixels,
    dims,
    wanted.map(() => []),
  );
  const withTwo = await runFused(session, pixels, dims, wanted);
  expect(without.mapDims).toEqual([images, topK, size, size]);
  for (let n = 0; n < images; n++) {
    const top = without.classes.slice(n * topK, (n + 1) * topK);
    expect(top).toEqual(withTwo.classes.slice(n * (topK + 2), n * (topK + 2) + topK));
  }
});

test.each(headNames)('a batch equals its images one by one, to the bit: %s', async (head) => {
  const { bytes } = buildNetwork(head, { batch: baked(head) ? 1 : 'N' });
  const session = await openSession(fuseCam(parseModel(bytes), { ...preprocessing, topK }).bytes);
  const whole = await runFused(session, pixels, dims, wanted);
  const k = topK + 2;
  for (let n = 0; n < images; n++) {
    const one = pixels.slice(n * size * size * 3, (n + 1) * size * size * 3);
    const single = await runFused(session, one, [1, size, size, 3], [wanted[n] ?? []]);
    expect(single.classes).toEqual(whole.classes.slice(n * k, (n + 1) * k));
    expect(single.logits).toEqual(whole.logits.slice(n * k, (n + 1) * k));
    expect(single.maps).toEqual(whole.maps.slice(n * k * size * size, (n + 1) * k * size * size));
    expect(single.logsumexp).toEqual(whole.logsumexp.slice(n, n + 1));
  }
});

test('the same model and options give the same bytes, and the model stays as it was', () => {
  const { bytes } = buildNetwork('Gemm, transB 1');
  const before = bytes.slice();
  const model = parseModel(bytes);
  const first = fuseCam(model, { ...preprocessing, topK });
  expect(fuseCam(model, { ...preprocessing, topK }).bytes).toEqual(first.bytes);
  expect(fuseCam(parseModel(before), { ...preprocessing, topK }).bytes).toEqual(first.bytes);
  expect(bytes).toEqual(before);
});

test('more top classes than classes gives them all', () => {
  const { bytes } = buildNetwork('Gemm, transB 1');
  expect(fuseCam(parseModel(bytes), { ...preprocessing, topK: 50 }).topK).toBe(classes);
});

test.each([
  { topK: 0 },
  { topK: 1.5 },
  { topK, std: [1, 0, 1] as const },
  { topK, mean: [1, Number.NaN, 1] as const },
])('options that make no sense: %o', (options) => {
  const { bytes } = buildNetwork('Gemm, transB 1');
  expect(() => fuseCam(parseModel(bytes), { ...preprocessing, ...options })).toThrow(RangeError);
});

test.each(headNames)('the head is described as it was built: %s', (name) => {
  const { bytes, truth, features } = buildNetwork(name);
  const head = findHead(parseModel(bytes));
  expect(head).toMatchObject({
    kind: truth.kind,
    pool: truth.pool,
    activation: truth.activation,
    channels,
    classes,
    precision: 'float32',
  });
  if (!name.includes('channels last')) expect(head.features).toBe(features);
  expect(Array.from(head.weights)).toEqual(Array.from(Float32Array.from(truth.weights)));
  expect(Array.from(head.bias)).toEqual(Array.from(Float32Array.from(truth.bias)));
});
