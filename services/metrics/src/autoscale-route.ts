/** GET /autoscale?kind=&model=: what an autoscaler asks. */
import type { ExtraRoutes } from '@camfleet/runtime';
import { z } from 'zod';
import type { Watch } from './watch.js';

const querySchema = z.object({
  kind: z.enum(['localise', 'rebox']).default('localise'),
  /** A model's name, or name@version; without it, all of them. */
  model: z.string().min(1).nullable().default(null),
});

export function autoscaleRoute(autoscale: Watch['autoscale']): ExtraRoutes[string] {
  return (query) => {
    const asked = querySchema.safeParse(Object.fromEntries(query));
    if (!asked.success) return { status: 400, body: { reason: 'kind is localise or rebox, model a name' } };
    const answer = autoscale(asked.data);
    // Not a number that would be taken for a wish: the autoscaler's own fallback holds.
    if (answer === null) return { status: 503, body: { reason: 'the fleet cannot be seen' } };
    return { status: 200, body: answer };
  };
}
