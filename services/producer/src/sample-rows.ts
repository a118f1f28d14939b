/** A sample: some of a manifest's rows, each as likely as any other, and how many there are in all. */
import { setImmediate } from 'node:timers/promises';
import type { ManifestRow } from '@camfleet/contracts';

/** Multiplier and modulus of Park and Miller's generator. */
const multiplier = 48_271;
const modulus = 2 ** 31 - 1;
/** Rows that are read before everything else in this process has a turn. */
const rowsPerTurn = 500;

/**
 * `wanted` rows in their order, or all where there are fewer: the same ones whenever the same rows are read. The sample is
 * held in memory, and nothing else.
 */
export async function sampleRows(
  rows: AsyncIterable<ManifestRow>,
  wanted: number,
  signal: AbortSignal,
): Promise<{ readonly sample: readonly ManifestRow[]; readonly population: number }> {
  const sample: ManifestRow[] = [];
  let population = 0;
  let random = 1;
  for await (const row of rows) {
    population += 1;
    if (population % rowsPerTurn === 0) {
      signal.throwIfAborted();
      await setImmediate();
    }
    if (sample.length < wanted) sample.push(row);
    else {
      random = (random * multiplier) % modulus;
      const place = Math.floor((random / modulus) * population);
      if (place < wanted) sample[place] = row;
    }
  }
  return { sample: sample.sort((a, b) => a.index - b.index), population };
}
