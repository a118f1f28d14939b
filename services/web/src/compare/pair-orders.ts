/** In which order pairs can stand. `difference`: those first in which A is better by most. */
export const orders = ['difference', '-difference', 'index'] as const;
export type Order = (typeof orders)[number];
