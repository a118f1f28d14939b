/** Chance that repeats: the same seed gives the same numbers on every machine. */

export interface Random {
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** A whole number, uniform in 0..count-1. */
  whole(count: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of these, each as likely as the others. */
  pick<T>(values: readonly T[]): T;
}

/** xoshiro128** of Blackman and Vigna (2018), its state filled by a multiplicative hash of the seed. */
export function createRandom(seed: number): Random {
  let [a, b, c, d] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), hash(seed, 4)];
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result / 2 ** 32;
  };
  const whole = (count: number) => Math.floor(next() * count);
  return {
    between: (from, to) => from + next() * (to - from),
    whole,
    chance: (probability) => next() < probability,
    pick: (values) => values[whole(values.length)]!,
  };
}

/** One word of the state. */
function hash(seed: number, word: number): number {
  let value = (seed + Math.imul(word, 0x9e3779b9)) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return value ^ (value >>> 15);
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
