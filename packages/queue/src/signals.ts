/** Signals to every process of the fleet: prompt and lossy, so that whatever they tell also stands elsewhere. */
import { runIdSchema } from '@camfleet/contracts';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { hangUpWhenSilent } from './hang-up.js';

const signalSchema = z.discriminatedUnion('kind', [
  /** Workers give up what they have of a run. */
  z.object({ kind: z.literal('stop'), run: runIdSchema }),
  /** A run was submitted, or something was decided about one: look into the store. */
  z.object({ kind: z.literal('look'), run: runIdSchema }),
  /** A worker could not load the model of a queue, for this reason. */
  z.object({ kind: z.literal('refused'), queue: z.string(), reason: z.string() }),
]);
export type FleetSignal = z.infer<typeof signalSchema>;

const channelOf = (prefix: string) => `${prefix}:signals`;

export async function sendSignal(redis: Redis, prefix: string, signal: FleetSignal): Promise<void> {
  await redis.publish(channelOf(prefix), JSON.stringify(signal));
}

/** Calls `heard` for every signal from now on, across reconnections; resolves once it listens. */
export async function listenToSignals(
  redis: Redis,
  prefix: string,
  heard: (signal: FleetSignal) => void,
): Promise<{ close(): Promise<void> }> {
  // A connection that subscribes can do nothing else.
  const connection = redis.duplicate({ lazyConnect: false });
  connection.on('error', () => {});
  hangUpWhenSilent(connection);
  connection.on('message', (_channel, text) => {
    const signal = signalSchema.safeParse(parse(text));
    if (signal.success) heard(signal.data);
  });
  await connection.subscribe(channelOf(prefix));
  return { close: async () => connection.disconnect() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
