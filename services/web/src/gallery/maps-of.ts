import type { OutcomeView } from '@camfleet/protocol';
import { decodeMaps, type Maps } from './decode-maps.js';

const decoded = new WeakMap<OutcomeView, Maps>();

/** An outcome's maps, decoded once; null where it has none. */
export function mapsOf(outcome: OutcomeView): Maps | null {
  if (outcome.map === null) return null;
  const known = decoded.get(outcome);
  if (known !== undefined) return known;
  const maps = decodeMaps(outcome.map);
  decoded.set(outcome, maps);
  return maps;
}
