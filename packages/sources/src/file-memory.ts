/**
 * Memory of image files that is used again: files come by the million, and memory outside of the heap that is allocated for
 * each of them makes the collector go over the whole heap every few hundred.
 */

export interface FileMemory {
  /** At least so many bytes, of whatever content. What is never given back is simply gone. */
  take(bytes: number): Uint8Array<ArrayBuffer>;
  /** Nobody looks at these bytes any more. Those that do not lie in memory from here are let be. */
  giveBack(bytes: Uint8Array): void;
}

/** Pieces are whole multiples of this, so that most fit most files. */
const unitBytes = 64 * 1024;

/** Keeps at most `bytesMax` for later. */
export function createFileMemory(bytesMax: number): FileMemory {
  const lent = new WeakSet<ArrayBufferLike>();
  const spare: Uint8Array<ArrayBuffer>[] = [];
  let kept = 0;

  function pick(bytes: number): Uint8Array<ArrayBuffer> {
    const fitting = spare.findLastIndex(({ length }) => length >= bytes);
    if (fitting < 0) return new Uint8Array(Math.max(1, Math.ceil(bytes / unitBytes)) * unitBytes);
    const [memory] = spare.splice(fitting, 1);
    kept -= memory!.length;
    return memory!;
  }

  return {
    take: (bytes) => {
      const memory = pick(bytes);
      lent.add(memory.buffer);
      return memory;
    },
    giveBack: ({ buffer }) => {
      if (!(buffer instanceof ArrayBuffer) || !lent.delete(buffer)) return;
      spare.push(new Uint8Array(buffer));
      kept += buffer.byteLength;
      while (kept > bytesMax) kept -= spare.shift()!.length;
    },
  };
}
