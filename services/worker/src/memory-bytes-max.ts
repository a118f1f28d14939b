/** How much memory a worker may use before it asks to be replaced. */
import { totalmem } from 'node:os';

const containerShare = 0.9;

/** In bytes; without a limit of its container a process is never too large. */
export function memoryBytesMax(asked: number | undefined): number {
  if (asked !== undefined) return asked * 1e6;
  const allowed = process.constrainedMemory();
  return allowed > 0 && allowed < totalmem() ? allowed * containerShare : Number.POSITIVE_INFINITY;
}
