/** In which order pictures stand. */
import { SortSelect } from '../ui/sort-select.js';
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
  return <SortSelect orders={sorts} names={names} value={sort} isDisabled={isLive} onChange={onChange} />;
}
