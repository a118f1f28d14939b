export * from './choose-model.js';
export * from './pinned-slots.js';
export * from './scheduler-event.js';
export {
  createScheduler,
  type OpenedRun,
  openShards,
  type RunEntry,
  type SchedulerState,
} from './scheduler-state.js';
export { createShardSet, type ShardSet } from './shard-set.js';
export * from './step.js';
export * from './suspect.js';
