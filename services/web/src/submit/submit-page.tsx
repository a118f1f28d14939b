/** A new run: its pictures, its model, and what it will take. */
import type { RunView } from '@camfleet/protocol';
import { useRef, useState } from 'preact/hooks';
import { asProblem, mistakeAt, type ProblemError } from '../api/problem-error.js';
import { requestJson } from '../api/request.js';
import { useResource } from '../api/use-resource.js';
import type { ModelView } from '../models/model-view.js';
import { goTo } from '../router/place.js';
import { hrefOf } from '../router/route.js';
import { ProblemNote } from '../ui/problem-note.js';
import { ModelField } from './model-field.js';
import { MoreOptions, type Options, usualOptions } from './more-options.js';
import { newKey } from './new-key.js';
import { PolicyField } from './policy-field.js';
import { type Source, SourceField } from './source-field.js';
import { type SentFiles, uploadFiles } from './upload-files.js';
import { UploadMeter } from './upload-meter.js';
import './submit.css';

/** Fields beside which a mistake of the server's is shown; others are told above the form. */
const fields = [
  'manifest',
  'rows',
  'base',
  'model',
  'policy',
  'priority',
  'maxFailed',
  'boxFormat',
  'exif',
  'colour',
];

export function SubmitPage() {
  const { data, problem: listProblem } = useResource<{ readonly models: readonly ModelView[] }>('/v1/models');
  const [source, setSource] = useState<Source>({ kind: 'none' });
  const [chosenModel, setModel] = useState<string | null>(null);
  const [policy, setPolicy] = useState('paper-20');
  const [options, setOptions] = useState<Options>(usualOptions);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [uploaded, setUploaded] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  /** What was chosen is sent once, however often the form is. */
  const sent = useRef<{ readonly source: Source; readonly files: SentFiles } | null>(null);
  const stopped = useRef(new AbortController());

  const model = chosenModel ?? data?.models[0]?.name ?? '';
  const isReady = model !== '' && isSomething(source) && !busy;

  async function manifestOf(): Promise<SentFiles> {
    if (source.kind !== 'files') return { manifest: source.kind === 'address' ? source.address.trim() : '' };
    if (sent.current?.source === source) return sent.current.files;
    setUploaded(0);
    const files = await uploadFiles(source.files, setUploaded, stopped.current.signal);
    sent.current = { source, files };
    return files;
  }

  async function submit(event: Event) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    stopped.current = new AbortController();
    try {
      const json = { ...(await manifestOf()), model, policy, ...options, maxFailed: options.maxFailed / 100 };
      const headers = { 'idempotency-key': newKey() };
      const run = await requestJson<RunView>('/v1/runs', { method: 'POST', json, headers });
      goTo(hrefOf({ view: 'run', run: run.run }));
    } catch (error) {
      if (!stopped.current.signal.aborted) setProblem(asProblem(error));
    }
    setUploaded(null);
    setBusy(false);
  }

  const mistakeOf = (field: string) => mistakeAt(problem, `#/${field}`);
  const hasPlace = fields.some((field) => mistakeOf(field) !== null);
  return (
    <form class="submit" onSubmit={submit}>
      <div class="head">
        <h1>New run</h1>
      </div>
      <div class="stack">
        <ProblemNote problem={listProblem ?? (hasPlace ? null : problem)} />
        <fieldset class="sheet" disabled={busy}>
          <legend class="unseen">Pictures</legend>
          <div class="inside">
            <SourceField
              source={source}
              mistake={mistakeOf('manifest') ?? mistakeOf('rows') ?? mistakeOf('base')}
              onChange={setSource}
            />
          </div>
        </fieldset>
        <fieldset class="sheet" disabled={busy}>
          <legend class="unseen">Model and boxes</legend>
          <div class="inside stack">
            <div class="option-grid">
              <ModelField
                models={data?.models ?? null}
                value={model}
                mistake={mistakeOf('model')}
                onChange={setModel}
              />
              <PolicyField value={policy} mistake={mistakeOf('policy')} onChange={setPolicy} />
            </div>
            <MoreOptions options={options} mistakeOf={mistakeOf} onChange={setOptions} />
          </div>
        </fieldset>
        {uploaded !== null && source.kind === 'files' && (
          <UploadMeter
            uploaded={uploaded}
            bytes={source.files.bytes}
            onStop={() => stopped.current.abort()}
          />
        )}
        <div class="row submit-end">
          <button type="submit" class="button main large" disabled={!isReady}>
            Begin the run
          </button>
        </div>
      </div>
    </form>
  );
}

function isSomething(source: Source): boolean {
  if (source.kind === 'files') return source.files.pictures.length > 0 || source.files.manifest !== null;
  return source.kind === 'address' && source.address.trim() !== '';
}
