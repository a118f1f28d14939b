/** The run as it goes: a bar on a terminal, a line now and then elsewhere. */
import type { RunProgress } from '@camfleet/contracts';
import pc from 'picocolors';
import { duration } from './duration.js';

export interface ProgressView {
  show(progress: RunProgress): void;
  /** Leaves the line as it stands and goes on below it. */
  end(): void;
}

/** Short, so that a terminal of 80 columns has room for the words. */
const barWidth = 12;
/** Time between two lines where there is no terminal, in ms. */
const lineEveryMs = 5_000;

export function createProgressView(stream: NodeJS.WriteStream, now: () => number = Date.now): ProgressView {
  /** When this command first saw the run running, and how many rows were done by then: the rate counts from there. */
  let since: { at: number; done: number } | null = null;
  let lastLineAt = Number.NEGATIVE_INFINITY;
  let open = false;

  return {
    show: (progress) => {
      const done = doneRows(progress);
      if (progress.state === 'running') since ??= { at: now(), done };
      const seconds = since === null ? 0 : (now() - since.at) / 1_000;
      const rate = since === null || seconds === 0 ? 0 : (done - since.done) / seconds;
      if (stream.isTTY) {
        // A line longer than the terminal would wrap, and could not be written over.
        const words = describe(progress, rate).slice(0, Math.max(0, (stream.columns ?? 80) - barWidth - 2));
        stream.write(`\r\x1b[2K${bar(progress)} ${words}`);
        open = true;
      } else if (now() - lastLineAt >= lineEveryMs) {
        lastLineAt = now();
        stream.write(`${progress.run} ${describe(progress, rate)}\n`);
      }
    },
    end: () => {
      if (open) stream.write('\n');
      open = false;
    },
  };
}

function doneRows({ counts }: RunProgress): number {
  return counts.ok + counts.failed + counts.skipped;
}

function bar(progress: RunProgress): string {
  const share = progress.rows === null ? 0 : doneRows(progress) / progress.rows;
  const full = Math.round(share * barWidth);
  return pc.cyan('█'.repeat(full)) + pc.dim('░'.repeat(barWidth - full));
}

/** `rate` in images/s. */
function describe(progress: RunProgress, rate: number): string {
  const { rows, state, counts } = progress;
  const done = doneRows(progress);
  if (rows === null) return state;
  const parts = [`${done}/${rows} images`];
  if (rate > 0) parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)} images/s`);
  if (rate > 0 && done < rows) parts.push(`${duration((rows - done) / rate)} left`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  parts.push(...accuracyParts(progress));
  if (state !== 'running') parts.push(state);
  return parts.join(', ');
}

/** The two figures that say most, as far as the run is. */
function accuracyParts({ accuracy }: RunProgress): string[] {
  const parts: [string, number | null][] = [
    ['top-1', accuracy?.top1Cls ?? null],
    ['GT-known', accuracy?.gtKnown ?? null],
  ];
  return parts.flatMap(([name, share]) => (share === null ? [] : [`${name} ${Math.round(100 * share)} %`]));
}
