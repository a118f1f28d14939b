/** Flags about a run's share of the fleet, and about when it had better stop. */
import { defaultPriority, limits, prioritySchema, tenantSchema } from '@camfleet/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import { whole } from './flags.js';

export interface ShareOptions {
  readonly tenant: string;
  readonly priority: number;
  readonly maxFailed: number;
}
export const shareNames = ['tenant', 'priority', 'maxFailed'];

export function addShareFlags(command: Command): Command {
  return command
    .option('--tenant <name>', 'whose run it is: tenants share a fleet', tenant, 'default')
    .option(
      '--priority <n>',
      'its weight among the runs of its tenant',
      whole(prioritySchema.maxValue ?? 100),
      defaultPriority,
    )
    .option(
      '--max-failed <share>',
      `pause the run when more than this share of its images failed, of ${limits.breakerImages} or more; 1 never does`,
      share,
      limits.breakerShare,
    );
}

export function shareFlags({ tenant, priority, maxFailed }: ShareOptions): ShareOptions {
  return { tenant, priority, maxFailed };
}

function tenant(text: string): string {
  const name = tenantSchema.safeParse(text);
  if (!name.success) throw new InvalidArgumentError(`${name.error.issues[0]?.message}.`);
  return name.data;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1) || text.trim() === '') {
    throw new InvalidArgumentError('it takes a number from 0 to 1.');
  }
  return value;
}
