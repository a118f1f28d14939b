/** What people read: progress and summary. */
import type { RunProgress, Summary } from '@camfleet/contracts';
import type { RunView } from '@camfleet/protocol';
import { describe, expect, it } from 'vitest';
import { duration } from '../src/duration.js';
import { createProgressView } from '../src/progress-view.js';
import { isUnattended } from '../src/run-view.js';
import type { RunsPlace } from '../src/runs-place.js';
import { summaryText } from '../src/summary-view.js';

const progress = (ok: number, failed = 0, inHand = 0): RunProgress & { inHand: number } => ({
  inHand,
  run: 'r',
  state: 'running',
  rows: 100,
  shards: 10,
  shardsCommitted: 1,
  counts: { ok, failed, skipped: 0 },
  failures: {},
  resumedRows: 0,
  accuracy: null,
  timeline: null,
});

function written(
  isTTY: boolean,
  show: (view: ReturnType<typeof createProgressView>, tick: (ms: number) => void) => void,
): string {
  let text = '';
  let clock = 0;
  const stream = {
    isTTY,
    write: (chunk: string) => {
      text += chunk;
    },
  } as unknown as NodeJS.WriteStream;
  show(
    createProgressView(stream, () => clock),
    (ms) => {
      clock += ms;
    },
  );
  return text;
}

describe('a run that may be looked after or not', () => {
  const view = { run: 'r', summary: null } as RunView;
  const place = { isLeft: false } as RunsPlace;

  it.each([
    ['nobody does', { ...view, attended: false }, place, true],
    ['its Redis did not answer at once', { ...view, attended: null }, place, false],
    ['its Redis is not there', { ...view, attended: null }, { ...place, isLeft: true }, true],
    ['somebody does', { ...view, attended: true }, { ...place, isLeft: true }, false],
    ['it has ended', { ...view, attended: false, summary: {} } as RunView, place, false],
  ])('is left alone or not where %s', (_, one, where, isAlone) => {
    expect(isUnattended(one, where)).toBe(isAlone);
  });
});

describe('progress', () => {
  it('is a line on a terminal, with rate and time left', () => {
    const text = written(true, (view, tick) => {
      view.show(progress(0));
      tick(10_000);
      view.show(progress(48, 2));
      view.end();
    });
    expect(text).toContain('50/100 images, 5.0 images/s, 10 s left, ');
    expect(text).toContain('2 failed');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('counts the rate from where this command began', () => {
    const text = written(true, (view, tick) => {
      view.show(progress(40));
      tick(10_000);
      view.show(progress(60));
    });
    expect(text).toContain('60/100 images, 2.0 images/s, 20 s left');
  });

  it('counts what is done of shards at work, and never falls when one of them is committed', () => {
    const text = written(true, (view, tick) => {
      view.show(progress(0));
      tick(10_000);
      view.show(progress(0, 0, 20));
      tick(1_000);
      view.show(progress(0));
    });
    expect(text).toContain('20/100 images, 2.0 images/s, 40 s left');
    expect(text).toMatch(/20\/100 images, 1.8 images\/s[^\r]*$/);
  });

  it('tells the rate of late, not that of long ago', () => {
    const text = written(true, (view, tick) => {
      for (let minute = 0; minute < 10; minute += 1) {
        view.show(progress(minute));
        tick(60_000);
      }
      view.show(progress(39));
      tick(30_000);
      view.show(progress(69));
    });
    expect(text).toMatch(/69\/100 images, 1.0 images\/s, 31 s left[^\r]*$/);
  });

  it('is plain lines elsewhere, not too many', () => {
    const text = written(false, (view, tick) => {
      for (let i = 0; i < 100; i += 1) {
        view.show(progress(i));
        tick(200);
      }
    });
    expect(text.split('\n').length).toBe(5);
    expect(text).not.toContain('\r');
  });
});

describe('summary', () => {
  it('says what failed and why, and sets the baselines beside the figures', () => {
    const summary: Summary = {
      run: 'r',
      state: 'complete',
      images: { total: 10, ok: 7, failed: 3, skipped: 0 },
      failures: { 'image-truncated': 1, 'source-not-found': 2 },
      repairs: { 'job-lost': 2 },
      warnings: { 'truth-outside': 1 },
      seconds: 2,
      imagesPerSecond: 5,
      accuracy: {
        evaluated: 7,
        evaluatedWithBoxes: 5,
        top1Cls: 0.5,
        top5Cls: 0.75,
        top1Loc: 0.25,
        top5Loc: 0.3,
        gtKnown: 0.4,
        maxBoxAcc: 0.45,
        maxBoxAccThreshold: 0.312,
        maxBoxAccV2: 0.5,
        meanIou: 0.41,
        pointingGame: 0.8,
        baselines: { centre: 0.63, whole: 0.51 },
      },
      results: '/store/runs/r/',
    };
    const text = summaryText(summary);
    expect(text).toMatch(/2 source-not-found: there is no file.*\n.*1 image-truncated/);
    expect(text).toMatch(/7 images with truth, 5 of them with boxes/);
    expect(text).toMatch(
      /GT-known box +40.0 %\n +at the best threshold, 31.2 % of the maximum +45.0 %\n +centred box of half the area, no network +63.0 %/,
    );
  });
});

describe('duration', () => {
  it.each([
    [0.42, '0.4 s'],
    [42.4, '42 s'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
  ])('%d s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
