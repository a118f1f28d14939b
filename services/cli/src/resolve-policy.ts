/** What the user named → a box policy: a built-in one by its name, or their own from a JSON file. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BoxPolicy, boxPolicies, findPolicy } from '@camfleet/cam';
import { Problem } from '@camfleet/contracts';
import { definePolicy } from '@camfleet/results';

/** Throws the Problem `policy-unknown` where there is none, `policy-refused` where the file does not define one. */
export async function resolvePolicy(reference: string): Promise<BoxPolicy> {
  if (/\.json$/i.test(reference)) return definePolicy(await readDefinition(reference), basename(reference));
  const policy = findPolicy(reference);
  if (policy !== undefined) return policy;
  const known = boxPolicies.map(({ id }) => id).join(', ');
  throw new Problem(
    'policy-unknown',
    `there is no box policy "${reference}": name a built-in one (${known}) or a .json file of your own; see camfleet policies`,
  );
}

/** As a server takes it: a name, or what a file of this machine defines. */
export async function readPolicy(reference: string): Promise<string | BoxPolicy> {
  return /\.json$/i.test(reference) ? await resolvePolicy(reference) : reference;
}

async function readDefinition(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Problem(
      'policy-unknown',
      `the box policy ${path} cannot be read (${cause.code}): check the path`,
      { cause },
    );
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('policy-refused', `${basename(path)} is not a box policy: it is not JSON`, { cause });
  }
}
