/** Scans at a time: so many in all and fewer of one tenant, so that slow manifests of one keep nobody else's waiting. */
import { limits } from '@camfleet/contracts';
import pLimit, { type LimitFunction } from 'p-limit';

export type ScanLanes = (tenant: string, work: () => Promise<void>) => Promise<void>;

interface Lane {
  readonly limit: LimitFunction;
  /** Scans that run or wait in it; without any it is dropped. */
  scans: number;
}

export function createScanLanes(): ScanLanes {
  const all = pLimit(limits.scansMax);
  const byTenant = new Map<string, Lane>();
  return async (tenant, work) => {
    const own = byTenant.get(tenant) ?? { limit: pLimit(limits.scansOfTenantMax), scans: 0 };
    byTenant.set(tenant, own);
    own.scans += 1;
    try {
      await own.limit(() => all(work));
    } finally {
      own.scans -= 1;
      if (own.scans === 0) byTenant.delete(tenant);
    }
  };
}
