/** One picture through a model, answered at once: its classes, and where each of them is. */
import type { OutcomeView } from '@camfleet/protocol';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { asProblem, type ProblemError } from '../api/problem-error.js';
import { requestJson } from '../api/request.js';
import { BoxLayer } from '../gallery/box-layer.js';
import { decodeMaps } from '../gallery/decode-maps.js';
import { HeatLayer } from '../gallery/heat-layer.js';
import { ShareBar } from '../run/share-bar.js';
import { PolicyField } from '../submit/policy-field.js';
import { inPercent } from '../ui/numbers.js';
import { ProblemNote } from '../ui/problem-note.js';
import { calledAs, type ModelView } from './model-view.js';

type Localised = OutcomeView & { readonly seconds: number };

/** What was answered, and what was asked. */
interface Heard {
  readonly file: File;
  readonly policy: string;
  readonly answer: Localised | null;
  readonly problem: ProblemError | null;
}

export function TryModel({ model }: { readonly model: ModelView }) {
  const called = calledAs(model);
  const [file, setFile] = useState<File | null>(null);
  const [policy, setPolicy] = useState('paper-20');
  const [heard, setHeard] = useState<Heard | null>(null);
  useEffect(() => {
    if (file === null) return;
    const left = new AbortController();
    const query = new URLSearchParams({ model: called, policy });
    const headers = { 'content-type': file.type === '' ? 'application/octet-stream' : file.type };
    const hear = (what: Pick<Heard, 'answer' | 'problem'>) => {
      if (!left.signal.aborted) setHeard({ file, policy, ...what });
    };
    requestJson<Localised>(`/v1/localize?${query}`, {
      method: 'POST',
      body: file,
      headers,
      signal: left.signal,
    })
      .then((answer) => hear({ answer, problem: null }))
      .catch((error: unknown) => hear({ answer: null, problem: asProblem(error) }));
    return () => left.abort();
  }, [file, policy, called]);
  // Of another picture or policy, nothing is shown.
  const shown = heard?.file === file && heard?.policy === policy ? heard : null;
  const { answer, problem } = shown ?? { answer: null, problem: null };
  return (
    <section class="sheet" aria-labelledby="try">
      <header>
        <h2 id="try">Try {called} on one picture</h2>
      </header>
      <div class="inside stack">
        <div class="row try-choices">
          <label class="button picker">
            {file === null ? 'Pick a picture' : 'Pick another'}
            <input
              class="unseen"
              type="file"
              accept="image/*"
              onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)}
            />
          </label>
          <PolicyField value={policy} mistake={null} onChange={setPolicy} />
        </div>
        <ProblemNote problem={problem} />
        {file !== null && shown === null && (
          <p class="soft" role="status">
            The network looks at it …
          </p>
        )}
        {answer?.outcome === 'failed' && <p class="note bad">{answer.error?.message}</p>}
        {file !== null && answer?.outcome === 'ok' && <Answer file={file} answer={answer} />}
      </div>
    </section>
  );
}

const heatSide = 224;

function Answer({ file, answer }: { readonly file: File; readonly answer: Localised }) {
  const { width, height, area, map, classes, seconds } = answer;
  const [place, setPlace] = useState(0);
  const src = useObjectUrl(file);
  const maps = useMemo(() => (map === null ? null : decodeMaps(map)), [map]);
  const frame = useRef<HTMLDivElement>(null);
  const shown = classes[place];
  const box = shown?.box ?? null;
  return (
    <div class="try">
      <div class="try-picture" ref={frame}>
        <img src={src} alt={`${file.name}, with where the network sees ${shown?.name}`} />
        {maps !== null && area !== null && (
          <HeatLayer
            maps={maps}
            place={place}
            area={area}
            width={width!}
            height={height!}
            side={heatSide}
            opacity={0.6}
          />
        )}
        <BoxLayer
          truth={[]}
          found={box === null ? [] : [box]}
          isRight={null}
          width={width!}
          height={height!}
          scale={width! / (frame.current?.clientWidth ?? width!)}
        />
      </div>
      <div class="stack">
        <ol class="try-classes">
          {classes.map(({ class: id, name, score }, i) => (
            <li key={id}>
              <button type="button" aria-pressed={i === place} onClick={() => setPlace(i)}>
                <span>{name}</span>
                <span class="number">{inPercent(score)}</span>
                <ShareBar share={score} />
              </button>
            </li>
          ))}
        </ol>
        <p class="soft">
          <small class="number">
            {width} × {height} pixels, answered in {Math.round(1_000 * seconds)} ms
          </small>
        </p>
      </div>
    </div>
  );
}

function useObjectUrl(file: File): string {
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return url;
}
