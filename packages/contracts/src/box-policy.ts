/** A box policy as data: as it stands in run.json, and as users write their own. What each rule draws is said in cam. */
import { z } from 'zod';

/** Levels of a rule, and guesses of a policy: the figure judges the first five. */
const levelsMax = 16;
const guessesMax = 5;

const one = <T extends z.core.util.Literal>(values: readonly T[]) =>
  z.literal(values, { error: `must be ${values.join(' or ')}` });
const upTo = (most: number) => {
  const error = `must be a number from 0 to ${most}`;
  return z.number({ error }).min(0, { error }).max(most, { error });
};
const share = upTo(1);
const place = (most: number) => {
  const error = `must be a whole number from 0 to ${most}`;
  return z.int({ error }).min(0, { error }).max(most, { error });
};
const list = <T extends z.ZodType>(item: T, most: number, what: string) => {
  const error = `must be a list of 1 to ${most} ${what}`;
  return z.array(item, { error }).min(1, { error }).max(most, { error }).readonly();
};
const connectivity = one([4, 8]).default(8);

/** An object that takes these keys and no other: a key that is misspelt is said, not passed over. */
const exactly = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `does not take ${(keys as string[]).join(', ')}; it takes ${Object.keys(shape).join(', ')}`
        : 'must be an object',
  });

const ruleSchema = z.discriminatedUnion(
  'kind',
  [
    exactly({ kind: z.literal('largest-component'), shareOfMaximum: share, connectivity }),
    exactly({
      kind: z.literal('pooled-levels'),
      levelsOf255: list(upTo(255), levelsMax, 'levels'),
      connectivity,
      overlapOfLarger: share,
    }),
    exactly({
      kind: z.literal('published-contours'),
      shareOfMaximum: share,
      contours: one(['largest', 'all']),
    }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'must be largest-component, pooled-levels or published-contours'
        : 'must be an object with a kind',
  },
);

const guessesSchema = list(exactly({ rank: place(999), box: place(99) }), guessesMax, 'guesses');

const idSchema = z
  .string({ error: 'must be a name' })
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a name of at most 40 small letters, digits and hyphens');
const versionSchema = z.string({ error: 'must be a text (it may be left out)' }).min(1);

/** Whole: whoever reads it draws the same boxes, whatever policies a build knows by name. */
export const boxPolicySchema = exactly({
  id: idSchema,
  version: versionSchema,
  rule: ruleSchema,
  guesses: guessesSchema,
});

/** A user's own policy. Its version follows from the rest, and the guesses are one a class where they are left out. */
export const policyDefinitionSchema = exactly({
  id: idSchema,
  version: versionSchema.optional(),
  rule: ruleSchema,
  guesses: guessesSchema.optional(),
});
