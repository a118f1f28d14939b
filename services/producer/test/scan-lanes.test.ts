/** How many manifests are scanned at a time, before and after a tenant had none. */
import { limits } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { createScanLanes } from '../src/scan-lanes.js';

test('a tenant scans so many at a time, also once all of its scans have ended, in whatever way', async () => {
  const lanes = createScanLanes();
  for (const _ of ['first', 'anew']) {
    let running = 0;
    let most = 0;
    const scan = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      throw new Error('no manifest');
    };
    const scans = Array.from({ length: 3 * limits.scansOfTenantMax }, () => lanes('one', scan));
    const endings = await Promise.allSettled(scans);
    expect(endings.every(({ status }) => status === 'rejected')).toBe(true);
    expect(most).toBe(limits.scansOfTenantMax);
  }
});
