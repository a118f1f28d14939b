/** What there is to know of a model before it is used. */
import { inBytes, inRate, inWhole } from '../ui/numbers.js';
import { calledAs, type ModelView } from './model-view.js';

interface ModelCardProps {
  readonly model: ModelView;
  /** In images/s; null where nobody knows. */
  readonly speed: number | null;
  readonly isTried: boolean;
  readonly onTry: () => void;
}

export function ModelCard({ model, speed, isTried, onTry }: ModelCardProps) {
  const { name, version, classes, named, input, map, topK, precision, source, identity, licence } = model;
  return (
    <article class="sheet model-card">
      <header>
        <h2>{name}</h2>
        <code class="soft">{version}</code>
      </header>
      <div class="inside stack">
        <IdentityCheck identity={identity} />
        <dl class="model-facts">
          <Fact name="Called">
            <code>{calledAs(model)}</code>
          </Fact>
          <Fact name="Classes">
            {inWhole(classes)}
            {!named && ', without names'}
          </Fact>
          <Fact name="Input">
            {input.width} × {input.height}, {input.resize}
          </Fact>
          <Fact name="Map">
            {map.width} × {map.height}, of the best {topK}
          </Fact>
          <Fact name="Speed">
            {speed === null ? 'not run yet' : `${inRate(speed)} images/s in its last run`}
          </Fact>
          <Fact name="Precision">{precision}</Fact>
          <Fact name="File">
            <code>{source.file}</code>, {inBytes(source.bytes)}
          </Fact>
          {licence !== undefined && <Fact name="Licence">{licence}</Fact>}
        </dl>
        <div>
          <button type="button" class="button" aria-pressed={isTried} onClick={onTry}>
            Try it<span class="unseen"> ({calledAs(model)})</span>
          </button>
        </div>
      </div>
    </article>
  );
}

/** mean(M) + b = S, as it came out on random pictures when the model was prepared. */
function IdentityCheck({
  identity: { gap, tolerance, images },
}: {
  readonly identity: ModelView['identity'];
}) {
  const holds = gap <= tolerance;
  return (
    <p class={`state ${holds ? 'good' : 'bad'}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path
          d={holds ? 'M2.500 8.500 6.500 12.500 13.500 4' : 'M3.500 3.500l9 9m0-9l-9 9'}
          fill="none"
          stroke="currentColor"
          stroke-width="2.500"
        />
      </svg>
      {holds ? 'Its identity holds' : 'Its identity does not hold'}
      <small class="soft number">
        gap {inPower(gap)} of {inPower(tolerance)} allowed, {images} pictures
      </small>
    </p>
  );
}

/** "3.1e-6" */
function inPower(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
