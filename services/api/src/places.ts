/** Places that requests hold: so many at a time, of whoever asks. */

export interface Places {
  /** Frees the place, once; null where all of theirs are taken, or all there are. */
  take(who: string): (() => void) | null;
}

/** `eachMax`: of those that one asker holds; `allMax`: of all of them. */
export function createPlaces(eachMax: number, allMax: number = Number.POSITIVE_INFINITY): Places {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take: (who) => {
      const before = taken.get(who) ?? 0;
      if (before >= eachMax || all >= allMax) return null;
      taken.set(who, before + 1);
      all += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        all -= 1;
        const left = taken.get(who)! - 1;
        if (left === 0) taken.delete(who);
        else taken.set(who, left);
      };
    },
  };
}
