/** Places that requests hold until their answers have gone: so many at a time, of whoever asks. */
import type { ServerResponse } from 'node:http';

export interface Places {
  /** False where all of theirs are taken. A place is free again once the answer has gone, or the connection. */
  take(who: string, answer: ServerResponse): boolean;
}

export function createPlaces(placesMax: number): Places {
  const taken = new Map<string, number>();
  return {
    take: (who, answer) => {
      // Who has gone meanwhile holds nothing, and is not heard to go again.
      if (answer.destroyed) return true;
      const before = taken.get(who) ?? 0;
      if (before >= placesMax) return false;
      taken.set(who, before + 1);
      answer.once('close', () => {
        const left = taken.get(who)! - 1;
        if (left === 0) taken.delete(who);
        else taken.set(who, left);
      });
      return true;
    },
  };
}
