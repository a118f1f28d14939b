/** The page, as people use it: in a real Chromium, over the real stack. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, chromiumPath } from './support/browser.js';
import { findOnPath } from './support/find-on-path.js';
import { answerOf, type ServedPage, servePage } from './support/serve-page.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';

const hasRedis = findOnPath('redis-server') !== null || findOnPath('valkey-server') !== null;

describe.skipIf(!hasRedis || chromiumPath === null)('the page', { timeout: 60_000 }, () => {
  let served: ServedPage;
  let page: Page;
  /** The scenes that camfleet demo drew, and their manifest. */
  let scenes: string;
  /** The run that it made. */
  let demoRun: string;
  /** The server's only one: all of this is looked at with it. */
  let key: string;

  beforeAll(async () => {
    served = await servePage(40, async (store) => {
      ({ key } = await answerOf<{ key: string }>(['keys', 'add', 'people', '--store', store]));
      const network = await writeSmallModel(await temporaryFolder());
      for (const mean of ['1,1,1', '2,2,2'])
        await answerOf(['models', 'prepare', network, '--name', 'varied', '--mean', mean, '--store', store]);
    });
    ({ page, demoRun } = served);
    scenes = join(served.store, 'demo', demoRun, 'scenes');
  }, 120_000);

  afterEach(() => expect(served.troubles).toEqual([]));
  afterAll(async () => await served?.stop());

  it('is served to be kept for good where it is named after what it holds, and asked for anew where not', async () => {
    const document = await fetch(served.origin);
    const asset = /assets\/[\w.-]+\.js/.exec(await document.text())![0];
    expect(document.headers.get('cache-control')).toBe('no-cache');
    expect(document.headers.get('content-security-policy')).toContain("default-src 'none'");
    const script = await fetch(`${served.origin}/${asset}`, { headers: { 'accept-encoding': 'br' } });
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(document.headers.get('etag')).not.toBeNull();
    const nothing = await fetch(`${served.origin}/assets/nothing.js`);
    expect(nothing.headers.get('content-type')).toContain('application/problem+json');
  });

  it('asks for an API key, says so where it is a wrong one, and goes on with a right one', async () => {
    await page.goto('/#/runs');
    const field = page.getByLabel('Key', { exact: true });
    await field.waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await field.fill(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page
      .getByRole('alert')
      .getByText(/unknown or was revoked/)
      .waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await accessibilityFindings(page)).toEqual([]);
    await field.fill(key);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('row').filter({ hasText: demoRun }).waitFor();
    // Kept for this tab alone, until somebody asks for more.
    await page.reload();
    await page.getByRole('row').filter({ hasText: demoRun }).waitFor();
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  it('lists runs, and leads to one by the keyboard alone', async () => {
    await page.goto('/');
    const line = page.getByRole('row').filter({ hasText: demoRun });
    await line.getByText('complete').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement?.id')).toBe('main');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: demoRun }).waitFor();
  });

  it('shows how a run went: figures beside their baselines, throughput, the threshold, what failed and why', async () => {
    await page.goto(`/#/runs/${demoRun}`);
    const accuracy = page.getByRole('article').filter({ hasText: 'GT-known' });
    await accuracy.getByText('centred box of half the area').waitFor();
    await page.getByRole('img', { name: /Images in a second/ }).waitFor();
    await page.getByRole('img', { name: /right boxes over the threshold/ }).waitFor();
    const failed = page.getByRole('region', { name: /What failed/ });
    const truncated = failed.getByRole('listitem').filter({ hasText: 'image-truncated' });
    await truncated.getByText('Examples').click();
    await truncated.getByRole('cell').first().waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('says how far the scores of a long run have moved', async () => {
    await page.route('**/timeline', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), scoreDrift: 0.31 } });
    });
    await page.goto(`/#/runs/${demoRun}`);
    await page.reload();
    await page.getByText('moved much since the first (stability index 0.31)').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.unroute('**/timeline');
  });

  it('takes a folder of pictures with its manifest, shows the run as it goes, and what it has found', async () => {
    await page.goto('/#/submit');
    await page.getByLabel('Pick a folder').setInputFiles(scenes);
    const pictures = (await readdir(scenes)).filter((name) =>
      /\.(png|jpe?g|webp|gif|tiff?|avif|bmp)$/i.test(name),
    );
    await page.getByText(`${pictures.length} pictures`).waitFor();
    await page.getByLabel('Model', { exact: true }).selectOption('objects');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Estimate first' }).click();
    await page.getByText('rows tried').waitFor();
    await page.getByRole('button', { name: 'Begin the run' }).click();
    await page.getByRole('region', { name: 'How it stands' }).getByText('complete').waitFor();
    await page.getByRole('heading', { name: 'Expected, and what came of it' }).waitFor();
    await page.getByRole('heading', { name: 'How right it is' }).waitFor();
    await page.getByRole('link', { name: 'Look at the pictures' }).click();
    // The bytes come with the key: an <img> would send none.
    const shown = page.locator('.tile img').first();
    expect(await shown.getAttribute('src')).toMatch(/^blob:/);
    expect(await shown.evaluate((image) => image.decode())).toBeUndefined();
  });

  it('saves exports as files, those of many files as a tar', async () => {
    await page.goto(`/#/runs/${demoRun}`);
    const files = page.getByRole('region', { name: 'Take it elsewhere' });
    for (const [button, file] of [
      ['COCO', `${demoRun}-annotations.json`],
      ['YOLO', `${demoRun}-yolo.tar`],
    ] as const) {
      const saved = page.waitForEvent('download');
      await files.getByRole('button', { name: button }).click();
      expect((await saved).suggestedFilename()).toBe(file);
    }
  });

  it('says beside the field what is wrong with it', async () => {
    await page.goto('/#/submit');
    const address = page.getByLabel('Or its address');
    await address.fill('/not/open/to/anybody');
    await page.getByRole('button', { name: 'Begin the run' }).click();
    await page.getByText(/lies outside the folders/).waitFor();
    expect(await address.getAttribute('aria-invalid')).toBe('true');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('draws other boxes, and deletes that run again when one is sure', async () => {
    await page.goto(`/#/runs/${demoRun}`);
    await page
      .getByRole('region', { name: 'Draw other boxes' })
      .getByLabel('Box policy')
      .selectOption('wsol-v1');
    await page.getByRole('button', { name: 'Draw them' }).click();
    await page.getByText('boxes drawn anew from').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete the run' }).click();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
  });

  it('shows the models with their proof, tries one on a picture, and says why a file is none', async () => {
    await page.goto('/#/models');
    await page.getByText('Its identity holds').first().waitFor();
    const picture = (await readdir(scenes)).find((name) => name.endsWith('.jpg'))!;
    await page.getByLabel('Pick a picture').setInputFiles(join(scenes, picture));
    await page.getByRole('img', { name: /where the network sees/ }).waitFor();
    const second = page.locator('.try-classes').getByRole('button').nth(1);
    await second.click();
    expect(await second.getAttribute('aria-pressed')).toBe('true');
    // While the answer under another policy is on its way, the one before is not shown as if it were that.
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/v1/localize*', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByLabel('Box policy').selectOption('wsol-v1');
    await page.getByText('The network looks at it').waitFor();
    expect(await page.getByRole('img', { name: /where the network sees/ }).count()).toBe(0);
    letGo();
    await page.getByRole('img', { name: /where the network sees/ }).waitFor();
    await page.unroute('**/v1/localize*');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Pick an .onnx file').setInputFiles({
      name: 'No Network.onnx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('no network at all'),
    });
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('no-network');
    await page.getByRole('button', { name: 'Prepare it' }).click();
    await page.getByRole('alert').getByText(/ONNX/).waitFor();
  });

  it('shows every version of a model, and tries and runs the one that is meant', async () => {
    await page.goto('/#/models');
    const title = page.getByRole('heading', { name: 'varied', exact: true });
    const versions = page.getByRole('article').filter({ has: title });
    await versions.nth(1).getByRole('button', { name: 'Try it' }).click();
    const tried = page.getByRole('heading', { name: /^Try varied@\w+ on one picture$/ });
    const [, called] = /(varied@\w+)/.exec((await tried.textContent())!)!;
    await versions.nth(1).getByText(called!, { exact: true }).waitFor();
    await versions.nth(0).getByText('varied', { exact: true }).nth(1).waitFor();
    expect(await versions.count()).toBe(2);
    await page.goto('/#/submit');
    await page.getByLabel('Model', { exact: true }).selectOption(called!);
  });

  it('is dark where the system is, or where somebody says so, and stays so', async () => {
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).not.toBe(light);
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Theme').selectOption('light');
    await page.reload();
    expect(await ground()).toBe(light);
    await page.getByLabel('Theme').selectOption('system');
  });

  it('fits on a narrow screen', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const view of ['/#/runs', `/#/runs/${demoRun}`, '/#/submit', '/#/models']) {
      await page.goto(view);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).toBeLessThanOrEqual(390);
    }
  });
});
