/** How far a run is, and how much of it failed. */
import type { RunView } from '@camfleet/protocol';
import { doneRows } from '../run/done-rows.js';
import { inWhole } from './numbers.js';

export function RunMeter({ run }: { readonly run: RunView }) {
  const { rows, counts, summary } = run;
  const done = doneRows(run);
  const share = (part: number) => `${rows === null || rows === 0 ? 0 : (100 * part) / rows}%`;
  const failed = counts?.failed ?? 0;
  const words =
    rows === null
      ? 'not scanned yet'
      : `${inWhole(done)} of ${inWhole(rows)} images, ${inWhole(failed)} failed`;
  return (
    <div
      class={`meter ${summary === null ? '' : 'done'}`}
      role="progressbar"
      aria-label={`Progress of ${run.run}`}
      aria-valuemin={0}
      aria-valuemax={rows ?? 1}
      aria-valuenow={done}
      aria-valuetext={words}
    >
      <span class="ok" style={{ width: share(done - failed) }} />
      <span class="failed" style={{ width: share(failed) }} />
    </div>
  );
}
