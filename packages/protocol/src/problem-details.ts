/** Problem details as RFC 9457 has them. */
import { z } from 'zod';
import { problemTypeCodes } from './problem-types.js';

export const problemMediaType = 'application/problem+json';

export const problemSchema = z
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
