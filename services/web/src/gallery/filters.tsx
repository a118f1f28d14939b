/** Which pictures are shown. */

import type { Facets } from '@camfleet/protocol';
import { memo } from 'preact/compat';
import { useId } from 'preact/hooks';
import { Choice } from './choice.js';
import { type Selection, wholeRun } from './gallery-query.js';
import { RangeField } from './range-field.js';

interface FiltersProps {
  readonly selection: Selection;
  readonly facets: Facets | null;
  /** Of a run that goes on, rows are filtered by what became of them alone. */
  readonly isLive: boolean;
  change(selection: Partial<Selection>): void;
}

const counted = (words: string, count: number | undefined) =>
  count === undefined ? words : `${words} ${count.toLocaleString('en')}`;

export const Filters = memo(function Filters({ selection, facets, isLive, change }: FiltersProps) {
  const id = useId();
  const { ok, failed, skipped } = facets?.outcomes ?? {};
  const codes = Object.entries(facets?.codes ?? {});
  const isFiltered = Object.entries(selection).some(
    ([name, value]) => name !== 'sort' && value !== wholeRun[name as keyof Selection],
  );
  return (
    <div class="controls">
      <Choice
        label="Outcome"
        value={selection.outcome}
        choices={[
          ['', 'All'],
          ['ok', counted('ok', ok)],
          ['failed', counted('failed', failed)],
          ...((skipped ?? 0) > 0 ? ([['skipped', counted('skipped', skipped)]] as const) : []),
        ]}
        onChoose={(outcome) => change({ outcome, code: '' })}
      />
      {codes.length > 0 && (
        <div class="field">
          <label for={`${id}-code`}>Failure</label>
          <select
            id={`${id}-code`}
            class="input"
            value={selection.code}
            onChange={({ currentTarget: { value } }) =>
              change({ code: value, ...(value !== '' && { outcome: 'failed' }) })
            }
          >
            <option value="">any</option>
            {codes.map(([code, count]) => (
              <option key={code} value={code}>
                {counted(code, count)}
              </option>
            ))}
          </select>
        </div>
      )}
      {isLive ? (
        <p class="hint">Order, classes, scores and IoU can be chosen when the run is complete.</p>
      ) : (
        <>
          <div class="field">
            <label for={`${id}-class`}>Predicted class</label>
            <select
              id={`${id}-class`}
              class="input"
              value={selection.class}
              onChange={({ currentTarget: { value } }) => change({ class: value })}
            >
              <option value="">any</option>
              {facets?.classes.map((one) => (
                <option key={one.class} value={String(one.class)}>
                  {one.name} ({one.images.toLocaleString('en')}
                  {one.meanIou === null ? '' : `, mean IoU ${one.meanIou.toFixed(2)}`})
                </option>
              ))}
            </select>
          </div>
          <RangeField
            label="Score"
            range={[selection.scoreMin, selection.scoreMax]}
            onChange={([scoreMin, scoreMax]) => change({ scoreMin, scoreMax })}
          />
          <RangeField
            label="IoU"
            range={[selection.iouMin, selection.iouMax]}
            onChange={([iouMin, iouMax]) => change({ iouMin, iouMax })}
          />
          <div class="field">
            <label for={`${id}-q`}>Address or id has</label>
            <input
              id={`${id}-q`}
              class="input"
              type="search"
              value={selection.q}
              onChange={({ currentTarget: { value } }) => change({ q: value.trim() })}
            />
          </div>
        </>
      )}
      {isFiltered && (
        <button type="button" class="button" onClick={() => change({ ...wholeRun, sort: selection.sort })}>
          Show all again
        </button>
      )}
    </div>
  );
});
