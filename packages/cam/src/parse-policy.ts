import { type BoxPolicy, boxPolicies, oneGuessAClass } from './box-policy.js';

const idPattern = /^[a-z][a-z0-9-]{0,39}$/;
const known = ['id', 'version', 'shareOfMaximum', 'connectivity'];

/** What is wrong with a user's policy, as sentences. */
function complaints(policy: Record<string, unknown>): string[] {
  const { id, version = 1, shareOfMaximum, connectivity = 8 } = policy;
  const found: string[] = [];
  const expect = (isFine: boolean, sentence: string): void => {
    if (!isFine) found.push(sentence);
  };
  const name = typeof id === 'string' ? id : '';
  expect(idPattern.test(name), 'id must be a name of at most 40 small letters, digits and hyphens');
  expect(!boxPolicies.some((one) => one.id === name), `id must not be that of a built-in policy (${name})`);
  expect(Number.isSafeInteger(version) && Number(version) >= 1, 'version must be 1, 2, 3, …');
  const isShare = typeof shareOfMaximum === 'number' && shareOfMaximum >= 0 && shareOfMaximum <= 1;
  expect(isShare, 'shareOfMaximum must be a number from 0 to 1');
  expect(connectivity === 4 || connectivity === 8, 'connectivity must be 4 or 8');
  for (const key of Object.keys(policy))
    expect(known.includes(key), `${key} is not known; a policy has ${known.join(', ')}`);
  return found;
}

/**
 * A user's own policy, `{id, shareOfMaximum, connectivity?, version?}`: the largest component at a share of the maximum.
 * Connectivity is 8 and version 1 where they are left out.
 *
 * @param json the parsed JSON
 * @throws RangeError with everything that is wrong with it
 */
export function parsePolicy(json: unknown): BoxPolicy {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new RangeError('a box policy must be an object');
  const policy = json as Record<string, unknown>;
  const wrong = complaints(policy);
  if (wrong.length > 0) throw new RangeError(`not a box policy: ${wrong.join('; ')}`);
  const { id, version = 1, shareOfMaximum, connectivity = 8 } = policy;
  return {
    id: id as string,
    version: version as number,
    rule: {
      kind: 'largest-component',
      shareOfMaximum: shareOfMaximum as number,
      connectivity: connectivity as 4 | 8,
    },
    guesses: oneGuessAClass,
  };
}
