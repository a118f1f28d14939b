/** A new run: its pictures, its model, and what it will take. */
import { useState } from 'preact/hooks';
import { mistakeAt } from '../api/problem-error.js';
import { useResource } from '../api/use-resource.js';
import { calledAs, type ModelList } from '../models/model-view.js';
import { ProblemNote } from '../ui/problem-note.js';
import { EstimateNote } from './estimate-note.js';
import { ModelField } from './model-field.js';
import { MoreOptions, type Options, usualOptions } from './more-options.js';
import { PolicyField } from './policy-field.js';
import { type Source, SourceField } from './source-field.js';
import { UploadMeter } from './upload-meter.js';
import { useSubmission } from './use-submission.js';
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
  const { data, problem: listProblem } = useResource<ModelList>('/v1/models');
  const [source, setSource] = useState<Source>({ kind: 'none' });
  const [chosenModel, setModel] = useState<string | null>(null);
  const [policy, setPolicy] = useState('paper-20');
  const [options, setOptions] = useState<Options>(usualOptions);
  const [first] = data?.models ?? [];
  const model = chosenModel ?? (first === undefined ? '' : calledAs(first));
  const submission = useSubmission({ source, model, policy, options });
  const { busy, uploaded, problem, estimate } = submission;
  const isReady = model !== '' && isSomething(source) && !busy;

  const mistakeOf = (field: string) => mistakeAt(problem, `#/${field}`);
  const hasPlace = fields.some((field) => mistakeOf(field) !== null);
  return (
    <form
      class="submit"
      onSubmit={(event) => {
        event.preventDefault();
        void submission.begin();
      }}
    >
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
          <UploadMeter uploaded={uploaded} bytes={source.files.bytes} onStop={submission.stop} />
        )}
        {estimate !== null && <EstimateNote first={estimate} onReady={submission.onEstimated} />}
        <div class="row submit-end">
          <button type="button" class="button large" disabled={!isReady} onClick={submission.askEstimate}>
            Estimate first
          </button>
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
