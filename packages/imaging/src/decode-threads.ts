/** How many threads of libvips work on one picture. */
import { sharp } from './libvips.js';

/** For the whole process. Many pictures at a time are faster with 1 than one picture with many; `threads` >= 1. */
export function setDecodeThreads(threads: number): void {
  sharp.concurrency(threads);
}
