/** Proves a stored model again: the head's identity, from the maps and logits of the very graph that runs. */
import { identityGap } from '@camfleet/cam';
import { type PreparedModel, Problem } from '@camfleet/contracts';
import { runRandom } from './run-random.js';

const images = 4;

/**
 * The largest gap over the top classes of random images; null where maps do not tell their logits (a linear layer after max
 * pooling), so that no more is known than that the graph runs. Throws the Problem `model-identity` where the gap is larger
 * than the model's own proof allowed.
 */
export async function recheckModel({
  graph,
  description,
}: PreparedModel): Promise<{ gap: number | null; tolerance: number }> {
  const {
    name,
    input,
    map,
    head,
    identity: { tolerance },
  } = description;
  const cells = map.height * map.width;
  const gaps = await runRandom(graph, images, input, name, (outputs) => {
    const maps = outputs.maps!.data as Float32Array;
    const logits = outputs.logits!.data as Float32Array;
    return Array.from(outputs.classes!.data as BigInt64Array, (label, slot) =>
      identityGap(
        head,
        maps.subarray(slot * cells, (slot + 1) * cells),
        head.bias[Number(label)]!,
        logits[slot]!,
      ),
    ).filter((gap) => gap !== null);
  });
  if (gaps.length === 0) return { gap: null, tolerance };
  const gap = Math.max(...gaps);
  if (gap <= tolerance) return { gap, tolerance };
  throw new Problem(
    'model-identity',
    `the maps of ${name} as it is stored do not add up to its logits (gap ${gap.toExponential(1)}, allowed ${tolerance}): prepare it anew`,
  );
}
