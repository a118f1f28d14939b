/** Proves a fused graph on random input: maps equal the dense definition, and the head's identity holds. */
import { type HeadIdentity, identityGap, topK } from '@camfleet/cam';
import { type Preprocessing, Problem } from '@camfleet/contracts';
import type { Head } from '@camfleet/onnx';
import { type Outputs, runRandom } from './run-random.js';

export interface Verification {
  /** Map rows and columns. */
  readonly height: number;
  readonly width: number;
  readonly images: number;
  /** The largest relative gap found. */
  readonly gap: number;
  readonly tolerance: number;
}

const images = 4;
/** The largest half float: maps are stored in half precision. */
const halfMax = 65_504;

/**
 * Runs `graph`, the fused graph with its features exposed, on random images and compares, for the top classes, the
 * logits with what the dense maps say (for a linear layer after max pooling, the pooled features) and the maps with the
 * dense maps. Throws a Problem `model-identity` where they do not agree, `model-refused` where maps cannot be stored or the
 * graph does not run.
 */
export function verifyModel(
  graph: Uint8Array,
  head: Head,
  input: Preprocessing,
  name: string,
): Promise<Verification> {
  return runRandom(graph, images, input, name, (outputs) => proveOutputs(outputs, head, name));
}

function proveOutputs(outputs: Outputs, head: Head, name: string): Verification {
  const tolerance = head.precision === 'float16' ? 1e-2 : 1e-4;
  const [, k, height, width] = outputs.maps!.dims as [number, number, number, number];
  const maps = outputs.maps!.data as Float32Array;
  const features = outputs.features!.data as Float32Array;
  const logits = outputs.logits!.data as Float32Array;
  const classes = Array.from(outputs.classes!.data as BigInt64Array, Number);
  const cells = height * width;
  let gap = 0;
  for (let slot = 0; slot < images * k; slot += 1) {
    const image = Math.floor(slot / k);
    const label = classes[slot]!;
    const map = maps.subarray(slot * cells, (slot + 1) * cells);
    const own = features.subarray(image * head.channels * cells, (image + 1) * head.channels * cells);
    const dense = denseMap(own, head, label, cells);
    gap = Math.max(gap, mapGap(map, dense), logitGap(own, dense, head, label, logits[slot]!, height, width));
  }
  checkRanking(logits, k, name);
  if (!maps.every((value) => Math.abs(value) <= halfMax)) {
    throw new Problem(
      'model-refused',
      `${name}: its maps exceed ${halfMax}, the largest half-precision number they are stored in`,
    );
  }
  if (!(gap <= tolerance)) {
    throw new Problem(
      'model-identity',
      `${name}: its maps do not add up to its logits (gap ${gap.toExponential(1)}, allowed ${tolerance}), so its boxes would mean nothing`,
    );
  }
  return { height, width, images, gap, tolerance };
}

/** M_c = Σ_k w_k^c f_k, summed in double precision: [cells]. */
function denseMap(features: Float32Array, head: Head, label: number, cells: number): Float64Array {
  const map = new Float64Array(cells);
  for (let channel = 0; channel < head.channels; channel += 1) {
    const weight = head.weights[label * head.channels + channel]!;
    for (let cell = 0; cell < cells; cell += 1) map[cell]! += weight * features[channel * cells + cell]!;
  }
  return map;
}

function mapGap(map: Float32Array, dense: Float64Array): number {
  const scale = dense.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return map.reduce((most, value, cell) => Math.max(most, Math.abs(value - dense[cell]!) / scale), 0);
}

function logitGap(
  features: Float32Array,
  dense: Float64Array,
  head: Head,
  label: number,
  logit: number,
  height: number,
  width: number,
): number {
  const bias = head.bias[label]!;
  return (
    identityGap(headIdentity(head, height, width), Float32Array.from(dense), bias, logit) ??
    relative(maxPooledLogit(features, head, label, height * width) + bias, logit)
  );
}

/** Σ_k w_k max(f_k): what a linear layer after max pooling adds its bias to. */
function maxPooledLogit(features: Float32Array, head: Head, label: number, cells: number): number {
  let sum = 0;
  for (let channel = 0; channel < head.channels; channel += 1) {
    const plane = features.subarray(channel * cells, (channel + 1) * cells);
    sum +=
      head.weights[label * head.channels + channel]! * plane.reduce((most, value) => Math.max(most, value));
  }
  return sum;
}

function relative(expected: number, actual: number): number {
  return Math.abs(expected - actual) / Math.max(1, Math.abs(actual));
}

/** The graph must rank as the definition does: larger logits first. */
function checkRanking(logits: Float32Array, k: number, name: string): void {
  for (let image = 0; image < images; image += 1) {
    const own = logits.subarray(image * k, (image + 1) * k);
    if (topK(own, k).some((rank, i) => own[rank] !== own[i])) {
      throw new Problem(
        'model-identity',
        `${name}: its classes do not come out in the order of their logits`,
      );
    }
  }
}

/** The head in the terms of the identity; positions that the convolution pads around the map are pooled too. */
export function headIdentity(
  {
    kind,
    pool,
    activation,
    padding: [top, left, bottom, right],
  }: Pick<Head, 'kind' | 'pool' | 'activation' | 'padding'>,
  height: number,
  width: number,
): HeadIdentity {
  const paddedCells = (height + top + bottom) * (width + left + right) - height * width;
  return { kind, pool, activation, paddedCells };
}
