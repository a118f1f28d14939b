export { connectRedis } from './connection.js';
export type { ShardKind } from './job-id.js';
export * from './queue-prefix.js';
export * from './redis-server.js';
export * from './run-progress.js';
export * from './shard-queue.js';
export * from './take-shards.js';
