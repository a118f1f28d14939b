/** A problem in a sentence, read out when it comes up. */
import type { ProblemError } from '../api/problem-error.js';

export function ProblemNote({ problem }: { readonly problem: ProblemError | null }) {
  if (problem === null) return null;
  return (
    <div class="note bad" role="alert">
      <div>
        <p>{problem.message}</p>
        {problem.status >= 500 && problem.request !== null && (
          <p>
            <small>
              Request <code>{problem.request}</code>
            </small>
          </p>
        )}
      </div>
    </div>
  );
}
