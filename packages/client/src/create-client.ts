/** The API's operations as functions, with the types that the server itself validates by. */
import {
  type Decided,
  decidedSchema,
  type MergedSummary,
  mergedSummarySchema,
  type OutcomeView,
  outcomePageSchema,
  type RunView,
  runPageSchema,
  runSchema,
  type Submission,
  type UploadedView,
  uploadedSchema,
} from '@camfleet/protocol';
import type { z } from 'zod';
import { type Call, type ClientSettings, request } from './request.js';
import { type PictureFile, sendPictures } from './send-pictures.js';
import { watchRun } from './watch-run.js';

export interface Client {
  /** `key`: the same key with the same submission is the same run, however often it is sent. */
  submit(submission: Submission, key: string): Promise<RunView>;
  /** Sends a manifest; its address is for `submit`. `open` is called for every try. */
  upload(mediaType: string, open: () => ReadableStream<Uint8Array>): Promise<UploadedView>;
  /** Sends pictures, at least one; their address is for `submit`, and a base that rows may be found from. */
  sendPictures(files: readonly PictureFile[], onSent: (files: number) => void): Promise<string>;
  run(run: string): Promise<RunView>;
  /** The newest first. */
  runs(): AsyncGenerator<RunView>;
  /** How it goes on, to the view that has its summary. */
  watch(run: string): AsyncGenerator<RunView>;
  /** Of a run that has ended, with what was tried again. */
  summary(run: string): Promise<MergedSummary>;
  /** The first outcomes, in the order of the rows; of all, or of those that failed. */
  outcomes(run: string, count: number, which: 'all' | 'failed'): Promise<OutcomeView[]>;
  pause(run: string): Promise<Decided>;
  resume(run: string): Promise<Decided>;
  cancel(run: string): Promise<Decided>;
  prioritise(run: string, priority: number): Promise<Decided>;
  /** `codes`: the failures that are tried again, or null for all. */
  retryFailed(run: string, codes: readonly string[] | null, key: string): Promise<RunView>;
  rebox(run: string, policy: Submission['policy'], key: string): Promise<RunView>;
  /** A document of many pieces, unread; who wants no more of it aborts. */
  export(
    run: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>;
}

/** Every function throws as `request` does. */
export function createClient(settings: ClientSettings): Client {
  const ask = async <Schema extends z.ZodType>(schema: Schema, path: string, call?: Call) =>
    schema.parse(await (await request(settings, path, call)).json());
  const of = (run: string, what = '') => `/v1/runs/${encodeURIComponent(run)}${what}`;
  // What was decided once more is decided alike.
  const decide = (run: string, verb: string, json?: object) =>
    ask(decidedSchema, of(run, `/${verb}`), { method: 'POST', repeatable: true, ...(json && { json }) });
  const begin = (path: string, key: string, json: unknown) => {
    const headers = { 'idempotency-key': key };
    return ask(runSchema, path, { method: 'POST', repeatable: true, json, headers });
  };
  return {
    submit: (submission, key) => begin('/v1/runs', key, submission),
    upload: (mediaType, body) =>
      ask(uploadedSchema, '/v1/uploads', {
        method: 'POST',
        repeatable: true,
        body,
        headers: { 'content-type': mediaType },
      }),
    sendPictures: (files, onSent) => sendPictures(settings, files, onSent),
    run: (run) => ask(runSchema, of(run)),
    runs: async function* () {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = new URLSearchParams({ limit: '100', ...(cursor === '' ? {} : { cursor }) });
        const page: z.infer<typeof runPageSchema> = await ask(runPageSchema, `/v1/runs?${query}`);
        yield* page.runs;
        cursor = page.next;
      }
    },
    watch: (run) => watchRun(settings, run),
    summary: (run) => ask(mergedSummarySchema, of(run, '/summary')),
    outcomes: async (run, count, which) => {
      const outcomes: OutcomeView[] = [];
      for (let cursor: string | null = ''; cursor !== null && outcomes.length < count; ) {
        const limit = String(Math.min(200, count - outcomes.length));
        const query = new URLSearchParams({
          limit,
          ...(which === 'all' ? {} : { outcome: which }),
          ...(cursor === '' ? {} : { cursor }),
        });
        const page: z.infer<typeof outcomePageSchema> = await ask(
          outcomePageSchema,
          of(run, `/outcomes?${query}`),
        );
        outcomes.push(...page.outcomes);
        cursor = page.next;
      }
      return outcomes;
    },
    pause: (run) => decide(run, 'pause'),
    resume: (run) => decide(run, 'resume'),
    cancel: (run) => decide(run, 'cancel'),
    prioritise: (run, priority) => decide(run, 'priority', { priority }),
    retryFailed: (run, codes, key) => begin(of(run, '/retry-failed'), key, codes === null ? {} : { codes }),
    rebox: (run, policy, key) => begin(of(run, '/rebox'), key, { policy }),
    export: async (run, query, signal) => {
      const own = { ...settings, signal: AbortSignal.any([settings.signal, signal]) };
      return (await request(own, of(run, `/export?${new URLSearchParams(query)}`))).body!;
    },
  };
}
