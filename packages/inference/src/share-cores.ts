/** How a worker divides the processor for its network: so many sessions of so many threads each. */
import type { Provider } from './protocol.js';

/**
 * Sessions beyond this many cost more memory than they gain: each holds the weights and a batch's activations. Below it
 * one thread a session wastes least, since nothing waits for anything.
 */
const lanesMax = 4;

export interface CoreShare {
  /** Sessions side by side. */
  readonly lanes: number;
  /** Threads of each session. */
  readonly threads: number;
  /** Threads that decode pictures. */
  readonly decoders: number;
}

/**
 * `cores`: this worker's share. Decoding runs beside the network on the same cores; the system divides their time. Where
 * the sessions' threads do not come out even, they are rounded: two threads too many on six cores cost less than two cores that idle. A GPU
 * is kept busy by one session, and a second would only take its memory.
 */
export function shareCores(cores: number, provider: Provider | 'none'): CoreShare {
  // Nothing is decoded where there is no network; a thread that waits costs its memory alone.
  const decoders = provider === 'none' ? 1 : Math.max(1, Math.floor(cores));
  if (provider === 'cuda') return { lanes: 1, threads: 1, decoders };
  const lanes = Math.max(1, Math.min(lanesMax, Math.floor(cores)));
  return { lanes, threads: Math.max(1, Math.round(cores / lanes)), decoders };
}
