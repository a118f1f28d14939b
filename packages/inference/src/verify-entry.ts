/** Proves on random pictures that a graph whose first layer reads the pixels is the network behind an entry of its own. */
import { type Preprocessing, Problem } from '@camfleet/contracts';
import { runRandom } from './run-random.js';

const images = 4;

/**
 * Compares the features of two fused graphs that show them; `graph` is to be used, `apart` is the plain way in. Throws the Problem
 * `model-identity` where they differ by more than `tolerance`, as a share of the largest feature.
 *
 * @param name what the user calls the network, for the sentence
 */
export async function verifyEntry(
  graph: Uint8Array,
  apart: Uint8Array,
  input: Preprocessing,
  tolerance: number,
  name: string,
): Promise<void> {
  if (Buffer.compare(graph, apart) === 0) return;
  const featuresOf = (one: Uint8Array) =>
    runRandom(one, images, input, name, ({ features }) => (features!.data as Float32Array).slice());
  const [ours, plain] = [await featuresOf(graph), await featuresOf(apart)];
  const scale = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const gap = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - plain[i]!)), 0) / scale;
  if (gap <= tolerance) return;
  throw new Problem(
    'model-identity',
    `${name}: its features are others where its first layer reads the pixels itself (gap ${gap.toExponential(1)}, allowed ` +
      `${tolerance}): this is a defect of Camfleet's, please report it with the network`,
  );
}
