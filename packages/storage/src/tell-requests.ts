/** Tells of every request that a client makes, for whoever counts them. */
import type { S3Client } from '@aws-sdk/client-s3';
import { symptomsOf } from './s3-problem.js';
import type { S3Request } from './s3-settings.js';

/** Beside the SDK's own retries, so that each try is told of by itself. */
export function tellRequests(client: S3Client, tell: (request: S3Request) => void): void {
  client.middlewareStack.add(
    (next, { commandName = 'Unknown' }) =>
      async (args) => {
        const startedAt = performance.now();
        const told = (code: S3Request['code']) =>
          tell({
            operation: commandName.replace(/Command$/, ''),
            code,
            seconds: (performance.now() - startedAt) / 1_000,
          });
        try {
          const result = await next(args);
          told((result.response as { statusCode?: number }).statusCode ?? 'none');
          return result;
        } catch (error) {
          const { name, status = 'none' } = symptomsOf(error);
          // The SDK's own deadlines have another name: this one is a signal's.
          told(name === 'AbortError' ? 'aborted' : status);
          throw error;
        }
      },
    { step: 'deserialize', priority: 'high', name: 'tellRequests' },
  );
}
