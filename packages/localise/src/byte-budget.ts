/** Memory for the files in hand, bounded by their bytes: a hundred photographs at a time, or one scan of a page. */

export interface ByteBudget {
  /** Runs `work`; what it reserves is given back when it ends, however it ends. */
  use<T>(work: (reserve: Reserve) => Promise<T>): Promise<T>;
}

/**
 * Settles when there is room for so many bytes, in the order in which it was asked for. Asked again it replaces what was
 * reserved before. Nobody waits while holding some, so that no two wait for each other.
 */
export type Reserve = (bytes: number) => Promise<void>;

/** What is larger than the whole budget is let in alone. */
export function createByteBudget(bytesMax: number): ByteBudget {
  const waiting: { readonly bytes: number; readonly enter: () => void }[] = [];
  let used = 0;

  function admit(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (used > 0 && used + next.bytes > bytesMax) return;
      waiting.shift();
      used += next.bytes;
      next.enter();
    }
  }

  function giveBack(bytes: number): void {
    used -= bytes;
    admit();
  }

  return {
    use: async (work) => {
      let held = 0;
      const reserve = async (bytes: number) => {
        const before = held;
        held = 0;
        giveBack(before);
        await new Promise<void>((enter) => {
          waiting.push({ bytes, enter });
          admit();
        });
        held = bytes;
      };
      try {
        return await work(reserve);
      } finally {
        giveBack(held);
      }
    },
  };
}
