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
    const scans = Array.from({ length: 3 * limits.scansOfTenantMax }, (_, i) =>
      lanes({ run: `r${i}`, tenant: 'one' }, scan),
    );
    const endings = await Promise.allSettled(scans);
    expect(endings.every(({ status }) => status === 'rejected')).toBe(true);
    expect(most).toBe(limits.scansOfTenantMax);
  }
});

test('scans of one run follow each other, and keep no other of its tenant waiting', async () => {
  const lanes = createScanLanes();
  const done: string[] = [];
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = lanes({ run: 'r', tenant: 'one' }, async () => {
    await opened;
    done.push('first');
  });
  const second = lanes({ run: 'r', tenant: 'one' }, async () => void done.push('second'));
  await lanes({ run: 'other', tenant: 'one' }, async () => void done.push('other'));
  open();
  await Promise.all([first, second]);
  expect(done).toEqual(['other', 'first', 'second']);
});
