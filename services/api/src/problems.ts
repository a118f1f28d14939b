/** How routes say which problems they answer with. */
import { type ProblemTypeCode, problemMediaType, problemSchema, problemTypes } from '@camfleet/protocol';

/** What any request can meet. */
const always: readonly ProblemTypeCode[] = [
  'request-invalid',
  'key-missing',
  'key-unknown',
  'scope-missing',
  'host-refused',
  'origin-refused',
  'rate-exceeded',
  'defect',
  'object-damaged',
  'store-unreachable',
  'store-denied',
  'store-full',
];

/** The answers of a route to bad requests, by status. */
export function problems(...codes: readonly ProblemTypeCode[]) {
  const byStatus = new Map<number, ProblemTypeCode[]>();
  for (const code of [...always, ...codes]) {
    const { status } = problemTypes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answer = (known: readonly ProblemTypeCode[]) => ({
    description: known.join(', '),
    content: { [problemMediaType]: { schema: problemSchema } },
  });
  return Object.fromEntries([...byStatus].map(([status, known]) => [status, answer(known)]));
}
