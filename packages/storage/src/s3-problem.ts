/** What a failed request to S3 means for the store: one table. */
import { Problem, type ProblemCode } from '@camfleet/contracts';

/** The parts of an error of the SDK, of its credentials' providers or of a socket that say what happened. */
interface Symptoms {
  readonly name: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
}

export function symptomsOf(error: unknown): Symptoms {
  const of = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } } | null;
  return { name: of?.name ?? '', code: of?.code, status: of?.$metadata?.httpStatusCode };
}

/** Whether the request was given up because its signal said so: that is no problem of the store. */
export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && ['AbortError', 'TimeoutError'].includes(symptomsOf(error).name);
}

/** Whether the object, not its bucket, is missing. */
export function meansNoObject(error: unknown): boolean {
  const { name, status } = symptomsOf(error);
  return name === 'NoSuchKey' || name === 'NotFound' || (status === 404 && name !== 'NoSuchBucket');
}

const wrongKeys = 'check the access key and its secret';
const deniedNames: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket: create it, or correct its name',
  InvalidAccessKeyId: `the access key is unknown there: ${wrongKeys}`,
  SignatureDoesNotMatch: `the secret does not belong to the access key: ${wrongKeys}`,
  ExpiredToken: 'the credentials have expired: renew them',
  RequestTimeTooSkewed: 'the clock of this machine is wrong: set it',
  CredentialsProviderError: 'no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  PermanentRedirect: 'the bucket lies in another region: set AWS_REGION to it',
  AuthorizationHeaderMalformed: 'the bucket lies in another region: set AWS_REGION to it',
};

/** A Problem whose sentence names the bucket; the error itself where it is a mistake of the program. */
export function s3Problem(error: unknown, bucket: string, endpoint: string | undefined): unknown {
  if (error instanceof Problem) return error;
  const where = `s3://${bucket}${endpoint === undefined ? '' : ` at ${withoutPassword(endpoint)}`}`;
  const because = (code: ProblemCode, message: string) => new Problem(code, message, { cause: error });
  const { name, status, code } = symptomsOf(error);
  const denied = deniedNames[name];
  if (denied !== undefined) return because('store-denied', `${where}: ${denied}`);
  if (name === 'QuotaExceeded' || name === 'XMinioStorageFull' || status === 507) {
    return because('store-full', `${where} is full: free some space or raise its quota, then resume the run`);
  }
  if (status === 401 || status === 403) {
    return because(
      'store-denied',
      `${where} refused access (${name}): check that the keys may list, read, write and delete there`,
    );
  }
  if (error instanceof Error && error.message.startsWith('Region is missing')) {
    return because('configuration-invalid', `${where}: no region is set: set AWS_REGION`);
  }
  if (status !== undefined && status >= 500) {
    return because('store-unreachable', `${where} answered ${status} (${name}) every time: check the server`);
  }
  if (status === undefined && (code !== undefined || name === 'TimeoutError')) {
    return because(
      'store-unreachable',
      `${where} cannot be reached (${code ?? 'no answer'}): check the endpoint and the network`,
    );
  }
  if (status !== undefined || name === 'SyntaxError') {
    return because(
      'store-unreachable',
      `${where} does not answer as an S3 server does (${status ?? name}): check the endpoint`,
    );
  }
  return error;
}

function withoutPassword(endpoint: string): string {
  return endpoint.replace(/\/\/[^/@]*@/, '//');
}
