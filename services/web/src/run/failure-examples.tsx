/** Some rows that failed with one code, asked for when somebody wants to see them. */
import { useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { hrefOf } from '../router/route.js';
import { ProblemNote } from '../ui/problem-note.js';

const examples = 5;

interface FailedPage {
  readonly total: number;
  readonly outcomes: readonly {
    readonly index: number;
    readonly uri: string;
    readonly error: { readonly message: string } | null;
  }[];
}

export function FailureExamples({ run, code }: { readonly run: string; readonly code: string }) {
  const [open, setOpen] = useState(false);
  const query = new URLSearchParams({ outcome: 'failed', code, limit: String(examples) });
  const { data, problem } = useResource<FailedPage>(
    open ? `/v1/runs/${encodeURIComponent(run)}/outcomes?${query}` : null,
  );
  return (
    <details class="examples" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        Examples<span class="unseen"> of {code}</span>
      </summary>
      <ProblemNote problem={problem} />
      {open && data === null && problem === null && <p class="soft">Looking …</p>}
      {data !== null && (
        <>
          <table class="example-rows">
            <thead class="unseen">
              <tr>
                <th scope="col">Row</th>
                <th scope="col">Address</th>
                <th scope="col">What happened</th>
              </tr>
            </thead>
            <tbody>
              {data.outcomes.map(({ index, uri, error }) => (
                <tr key={index}>
                  <td class="number soft">{index}</td>
                  <td>
                    <code>{uri}</code>
                  </td>
                  <td>{error?.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {data.total > examples && (
            <a href={hrefOf({ view: 'gallery', run }, { outcome: 'failed', code })}>All {data.total}</a>
          )}
        </>
      )}
    </details>
  );
}
