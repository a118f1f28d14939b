/** Lets the heaps of this process grow before they are looked through as a whole. */
import { setFlagsFromString } from 'node:v8';

/** By how much of what is alive, in percent: twice that is the limit. */
export const growthFlag = '--heap-growing-percent=100';

/**
 * For processes that pictures pass through by the thousand. Their bytes lie outside of the heap, and what is new of them
 * counts as growth, so that V8 comes to let a heap grow by a tenth only, and goes over all of it again and again (ADR 4 has
 * the figures). Threads that are started later are held to this too.
 */
export function letHeapsGrow(): void {
  setFlagsFromString(growthFlag);
}
