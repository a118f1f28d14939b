/** Checks a part of a request with its zod schema. */
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';

/** Everything that is wrong with one part of a request. */
export class PartInvalid extends Error {
  readonly issues: readonly z.core.$ZodIssue[];

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('the request does not fit its description');
    this.issues = issues;
  }
}

export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    const { data: value, error } = schema.safeParse(data);
    return error === undefined ? { value } : { error: new PartInvalid(error.issues) };
  };
