/** Memory that is used again: pictures come by the million, and allocating for each is what garbage collection waits for. */

export type Memory = Uint8Array<ArrayBuffer>;

export interface SpareMemory {
  /** At least so many bytes, of whatever content. */
  take(bytes: number): Memory;
  /** It is not used any more. What was lent and does not come back is simply gone. */
  giveBack(memory: Memory): void;
}

const unitBytes = 64 * 1024;

/** Keeps at most `countMax` pieces, of at most `bytesMax` each; pieces are whole multiples of 64 kB. */
export function createSpareMemory(countMax: number, bytesMax: number): SpareMemory {
  const spare: Memory[] = [];
  return {
    take: (bytes) => {
      const fitting = spare.findIndex((memory) => memory.length >= bytes);
      if (fitting >= 0) return spare.splice(fitting, 1)[0]!;
      // Room for the larger one, which soon comes back, unless it is too large to be kept.
      if (bytes <= bytesMax) spare.shift();
      return new Uint8Array(Math.max(1, Math.ceil(bytes / unitBytes)) * unitBytes);
    },
    giveBack: (memory) => {
      if (spare.length < countMax && memory.length <= bytesMax) spare.push(memory);
    },
  };
}
