/** How a worker divides the processor for its network: so many sessions of so many threads each. */

/**
 * Sessions beyond this many cost more memory than they gain: each holds the weights and a batch's activations. Below it
 * one thread a session wastes least, since nothing waits for anything.
 */
const lanesMax = 4;

/** `cores`: this worker's share. Decoding runs beside the network on the same cores; the system divides their time. */
export function shareCores(cores: number): { lanes: number; threads: number } {
  const lanes = Math.max(1, Math.min(lanesMax, Math.floor(cores)));
  return { lanes, threads: Math.max(1, Math.floor(cores / lanes)) };
}
