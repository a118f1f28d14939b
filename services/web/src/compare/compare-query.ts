/** Which runs are compared, and how, as a query string. */
import { type Order, orders } from './pair-orders.js';

export interface CompareState {
  readonly first: string;
  readonly second: string;
  readonly order: Order;
  /** id of a box policy for both; empty for each run's own. */
  readonly policy: string;
  readonly threshold: number | null;
  readonly heat: number;
}

const heatAtFirst = 0.8;

export function readCompareQuery(query: URLSearchParams): CompareState {
  const text = (name: string) => query.get(name) ?? '';
  const share = (name: string) => {
    const value = text(name) === '' ? Number.NaN : Number(text(name));
    return value >= 0 && value <= 1 ? value : null;
  };
  return {
    first: text('a'),
    second: text('b'),
    order: orders.find((order) => order === text('sort')) ?? 'difference',
    policy: text('policy'),
    threshold: share('threshold'),
    heat: share('heat') ?? heatAtFirst,
  };
}

export function writeCompareQuery(state: CompareState): URLSearchParams {
  const { first, second, order, policy, threshold, heat } = state;
  const words = {
    a: first,
    b: second,
    sort: order === 'difference' ? '' : order,
    policy,
    threshold: threshold === null ? '' : String(threshold),
    heat: heat === heatAtFirst ? '' : String(heat),
  };
  return new URLSearchParams(Object.entries(words).filter(([, value]) => value !== ''));
}
