/** What was asked for last, in bounded memory: what was not asked for the longest goes first. */

export interface Lru<Value> {
  /** The value that is remembered, or what `make` gives; a promise that fails is forgotten. */
  remember(key: string, make: () => Value): Value;
  get(key: string): Value | undefined;
  /** What an entry weighs, where that is known later than the entry. */
  weigh(key: string, weight: number): void;
}

/** `weigh`: in the unit of `weightMax`. The entry that was asked for last stays, whatever it weighs. */
export function createLru<Value>(weightMax: number, weigh: (value: Value) => number): Lru<Value> {
  const entries = new Map<string, { readonly value: Value; weight: number }>();
  let total = 0;

  function forget(key: string): void {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  function trim(): void {
    for (const key of entries.keys()) {
      if (total <= weightMax || entries.size === 1) return;
      forget(key);
    }
  }

  function get(key: string): Value | undefined {
    const known = entries.get(key);
    if (known === undefined) return undefined;
    entries.delete(key);
    entries.set(key, known);
    return known.value;
  }

  return {
    get,
    remember: (key, make) => {
      const known = get(key);
      if (known !== undefined) return known;
      const value = make();
      const weight = weigh(value);
      entries.set(key, { value, weight });
      total += weight;
      if (value instanceof Promise) {
        value.catch(() => {
          if (entries.get(key)?.value === value) forget(key);
        });
      }
      trim();
      return value;
    },
    weigh: (key, weight) => {
      const entry = entries.get(key);
      if (entry === undefined) return;
      total += weight - entry.weight;
      entry.weight = weight;
      trim();
    },
  };
}
