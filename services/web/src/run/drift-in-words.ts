/** What the drift of a run's scores says: other pictures, or the same ones taken otherwise, show here first. */

/** `psi`: the population stability index, read as is the custom. */
export function driftInWords(psi: number): string {
  const moved = psi < 0.1 ? 'hardly' : psi <= 0.25 ? 'a little' : 'much';
  return `The best scores of the last hour have moved ${moved} since the first (stability index ${psi.toFixed(2)}).`;
}
