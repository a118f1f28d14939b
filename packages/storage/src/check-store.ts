/** Finds out whether a store can be used: the same steps on every kind of store. */
import { randomUUID } from 'node:crypto';
import { type ObjectStore, Problem } from '@camfleet/contracts';

type Checked = Pick<ObjectStore, 'address' | 'get' | 'put' | 'putIfAbsent' | 'delete'>;

/** Longest a check may take, in milliseconds: below the ten seconds after which people think that a command hangs. */
const checkMs = 9_000;

/**
 * Writes a small object, reads it back and deletes it. Also tries to write it a second time "if absent": a server that
 * allows that would let two workers commit one shard. Throws a Problem within `checkMs` milliseconds, whatever happens.
 */
export async function checkStore(store: Checked, withinMs = checkMs): Promise<void> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Problem('store-unreachable', noAnswer(store.address, withinMs)));
      controller.abort();
    }, withinMs);
  });
  try {
    // Raced, because not every step listens to the signal: looking for credentials does not, nor does a dead network disk.
    await Promise.race([walkThrough(store, controller.signal), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

async function walkThrough(store: Checked, signal: AbortSignal): Promise<void> {
  const key = `camfleet-check/${randomUUID()}`;
  const body = new TextEncoder().encode(key);
  await store.put(key, body, signal);
  const wroteTwice = await store.putIfAbsent(key, body, signal);
  const found = await store.get(key, signal);
  await store.delete(key);
  if (wroteTwice) throw new Problem('store-denied', ignoresConditions(store.address));
  if (found === null || !Buffer.from(found).equals(body)) {
    throw new Problem('store-unreachable', loses(store.address));
  }
}

const noAnswer = (address: string, ms: number) =>
  `the store ${address} did not answer within ${ms / 1_000} s: check its endpoint and the network`;
const ignoresConditions = (address: string) =>
  `the server of ${address} ignores If-None-Match, without which two workers could commit one shard: use AWS S3, Ceph or SeaweedFS 4.17 or later`;
const loses = (address: string) =>
  `the store ${address} did not give back what was just written to it: check that nothing else writes there`;
