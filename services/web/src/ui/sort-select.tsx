/** Chooses in which order things stand. */
import { useId } from 'preact/hooks';

interface SortSelectProps<Order extends string> {
  readonly orders: readonly Order[];
  /** In words. */
  readonly names: Readonly<Record<Order, string>>;
  readonly value: Order;
  readonly isDisabled?: boolean;
  onChange(order: Order): void;
}

export function SortSelect<Order extends string>(props: SortSelectProps<Order>) {
  const { orders, names, value, isDisabled = false, onChange } = props;
  const id = useId();
  return (
    <div class="row">
      <label for={id}>Sort</label>
      <select
        id={id}
        class="input"
        disabled={isDisabled}
        value={value}
        onChange={({ currentTarget }) =>
          onChange(orders.find((order) => order === currentTarget.value) ?? value)
        }
      >
        {orders.map((order) => (
          <option key={order} value={order}>
            {names[order]}
          </option>
        ))}
      </select>
    </div>
  );
}
