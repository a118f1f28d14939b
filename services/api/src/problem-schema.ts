/** Problem details as RFC 9457 has them, and how routes say which they answer with. */
import { z } from 'zod';
import { type ProblemTypeCode, problemTypeCodes, problemTypes } from './problem-types.js';

export const problemMediaType = 'application/problem+json';

const problemSchema = z
  .object({
    type: z.string().describe('Where this kind of problem is described.'),
    code: z.enum(problemTypeCodes),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('One sentence about this request, and what to do next.'),
    request: z.string().describe('The id of the request, as it stands in the log.'),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path', 'header']),
          pointer: z.string().describe('A JSON pointer to the field, as a fragment.'),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });
export type ProblemDetails = z.infer<typeof problemSchema>;

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
