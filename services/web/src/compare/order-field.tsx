/** In which order pairs stand. */
import { useId } from 'preact/hooks';
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
  const id = useId();
  return (
    <div class="row">
      <label for={id}>Sort</label>
      <select
        id={id}
        class="input"
        value={order}
        onChange={({ currentTarget: { value } }) =>
          onChange(orders.find((one) => one === value) ?? 'difference')
        }
      >
        {orders.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </div>
  );
}
