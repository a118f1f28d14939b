/** The page, as people use it: in a real Chromium, over the real stack. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessibilityFindings,
  chromiumPath,
  launchBrowser,
  openPage,
  type ServedStack,
  serveStack,
  type WatchedPage,
} from './support/browser.js';
import { camfleet } from './support/camfleet.js';
import { findOnPath } from './support/find-on-path.js';
import { temporaryFolder } from './support/temporary-folder.js';

const hasRedis = findOnPath('redis-server') !== null || findOnPath('valkey-server') !== null;

describe.skipIf(!hasRedis || chromiumPath === null)('the page', { timeout: 60_000 }, () => {
  let browser: Browser;
  let stack: ServedStack;
  let watched: WatchedPage;

  beforeAll(async () => {
    const store = join(await temporaryFolder(), 'store');
    const [demo, launched] = await Promise.all([
      camfleet(['demo', '--scenes', '24', '--broken', '--store', store]),
      launchBrowser(),
    ]);
    expect(demo.code, demo.stderr).toBe(0);
    browser = launched;
    stack = await serveStack(store, { SOURCE_FOLDERS: store });
    watched = await openPage(browser, stack.origin);
  }, 90_000);

  afterAll(async () => {
    expect(watched?.troubles).toEqual([]);
    await browser?.close();
    await stack?.stop();
  });

  it('lists the runs', async () => {
    const { page } = watched;
    await page.goto('/');
    await page.getByRole('row').filter({ hasText: 'complete' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
