/** What camfleet run does where nothing is said, for commands that make runs of their own. */
import { defaultPriority, limits } from '@camfleet/contracts';

export const plainChoices = {
  topK: 5,
  policy: 'paper-20',
  boxFormat: 'xyxy',
  classifyOnly: false,
  exif: 'apply',
  colour: 'managed',
  shardSize: null,
  tenant: 'default',
  priority: defaultPriority,
  maxFailed: limits.breakerShare,
} as const;
