/** The items by their numbers. */
import type { Item } from './item.js';
import { cancel } from './items/cancel.js';
import { fairness } from './items/fairness.js';
import { frozenWorker } from './items/frozen-worker.js';
import { largeManifest } from './items/large-manifest.js';
import { randomKills } from './items/random-kills.js';
import { recovery } from './items/recovery.js';
import { redisLost } from './items/redis-lost.js';
import { scale } from './items/scale.js';
import { soak } from './items/soak.js';
import { storeTrouble } from './items/store-trouble.js';

export const items: Readonly<Record<string, Item>> = {
  1: randomKills,
  2: recovery,
  3: redisLost,
  4: storeTrouble,
  5: frozenWorker,
  6: cancel,
  7: fairness,
  8: largeManifest,
  9: scale,
  10: soak,
};
