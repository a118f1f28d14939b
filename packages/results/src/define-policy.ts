/** A user's own box policy, from what they wrote. */
import { createHash } from 'node:crypto';
import { type BoxPolicy, findPolicy, oneGuessAClass } from '@camfleet/cam';
import { Problem, policyDefinitionSchema } from '@camfleet/contracts';

/** Hex digits of a digest that make a version. */
const versionDigits = 12;

/**
 * Makes a policy of its definition. Its version is a digest of rule and guesses, so that no two policies share both name
 * and version. Throws the Problem `policy-refused` with everything that is wrong.
 *
 * @param json the parsed JSON: {id, rule, guesses?, version?}; a version that is given must be the one that follows
 * @param name what the user calls it, for the sentence
 */
export function definePolicy(json: unknown, name: string): BoxPolicy {
  const parsed = policyDefinitionSchema.safeParse(json);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? 'the policy' : path.join('.')} ${message}`,
    );
    throw refused(name, wrong.join('; '));
  }
  const { id, rule, guesses = oneGuessAClass, version: stated } = parsed.data;
  if (findPolicy(id) !== undefined) throw refused(name, `id "${id}" is a built-in policy's: choose another`);
  const version = versionOf({ rule, guesses });
  if (stated !== undefined && stated !== version) {
    throw refused(name, `version "${stated}" is not what it defines, which is ${version}: leave it out`);
  }
  return { id, version, rule, guesses };
}

/** The same for the same boxes, however the file orders its keys: the schema orders them. */
function versionOf(drawn: Pick<BoxPolicy, 'rule' | 'guesses'>): string {
  return createHash('sha256').update(JSON.stringify(drawn)).digest('hex').slice(0, versionDigits);
}

const refused = (name: string, why: string): Problem =>
  new Problem('policy-refused', `${name} is not a box policy: ${why}`);
