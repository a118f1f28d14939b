/** Prepares a network that is sent. */
import { useState } from 'preact/hooks';
import { asProblem, type ProblemError } from '../api/problem-error.js';
import { requestJson } from '../api/request.js';
import { Field } from '../ui/field.js';
import { inBytes } from '../ui/numbers.js';
import { ProblemNote } from '../ui/problem-note.js';
import { calledAs, type ModelView } from './model-view.js';

export function UploadModel({ onPrepared }: { readonly onPrepared: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [use, setUse] = useState(false);
  const [busy, setBusy] = useState(false);
  const [prepared, setPrepared] = useState<ModelView | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);

  async function prepare(event: Event) {
    event.preventDefault();
    setBusy(true);
    setPrepared(null);
    setProblem(null);
    try {
      const query = new URLSearchParams({ name, use: String(use) });
      const headers = { 'content-type': 'application/octet-stream' };
      const sent = { method: 'POST', body: file!, headers } as const;
      setPrepared(await requestJson<ModelView>(`/v1/models?${query}`, sent));
      setFile(null);
      setName('');
      setUse(false);
      onPrepared();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }

  const nameMistake = problem?.errors.find(({ pointer }) => pointer === '#/name')?.detail ?? null;
  return (
    <section class="sheet" aria-labelledby="prepare">
      <header>
        <h2 id="prepare">Prepare another</h2>
      </header>
      <form class="inside stack" onSubmit={prepare}>
        <p class="soft">
          An ONNX classifier that ends in a global pool and one linear layer. The class activation map is
          fused into its graph, and the identity of its head is checked before it is kept. Preprocessing is
          ImageNet’s; where yours differs, or weights and class names lie in files beside it, use{' '}
          <code>camfleet models prepare</code>.
        </p>
        <ProblemNote problem={nameMistake === null ? problem : null} />
        {prepared !== null && (
          <p class="note" role="status">
            <span>
              It is prepared, and called <code>{calledAs(prepared)}</code>
              {!prepared.current && `: ${prepared.name} alone goes on meaning another version`}
            </span>
          </p>
        )}
        <div class="option-grid">
          <div class="field">
            <span class="label">Network</span>
            <label class="button picker">
              {file === null ? 'Pick an .onnx file' : `${file.name}, ${inBytes(file.size)}`}
              <input
                class="unseen"
                type="file"
                accept=".onnx"
                disabled={busy}
                onChange={({ currentTarget }) => {
                  const picked = currentTarget.files?.[0] ?? null;
                  setFile(picked);
                  if (picked !== null && name === '') setName(nameOf(picked.name));
                }}
              />
            </label>
          </div>
          <Field
            name="Name"
            hint="lower-case letters, digits, dots and dashes; one that is taken goes on meaning what it does"
            mistake={nameMistake}
          >
            {(attributes) => (
              <input
                {...attributes}
                class="input"
                type="text"
                required
                spellcheck={false}
                autocomplete="off"
                disabled={busy}
                value={name}
                onInput={({ currentTarget }) => setName(currentTarget.value)}
              />
            )}
          </Field>
        </div>
        <label class="row">
          <input
            type="checkbox"
            checked={use}
            disabled={busy}
            onChange={({ currentTarget }) => setUse(currentTarget.checked)}
          />
          Let the name mean this version from now on
        </label>
        <div>
          <button type="submit" class="button" disabled={busy || file === null || name === ''}>
            {busy ? 'Preparing …' : 'Prepare it'}
          </button>
        </div>
      </form>
    </section>
  );
}

/** What of a file's name a model may be called. */
function nameOf(file: string): string {
  return file
    .replace(/\.onnx$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 63);
}
