/** Scans at a time: so many in all and fewer of one tenant, so that slow manifests of one keep nobody else's waiting. */
import { limits } from '@camfleet/contracts';
import pLimit, { type LimitFunction } from 'p-limit';

export type ScanLanes = (
  scan: { readonly run: string; readonly tenant: string },
  work: () => Promise<void>,
) => Promise<void>;

interface Lane {
  readonly limit: LimitFunction;
  /** Scans that run or wait in it; without any it is dropped. */
  scans: number;
}

/** A scan that was given up is over before the next of its run begins, since both write the same blocks. */
export function createScanLanes(): ScanLanes {
  const all = pLimit(limits.scansMax);
  const ofTenant = createLanes(limits.scansOfTenantMax);
  const ofRun = createLanes(1);
  return ({ run, tenant }, work) => ofRun(run, () => ofTenant(tenant, () => all(work)));
}

/** A lane a name, of which `max` go on at a time. */
function createLanes(max: number): (name: string, work: () => Promise<void>) => Promise<void> {
  const lanes = new Map<string, Lane>();
  return async (name, work) => {
    const own = lanes.get(name) ?? { limit: pLimit(max), scans: 0 };
    lanes.set(name, own);
    own.scans += 1;
    try {
      await own.limit(work);
    } finally {
      own.scans -= 1;
      if (own.scans === 0) lanes.delete(name);
    }
  };
}
