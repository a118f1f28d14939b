/** In which order pairs stand. */
import { SortSelect } from '../ui/sort-select.js';
import { type Order, orders } from './pair-orders.js';

const names: Readonly<Record<Order, string>> = {
  difference: 'A better than B first',
  '-difference': 'B better than A first',
  index: 'as in the manifest',
};

interface OrderFieldProps {
  readonly order: Order;
  onChange(order: Order): void;
}

export function OrderField({ order, onChange }: OrderFieldProps) {
  return <SortSelect orders={orders} names={names} value={order} onChange={onChange} />;
}
