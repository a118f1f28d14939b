/** What stops a whole command or service: a sentence for the user, never a stack trace. */

export type ProblemCode =
  | 'usage'
  | 'configuration-invalid'
  | 'manifest-not-found'
  | 'manifest-unreadable'
  | 'manifest-empty'
  | 'manifest-changed'
  | 'model-unknown'
  | 'model-refused'
  | 'model-identity'
  | 'model-damaged'
  | 'policy-unknown'
  | 'policy-refused'
  | 'provider-missing'
  | 'redis-missing'
  | 'redis-unreachable'
  | 'store-unreachable'
  | 'store-denied'
  | 'store-full'
  | 'object-damaged'
  | 'drawings-missing'
  | 'download-failed'
  | 'catalogue-invalid'
  | 'run-unknown'
  | 'run-conflict'
  | 'run-failed'
  | 'run-paused'
  | 'server-unreachable'
  | 'server-refused'
  | 'server-failed'
  | 'worker-unwell';

/** Codes that mean the command was called wrongly (exit code 2); all others are the world's (exit code 1). */
const usageProblems: ReadonlySet<ProblemCode> = new Set([
  'usage',
  'configuration-invalid',
  'manifest-not-found',
  'manifest-unreadable',
  'manifest-empty',
  'model-unknown',
  'model-refused',
  'catalogue-invalid',
  'policy-unknown',
  'policy-refused',
  'run-unknown',
  'run-conflict',
  'server-refused',
]);

/** An error whose message is one sentence that says what is wrong and what to do next. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** 2 where the call was wrong, 1 where the world is, 75 (try again) where this process should be replaced. */
  get exitCode(): 1 | 2 | 75 {
    if (this.code === 'worker-unwell') return 75;
    return usageProblems.has(this.code) ? 2 : 1;
  }
}
