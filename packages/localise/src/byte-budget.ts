/** Memory for the files in hand, bounded by their bytes: a hundred photographs at a time, or one scan of a page. */
import type { Room } from '@camfleet/sources';

export interface ByteBudget {
  /** Runs `work`; what its room is then is given back when it ends, however it ends. */
  use<T>(work: (room: Room) => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly bytes: number;
  enter(): void;
}

/** What is larger than the whole budget is let in alone. */
export function createByteBudget(bytesMax: number): ByteBudget {
  const waiting = new Set<Waiting>();
  let used = 0;

  const fits = (bytes: number, others: number) => others === 0 || others + bytes <= bytesMax;

  function admit(): void {
    for (const next of waiting) {
      if (!fits(next.bytes, used)) return;
      waiting.delete(next);
      used += next.bytes;
      next.enter();
    }
  }

  function giveBack(bytes: number): void {
    used -= bytes;
    admit();
  }

  function enterByTurn(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        waiting.delete(turn);
        reject(signal?.reason);
        // Whoever stood behind may fit where this one did not.
        admit();
      };
      const turn = {
        bytes,
        enter: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.add(turn);
      admit();
    });
  }

  return {
    use: async (work) => {
      let held = 0;
      try {
        return await work({
          widen: (bytes) => {
            if (bytes <= held) return true;
            if (waiting.size > 0 || !fits(bytes, used - held)) return false;
            used += bytes - held;
            held = bytes;
            return true;
          },
          wait: async (bytes, signal) => {
            signal?.throwIfAborted();
            const before = held;
            held = 0;
            giveBack(before);
            await enterByTurn(bytes, signal);
            held = bytes;
          },
        });
      } finally {
        giveBack(held);
      }
    },
  };
}
