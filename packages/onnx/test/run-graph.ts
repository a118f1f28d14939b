// Runs graphs with onnxruntime in tests.
import * as ort from 'onnxruntime-node';
import { halfToNumber } from '../src/half-precision.js';

/** What the fused graph gives for a batch. */
export interface FusedOutput {
  readonly classes: number[];
  readonly logits: Float32Array;
  readonly maps: Float32Array;
  readonly logsumexp: Float32Array;
  readonly mapDims: readonly number[];
}

/** A session of a model in memory, or of a file and what lies beside it. */
export function openSession(model: Uint8Array | string, threads = 2): Promise<ort.InferenceSession> {
  const options = { logSeverityLevel: 3, intraOpNumThreads: threads } as const;
  return typeof model === 'string'
    ? ort.InferenceSession.create(model, options)
    : ort.InferenceSession.create(model, options);
}

export async function runFused(
  session: ort.InferenceSession,
  pixels: Uint8Array,
  dims: readonly [number, number, number, number],
  wanted: readonly (readonly number[])[],
): Promise<FusedOutput> {
  const ids = BigInt64Array.from(wanted.flat(), BigInt);
  const { classes, logits, maps, logsumexp } = await session.run({
    image: new ort.Tensor('uint8', pixels, dims),
    wanted: new ort.Tensor('int64', ids, [dims[0], wanted[0]?.length ?? 0]),
  });
  if (classes === undefined || logits === undefined || maps === undefined || logsumexp === undefined)
    throw new Error('an output is missing');
  return {
    classes: Array.from(classes.data as BigInt64Array, Number),
    logits: logits.data as Float32Array,
    maps: maps.data as Float32Array,
    logsumexp: logsumexp.data as Float32Array,
    mapDims: maps.dims,
  };
}

/** Runs a plain network on normalised floats and gives each output as numbers. */
export async function runPlain(
  session: ort.InferenceSession,
  input: { name: string; values: Float32Array; dims: readonly number[] },
): Promise<Record<string, number[]>> {
  const feed = new ort.Tensor('float32', input.values, input.dims);
  const results = await session.run({ [input.name]: feed });
  return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, readNumbers(value)]));
}

function readNumbers(value: ort.Tensor): number[] {
  if (value.type !== 'float16') return Array.from(value.data as Float32Array);
  // The bits, whether the platform has a Float16Array or not.
  const { buffer, byteOffset, byteLength } = value.data as Uint16Array;
  return Array.from(new Uint16Array(buffer, byteOffset, byteLength / 2), halfToNumber);
}

/** uint8 [N, H, W, 3] → float [N, 3, H, W], normalised. */
export function normalise(
  pixels: Uint8Array,
  [images, height, width]: readonly [number, number, number, number],
  mean: readonly number[],
  std: readonly number[],
  order: 'rgb' | 'bgr' = 'rgb',
): Float32Array {
  const area = height * width;
  const values = new Float32Array(pixels.length);
  for (let n = 0; n < images; n++) {
    for (let p = 0; p < area; p++) {
      for (let c = 0; c < 3; c++) {
        const byte = pixels[(n * area + p) * 3 + (order === 'bgr' ? 2 - c : c)] ?? 0;
        values[(n * 3 + c) * area + p] = (byte - (mean[c] ?? 0)) / (std[c] ?? 1);
      }
    }
  }
  return values;
}
