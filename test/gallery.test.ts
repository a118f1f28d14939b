/** The gallery and the comparison, as people use them: in a real Chromium, over a run's real outcomes. */
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComparisonView, OutcomeView } from '@camfleet/protocol';
import type { Locator, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFindings, chromiumPath, openPage } from './support/browser.js';
import { findOnPath } from './support/find-on-path.js';
import { answerOf, type ServedPage, servePage } from './support/serve-page.js';
import { temporaryFolder } from './support/temporary-folder.js';

const hasRedis = findOnPath('redis-server') !== null || findOnPath('valkey-server') !== null;

describe.skipIf(!hasRedis || chromiumPath === null)('the gallery', { timeout: 60_000 }, () => {
  let served: ServedPage;
  let page: Page;
  /** The demo's run, and the same maps under another policy. */
  let run: string;
  let rebox: string;

  beforeAll(async () => {
    served = await servePage(30, async (store, demoRun) => {
      const drawn = ['rebox', demoRun, '--policy', 'heuristic-221', '--store', store];
      ({ run: rebox } = await answerOf<{ run: string }>(drawn));
    });
    ({ page, demoRun: run } = served);
  }, 240_000);

  afterEach(() => expect(served.troubles).toEqual([]));
  afterAll(async () => await served?.stop());

  const ask = async <Answer>(path: string): Promise<Answer> =>
    (await (await fetch(`${served.origin}${path}`)).json()) as Answer;
  const outcomesOf = async (of: string, query = '') =>
    (await ask<{ outcomes: OutcomeView[] }>(`/v1/runs/${of}/outcomes?limit=200${query}`)).outcomes;

  /** A view of the page, anew, when every tile on the screen and every picture is there. */
  async function look(at: string, of: Page = page): Promise<Locator> {
    await of.goto('about:blank');
    await of.goto(`/#/${at}`);
    await of.getByRole('gridcell').first().waitFor();
    await settled(of);
    return of.getByRole('gridcell');
  }
  const settled = async (of: Page) => {
    await of.locator('.tile[aria-busy="true"]').first().waitFor({ state: 'detached' });
    await of.locator('.tile img').evaluateAll((images) => Promise.all(images.map((image) => image.decode())));
  };
  const gallery = (query = '') => `runs/${run}/gallery?size=small${query}`;

  interface SeenTile {
    readonly position: number;
    readonly box: string | null;
    readonly iou: number | null;
  }
  /** What stands in every tile that is there. */
  const seenTiles = async (): Promise<SeenTile[]> => {
    const tiles = await page.locator('.tile').evaluateAll((all) =>
      all.map((tile) => ({
        position: Number(tile.id.split('-').at(-1)),
        box: (tile.querySelector('.found:not(.other)')?.getAttribute('data-box') ?? null) as string | null,
        iou: (tile.querySelector('[data-iou]')?.getAttribute('data-iou') ?? null) as string | null,
      })),
    );
    return tiles.map(({ iou, ...tile }) => ({ ...tile, iou: iou === null ? null : Number(iou) }));
  };

  /** The stored box that a tile should show, and its IoU: of the true class that was found worst, else of the best class. */
  function expectEqual(tiles: readonly SeenTile[], outcomes: readonly OutcomeView[]): void {
    expect(tiles.length).toBeGreaterThan(20);
    let boxes = 0;
    for (const { position, box, iou } of tiles) {
      const outcome = outcomes[position]!;
      expect(iou, outcome.uri).toBe(outcome.iou);
      const stored = outcome.classes.map((one) => one.box?.join() ?? null);
      if (outcome.truth === null || outcome.outcome !== 'ok') expect(box).toBe(stored[0] ?? null);
      else expect(stored).toContain(box);
      if (box !== null) boxes += 1;
    }
    expect(boxes).toBeGreaterThan(20);
  }

  it('draws the very boxes that are stored, and their IoU', async () => {
    await look(gallery());
    expectEqual(await seenTiles(), await outcomesOf(run));
  });

  it('under another policy draws those that the server stores under it', async () => {
    await look(gallery());
    await page.getByLabel('Box policy').selectOption('heuristic-221');
    const outcomes = await outcomesOf(rebox);
    const tiles = await seenTiles();
    const byOwn = await outcomesOf(run);
    for (const { position, box } of tiles) {
      const stored = outcomes[position]!.classes.map((one) => one.box?.join() ?? null);
      if (byOwn[position]!.outcome === 'ok') expect(stored).toContain(box);
    }
  });

  it('moves boxes and IoU with the threshold, without asking anybody', async () => {
    await look(gallery());
    const before = await seenTiles();
    const asked: string[] = [];
    const listen = (request: Request) => asked.push(request.url());
    page.on('request', listen);
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.fill('0.6');
    const after = await seenTiles();
    expect(await slider.getAttribute('aria-valuetext')).toBe('60 % of the maximum');
    const boxed = before.filter(({ box }) => box !== null);
    const moved = boxed.filter(({ box, position }) => after[position]!.box !== box);
    expect(moved.length).toBeGreaterThan(0.9 * boxed.length);
    expect(before.some(({ iou, position }) => after[position]!.iou !== iou)).toBe(true);
    await page.getByLabel('Box policy').selectOption('wsol-v1');
    await page.getByRole('button', { name: 'Reset' }).waitFor({ state: 'detached' });
    await page.getByLabel('Box policy').selectOption('paper-20');
    expect(await seenTiles()).toEqual(before);
    // The address follows when the slider rests: that is no request either.
    await page.waitForURL((url) => !url.hash.includes('threshold'));
    page.off('request', listen);
    // Some browsers look for the icon of their tab whenever its address changes.
    expect(asked.filter((url) => !url.endsWith('icon.svg'))).toEqual([]);
  });

  it('sorts by the worst IoU, and says whose boxes the order follows', async () => {
    await look(gallery());
    await page.getByLabel('Sort').selectOption('worst IoU first');
    await page.waitForURL(/sort=iou/);
    await settled(page);
    const tiles = await seenTiles();
    expectEqual(tiles, await outcomesOf(run, '&sort=iou'));
    const ious = tiles.flatMap(({ iou }) => iou ?? []);
    expect(ious).toEqual(ious.toSorted((a, b) => a - b));
    await page.getByLabel('Box policy').selectOption('wsol-v2');
    await page.getByText('Order and filters follow the run’s own boxes').waitFor();
  });

  it('shows failures with their code and what to do, and the raw error', async () => {
    await look(gallery());
    const [failure] = await outcomesOf(run, '&outcome=failed&code=image-truncated');
    await page.getByLabel('Failure').selectOption({ value: 'image-truncated' });
    await page.waitForURL(/code=image-truncated/);
    await settled(page);
    const cell = page.getByRole('gridcell').first();
    expect(await cell.textContent()).toContain('the image ends in the middle: fetch it anew');
    await cell.click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.locator('pre').textContent()).toBe(failure!.error!.message);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it('is used with the keyboard alone', async () => {
    await look(gallery('&outcome=ok'));
    const grid = page.getByRole('grid');
    await grid.focus();
    const active = async () => await grid.getAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await active()).toMatch(/-2$/);
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 of 30').waitFor();
    await page.keyboard.press('ArrowRight');
    await dialog.getByText('3 of 30').waitFor();
    const boxOf = () => dialog.locator('.found:not(.other)').first().getAttribute('data-box');
    await page.keyboard.press('1');
    const first = await boxOf();
    await page.keyboard.press('ArrowDown');
    await dialog.locator('.classes li:nth-child(2) [aria-pressed="true"]').waitFor();
    expect(await boxOf()).not.toBe(first);
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await active()).toMatch(/-2$/);
    expect(await grid.evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  it('is shared by its address', async () => {
    await look(gallery('&sort=iou&threshold=0.35&map=predicted'));
    await page.getByRole('gridcell').nth(3).click();
    await page.waitForURL(/open=3/);
    const dialog = page.getByRole('dialog');
    const box = await dialog.locator('.found:not(.other)').first().getAttribute('data-box');
    const other = await openPage(served.browser, served.origin, { viewport: { width: 900, height: 700 } });
    await other.page.goto(page.url());
    const there = other.page.getByRole('dialog');
    expect(await there.locator('.found:not(.other)').first().getAttribute('data-box')).toBe(box);
    expect(await there.getByRole('slider', { name: 'Threshold' }).inputValue()).toBe('0.35');
    expect(other.troubles).toEqual([]);
    await other.close();
    await page.keyboard.press('Escape');
  });

  it('compares two runs picture by picture', async () => {
    await look(`compare?a=${run}&b=${rebox}`);
    const told = await ask<ComparisonView>(`/v1/runs/${run}/comparison/${rebox}?limit=200`);
    const tally = page.locator('.tally dd');
    expect(await tally.allTextContents()).toEqual([told.wins, told.ties, told.losses].map(String));
    const [one, other] = [await outcomesOf(run), await outcomesOf(rebox)];
    const pairs = one.map((outcome, i) => [outcome.iou, other[i]!.iou] as const);
    expect(told.wins).toBe(pairs.filter(([a, b]) => a !== null && b !== null && a > b).length);
    const judged = pairs.flatMap(([a, b]) => (a === null || b === null ? [] : [b - a]));
    expect(told.wins + told.losses + told.ties).toBe(judged.length);
    const gains = page.locator('[data-gain]');
    const shown = await gains.evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-gain'))));
    expect(shown.length).toBeGreaterThan(3);
    expect(shown).toEqual(judged.toSorted((a, b) => a - b).slice(0, shown.length));
    await page.getByLabel('Box policy').selectOption('paper-20');
    await page.waitForURL(/policy=paper-20/);
    const drawnAlike = await gains.evaluateAll((all) =>
      all.map((one) => Number(one.getAttribute('data-gain'))),
    );
    expect(drawnAlike).toEqual(drawnAlike.map(() => 0));
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('shows what is committed while a run goes on, and more as it comes', async () => {
    // The run as it stood before its last shard: the commit record alone makes a shard done.
    const place = join(served.store, 'runs', rebox);
    const commits = (await readdir(join(place, 'commits'))).toSorted();
    const last = join('commits', commits.at(-1)!);
    const aside = await temporaryFolder();
    await mkdir(join(aside, 'commits'));
    const gone = ['summary.json', '_SUCCESS', last];
    for (const name of gone) await rename(join(place, name), join(aside, name));
    const rows = (await outcomesOf(rebox)).length;
    expect(commits.length).toBeGreaterThan(1);
    await look(`runs/${rebox}/gallery?size=small`);
    await page.getByText('live: committed so far').waitFor();
    const heading = page.getByRole('heading', { level: 1 });
    expect(await heading.textContent()).toBe(`${rows} pictures`);
    expect(await page.getByLabel('Sort').isDisabled()).toBe(true);
    await rename(join(aside, last), join(place, last));
    await page.getByText(`${(await outcomesOf(run)).length} pictures`).waitFor();
    for (const name of ['_SUCCESS', 'summary.json']) await rename(join(aside, name), join(place, name));
    await page.getByText('live: committed so far').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Sort').isDisabled()).toBe(false);
  });

  it.each(['light', 'dark'] as const)('is fit for everybody, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await look(gallery());
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('gridcell').nth(1).click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });
});
