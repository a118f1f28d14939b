/** Scans at a time: so many in all and fewer of one tenant, so that slow manifests of one keep nobody else's waiting. */
import { limits } from '@camfleet/contracts';
import pLimit, { type LimitFunction } from 'p-limit';

export type ScanLanes = (tenant: string, work: () => Promise<void>) => Promise<void>;

export function createScanLanes(): ScanLanes {
  const all = pLimit(limits.scansMax);
  const byTenant = new Map<string, LimitFunction>();
  return (tenant, work) => {
    const own = byTenant.get(tenant) ?? pLimit(limits.scansOfTenantMax);
    byTenant.set(tenant, own);
    return own(() => all(work));
  };
}
