/** The run as it goes: a bar on a terminal, a line now and then elsewhere. */
import type { RunProgress } from '@camfleet/contracts';
import pc from 'picocolors';
import { duration } from './duration.js';
import { createRecentRate } from './recent-rate.js';

/** What is shown of a run; `counts` is null where nobody tells. */
interface Progress extends Pick<RunProgress, 'run' | 'state' | 'rows' | 'accuracy'> {
  readonly counts: RunProgress['counts'] | null;
  /** Images that are done of shards that are not committed yet. */
  readonly inHand: number;
}

export interface ProgressView {
  show(progress: Progress): void;
  /** Leaves the line as it stands and goes on below it. */
  end(): void;
}

/** Short, so that a terminal of 80 columns has room for the words. */
const barWidth = 12;
/** Time between two lines where there is no terminal, in ms. */
const lineEveryMs = 5_000;
/** The rate is that of the last so many ms. */
const rateMs = 30_000;

export function createProgressView(stream: NodeJS.WriteStream, now: () => number = Date.now): ProgressView {
  const rate = createRecentRate(rateMs);
  /** A shard that is committed may for a moment be neither in hand nor counted. */
  let most = 0;
  let lastLineAt = Number.NEGATIVE_INFINITY;
  let open = false;

  return {
    show: (progress) => {
      most = Math.max(most, doneRows(progress));
      if (progress.state === 'running' && progress.counts !== null) rate.note(now(), most);
      const text = describe(progress, most, rate.perSecond());
      if (stream.isTTY) {
        // A line longer than the terminal would wrap, and could not be written over.
        const words = text.slice(0, Math.max(0, (stream.columns ?? 80) - barWidth - 2));
        stream.write(`\r\x1b[2K${bar(progress, most)} ${words}`);
        open = true;
      } else if (now() - lastLineAt >= lineEveryMs) {
        lastLineAt = now();
        stream.write(`${progress.run} ${text}\n`);
      }
    },
    end: () => {
      if (open) stream.write('\n');
      open = false;
    },
  };
}

function doneRows({ counts, inHand, rows }: Progress): number {
  if (counts === null) return 0;
  return Math.min(rows ?? 0, counts.ok + counts.failed + counts.skipped + inHand);
}

function bar({ rows }: Progress, done: number): string {
  const share = rows === null ? 0 : done / rows;
  const full = Math.round(share * barWidth);
  return pc.cyan('█'.repeat(full)) + pc.dim('░'.repeat(barWidth - full));
}

/** `rate` in images/s. */
function describe(progress: Progress, done: number, rate: number): string {
  const { rows, state, counts } = progress;
  if (rows === null) return state;
  if (counts === null) return `${state}, ${rows} images`;
  const parts = [`${done}/${rows} images`];
  if (rate > 0) parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)} images/s`);
  if (rate > 0 && done < rows) parts.push(`${duration((rows - done) / rate)} left`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  parts.push(...accuracyParts(progress));
  if (state !== 'running') parts.push(state);
  return parts.join(', ');
}

/** The two figures that say most, as far as the run is. */
function accuracyParts({ accuracy }: Progress): string[] {
  const parts: [string, number | null][] = [
    ['top-1', accuracy?.top1Cls ?? null],
    ['GT-known', accuracy?.gtKnown ?? null],
  ];
  return parts.flatMap(([name, share]) => (share === null ? [] : [`${name} ${Math.round(100 * share)} %`]));
}
