/** The box policy that a submitter names or defines. */
import { type BoxPolicy, boxPolicies, findPolicy } from '@camfleet/cam';
import { Problem } from '@camfleet/contracts';
import { definePolicy } from '@camfleet/results';

/** Throws Problem 'policy-unknown' or 'policy-refused'. */
export function choosePolicy(policy: string | object): BoxPolicy {
  if (typeof policy !== 'string') return definePolicy(policy, 'this');
  const found = findPolicy(policy);
  if (found !== undefined) return found;
  const known = boxPolicies.map(({ id }) => id).join(', ');
  throw new Problem(
    'policy-unknown',
    `there is no box policy "${policy}": name a built-in one (${known}), or define your own`,
  );
}
