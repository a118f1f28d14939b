/** The essential items of `npm run test:chaos` in their smallest form: side by side, since they mostly wait for leases. */
import { describe, expect, inject, it } from 'vitest';
import { items } from './chaos/items.js';
import { createLab } from './chaos/lab.js';
import { createReport } from './chaos/report.js';

const redis = inject('redis');
const s3 = inject('s3');

describe.skipIf(redis === null || s3 === null)('chaos', { timeout: 600_000 }, () => {
  it.concurrent.each(['1', '2', '3', '5'])('item %s holds', async (number) => {
    const said: string[] = [];
    const report = createReport((text) => said.push(text));
    await items[number]!.run({ size: 'tiny', report, s3: async () => s3!, openLab: createLab });
    expect(report.findings(), said.join('\n')).toMatchObject({ ok: true });
  });
});
