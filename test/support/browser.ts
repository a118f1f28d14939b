/** A real Chromium over a real stack: what the tests of the page and its screenshots stand on. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findOnPath } from './find-on-path.js';

/** Null where none is installed: `npm run setup` installs Debian's. */
export const chromiumPath =
  findOnPath('chromium') ?? findOnPath('chromium-browser') ?? findOnPath('google-chrome');

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb', '--font-render-hinting=none'],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong in it that nobody asked for: errors of the console, exceptions, and requests to other hosts. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** A page of its own in a context of its own, with nothing remembered. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1_280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    // An answer that is a problem is for the page to show; the browser says it a second time.
    if (!message.text().startsWith('Failed to load resource')) troubles.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) troubles.push(`asked ${url.href}`);
  });
  return { page, troubles, close: () => context.close() };
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it stands that is serious or critical, a line each. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.evaluate(await axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}
