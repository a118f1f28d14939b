/** What a run was made of. */
import type { RunView } from '@camfleet/protocol';
import { hrefOf } from '../router/route.js';
import { inFullTime } from '../ui/numbers.js';

const kinds = { rebox: 'boxes drawn anew from', retry: 'failed rows of' } as const;

export function RunFacts({ run }: { readonly run: RunView }) {
  const { model, policy, manifest, createdAt, tenant, parent } = run;
  return (
    <dl class="facts">
      <Fact name="Model">
        <code>{model}</code>
      </Fact>
      <Fact name="Box policy">
        <code>{policy}</code>
      </Fact>
      <Fact name="Submitted">
        <time dateTime={createdAt}>{inFullTime(createdAt)}</time>
      </Fact>
      {tenant !== 'default' && <Fact name="Tenant">{tenant}</Fact>}
      {parent !== null && (
        <Fact name="Derived">
          {kinds[parent.kind]}{' '}
          <a href={hrefOf({ view: 'run', run: parent.run })}>
            <code>{parent.run}</code>
          </a>
        </Fact>
      )}
      <Fact name="Manifest">
        <code>{manifest.source}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
