/** Proves a stored model again: the head's identity, from the maps and logits of the very graph that runs. */
import { identityGap } from '@camfleet/cam';
import type { PreparedModel } from '@camfleet/contracts';
import { runRandom } from './run-random.js';

const images = 4;

/** The largest gap over the top classes of random images; for max pooling, where maps do not tell it, 0. */
export async function recheckModel({
  graph,
  description,
}: PreparedModel): Promise<{ gap: number; tolerance: number }> {
  const { name, input, map, head, identity } = description;
  const cells = map.height * map.width;
  const gap = await runRandom(graph, images, input, name, (outputs) => {
    const maps = outputs.maps!.data as Float32Array;
    const logits = outputs.logits!.data as Float32Array;
    const gaps = Array.from(
      outputs.classes!.data as BigInt64Array,
      (label, slot) =>
        identityGap(
          head,
          maps.subarray(slot * cells, (slot + 1) * cells),
          head.bias[Number(label)]!,
          logits[slot]!,
        ) ?? 0,
    );
    return Math.max(...gaps);
  });
  return { gap, tolerance: identity.tolerance };
}
