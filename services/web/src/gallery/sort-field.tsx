/** In which order pictures stand. */
import { useId } from 'preact/hooks';
import { type Sort, sorts } from './gallery-query.js';

const names: Readonly<Record<Sort, string>> = {
  index: 'as in the manifest',
  iou: 'worst IoU first',
  '-iou': 'best IoU first',
  score: 'lowest score first',
  '-score': 'highest score first',
  class: 'by class',
};

interface SortFieldProps {
  readonly sort: Sort;
  readonly isLive: boolean;
  onChange(sort: Sort): void;
}

export function SortField({ sort, isLive, onChange }: SortFieldProps) {
  const id = useId();
  return (
    <div class="row">
      <label for={id}>Sort</label>
      <select
        id={id}
        class="input"
        disabled={isLive}
        value={sort}
        onChange={({ currentTarget: { value } }) => onChange(sorts.find((one) => one === value) ?? 'index')}
      >
        {sorts.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </div>
  );
}
