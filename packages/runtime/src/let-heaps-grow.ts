/** Lets the heaps of this process grow before they are looked through as a whole. */
import { setFlagsFromString } from 'node:v8';

/** By how much of what is alive, in percent: twice that is the limit. */
export const heapGrowth = '--heap-growing-percent=100';

/**
 * For processes that pictures pass through. Their bytes lie outside of the heap, and each arrival looks to the engine as if
 * that much garbage had been made: within half a minute it allows a heap to grow by a tenth, and from then on looks through
 * all of it twice a second. Threads that are started later are held to this too.
 */
export function letHeapsGrow(): void {
  setFlagsFromString(heapGrowth);
}
