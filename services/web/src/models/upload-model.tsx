/** Prepares a network that is sent. */
import { useState } from 'preact/hooks';
import { asProblem, type ProblemError } from '../api/problem-error.js';
import { request } from '../api/request.js';
import { Field } from '../ui/field.js';
import { inBytes } from '../ui/numbers.js';
import { ProblemNote } from '../ui/problem-note.js';

export function UploadModel({ onPrepared }: { readonly onPrepared: (name: string) => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);

  async function prepare(event: Event) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const headers = { 'content-type': 'application/octet-stream' };
      await request(`/v1/models?${new URLSearchParams({ name })}`, { method: 'POST', body: file!, headers });
      setFile(null);
      setName('');
      onPrepared(name);
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
            hint="lower-case letters, digits, dots and dashes; one that is taken means this version from now on"
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
