/** A Redis that can be killed, started again with what it had written, and started again with nothing. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connectRedis } from '@camfleet/queue';
import { type RedisServer, startRedisServer } from '../../packages/queue/src/redis-server.js';

export interface LabRedis {
  readonly url: string;
  readonly port: number;
  pid(): number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it at the same address, with its append-only file or without. */
  restart(has: 'its data' | 'nothing'): Promise<void>;
  /** Drops every connection; it goes on itself. */
  cut(): Promise<void>;
  /** Memory that its data takes, in MB; keys, and those of them that never expire by themselves. */
  figures(): Promise<{ mb: number; keys: number; lastingKeys: number }>;
  stop(): Promise<void>;
}

export async function startLabRedis(folder: string): Promise<LabRedis> {
  let server: RedisServer = await startRedisServer({ folder });
  const { url, port } = server;
  return {
    url,
    port,
    pid: () => server.pid,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
    },
    restart: async (has) => {
      if (has === 'nothing') {
        for (const name of await readdir(folder))
          await rm(join(folder, name), { recursive: true, force: true });
      }
      server = await startRedisServer({ folder, port });
    },
    cut: async () => {
      const client = await connectRedis(url);
      for (const type of ['normal', 'pubsub']) await client.client('KILL', 'TYPE', type);
      client.disconnect();
    },
    figures: () => figuresOf(url),
    stop: () => server.stop(),
  };
}

async function figuresOf(url: string) {
  const client = await connectRedis(url);
  try {
    const [memory, keyspace] = await Promise.all([client.info('memory'), client.info('keyspace')]);
    const [, keys = 0, expiring = 0] = (/keys=(\d+),expires=(\d+)/.exec(keyspace) ?? []).map(Number);
    return {
      mb: Number(/used_memory:(\d+)/.exec(memory)![1]) / 1e6,
      keys,
      lastingKeys: keys - expiring,
    };
  } finally {
    client.disconnect();
  }
}
