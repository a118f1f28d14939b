/** The object store in a map, with faults that can be armed. */
import type { ObjectStore } from '@camfleet/contracts';

export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>;
  /** The next putIfAbsent stores its object and answers false, as a client does that repeats a lost request. */
  loseNextAnswer(): void;
}

export function memoryStore(): MemoryStore {
  const objects = new Map<string, Uint8Array>();
  let answerIsLost = false;
  return {
    objects,
    address: 'memory:',
    loseNextAnswer: () => {
      answerIsLost = true;
    },
    get: async (key) => objects.get(key) ?? null,
    getRange: async (key, offset, length) => objects.get(key)?.subarray(offset, offset + length) ?? null,
    put: async (key, body) => {
      objects.set(key, body.slice());
    },
    putIfAbsent: async (key, body) => {
      // The wait lets concurrent callers interleave; the test and the write are one step.
      await Promise.resolve();
      if (objects.has(key)) return false;
      objects.set(key, body);
      const answer = !answerIsLost;
      answerIsLost = false;
      return answer;
    },
    async *list(prefix, startAfter = '') {
      for (const key of [...objects.keys()].sort()) {
        if (key.startsWith(prefix) && key > startAfter) yield { key, bytes: objects.get(key)!.length };
      }
    },
    delete: async (key) => {
      objects.delete(key);
    },
    check: async () => {},
    close: async () => {},
  };
}
