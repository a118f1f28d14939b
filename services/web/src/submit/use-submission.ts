/** What becomes of the form: files are sent, rows are tried, a run begins. */
import type { EstimateView, RunView } from '@camfleet/protocol';
import { useRef, useState } from 'preact/hooks';
import { asProblem, type ProblemError } from '../api/problem-error.js';
import { requestJson } from '../api/request.js';
import { goTo } from '../router/place.js';
import { hrefOf } from '../router/route.js';
import type { Options } from './more-options.js';
import { newKey } from './new-key.js';
import type { Source } from './source-field.js';
import { type SentFiles, uploadFiles } from './upload-files.js';

export interface Submission {
  readonly source: Source;
  readonly model: string;
  readonly policy: string;
  readonly options: Options;
}

/** An estimate, and the submission that it is of. */
interface Estimated {
  readonly of: string;
  readonly first: EstimateView;
}

export function useSubmission({ source, model, policy, options }: Submission) {
  const [busy, setBusy] = useState(false);
  const [uploaded, setUploaded] = useState<number | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [estimated, setEstimated] = useState<Estimated | null>(null);
  /** Of estimates that are complete: only those may be named. */
  const [ready, setReady] = useState<string | null>(null);
  const sent = useRef<{ readonly source: Source; readonly files: SentFiles } | null>(null);
  const keys = useRef(new Map<string, string>());
  const stopped = useRef(new AbortController());

  /** What was chosen is sent once, however often the form is. */
  async function manifestOf(): Promise<SentFiles> {
    if (source.kind !== 'files') return { manifest: source.kind === 'address' ? source.address.trim() : '' };
    if (sent.current?.source === source) return sent.current.files;
    setUploaded(0);
    const files = await uploadFiles(source.files, setUploaded, stopped.current.signal);
    sent.current = { source, files };
    return files;
  }

  async function post<Answer>(path: string, json: object): Promise<Answer> {
    const request = JSON.stringify([path, json]);
    // Sent again after its answer was lost, the same request is carried out once.
    const key = keys.current.get(request) ?? newKey();
    keys.current.set(request, key);
    return await requestJson<Answer>(path, { method: 'POST', json, headers: { 'idempotency-key': key } });
  }

  async function busily(work: (body: object) => Promise<void>) {
    setBusy(true);
    setProblem(null);
    stopped.current = new AbortController();
    try {
      await work({ ...(await manifestOf()), model, policy, ...options, maxFailed: options.maxFailed / 100 });
    } catch (error) {
      if (!stopped.current.signal.aborted) setProblem(asProblem(error));
    }
    setUploaded(null);
    setBusy(false);
  }

  const estimate = () =>
    busily(async (body) => {
      const first = await post<EstimateView>('/v1/estimates', body);
      setEstimated({ of: JSON.stringify(body), first });
    });

  const begin = () =>
    busily(async (body) => {
      const isOfThis = estimated?.of === JSON.stringify(body) && estimated.first.id === ready;
      const run = await post<RunView>('/v1/runs', isOfThis ? { ...body, estimate: ready } : body);
      goTo(hrefOf({ view: 'run', run: run.run }));
    });

  return {
    busy,
    /** Bytes of the pictures that have arrived; null while none are sent. */
    uploaded,
    problem,
    estimate: estimated?.first ?? null,
    onEstimated: setReady,
    askEstimate: estimate,
    begin,
    stop: () => stopped.current.abort(),
  };
}
