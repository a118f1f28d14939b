/** Whether a graph whose first layer reads the pixels is, on random pictures, the network behind an entry of its own. */
import type { Preprocessing } from '@camfleet/contracts';
import { runRandom } from './run-random.js';

const images = 4;

/**
 * Compares the features of two fused graphs that show them: by no more than `tolerance`, as a share of the largest, may they
 * differ. They do where a network rounds between its layers, since sums in another order fall to the other side.
 * Throws as runRandom does.
 *
 * @param name what the user calls the network, for the sentence
 */
export async function sameFeatures(
  graph: Uint8Array,
  apart: Uint8Array,
  input: Preprocessing,
  tolerance: number,
  name: string,
): Promise<boolean> {
  if (Buffer.compare(graph, apart) === 0) return true;
  const featuresOf = (one: Uint8Array) =>
    runRandom(one, images, input, name, ({ features }) => (features!.data as Float32Array).slice());
  const [ours, plain] = [await featuresOf(graph), await featuresOf(apart)];
  const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return ours.every((value, i) => Math.abs(value - plain[i]!) <= tolerance * largest);
}
