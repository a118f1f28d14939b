/** The page over a store that holds the demo's run, and a browser that looks at it: what the tests of the page stand on. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage } from './browser.js';
import { camfleet } from './camfleet.js';
import { serveStack } from './serve-stack.js';
import { temporaryFolder } from './temporary-folder.js';

export interface ServedPage {
  readonly origin: string;
  readonly browser: Browser;
  readonly page: Page;
  /** What went wrong in it that nobody asked for. */
  readonly troubles: readonly string[];
  readonly store: string;
  /** The demo's run, broken files among its scenes. */
  readonly demoRun: string;
  /** Ends the browser and the stack. */
  stop(): Promise<void>;
}

/** `prepare`: what is done to the store before it is served. */
export async function servePage(
  scenes: number,
  prepare: (store: string, demoRun: string) => Promise<void>,
): Promise<ServedPage> {
  const store = join(await temporaryFolder(), 'store');
  const [{ run: demoRun }, browser] = await Promise.all([
    answerOf<{ run: string }>(['demo', '--scenes', String(scenes), '--broken', '--store', store]),
    launchBrowser(),
  ]);
  await prepare(store, demoRun);
  const { origin, stop } = await serveStack(store, { SOURCE_FOLDERS: store });
  const { page, troubles } = await openPage(browser, origin);
  return {
    origin,
    browser,
    page,
    troubles,
    store,
    demoRun,
    stop: async () => {
      await browser.close();
      await stop();
    },
  };
}

/** What a command answers with --json. */
export async function answerOf<Answer>(args: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await camfleet([...args, '--json']);
  if (code !== 0) throw new Error(`camfleet ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Answer;
}
