/** camfleet export: a complete run's results in files that other programs read. */
import { Problem, type RunRequest } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference';
import {
  type ExportFormat,
  type ExportReport,
  exportFormats,
  exportRun,
  type Format,
  openExport,
} from '@camfleet/results';
import { checkExport, findRun } from '@camfleet/runs';
import type { CommandContext } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';
import { createProgressView } from './progress-view.js';

export interface ExportFlags {
  readonly run: string;
  readonly format: ExportFormat;
  /** Null for stdout. */
  readonly to: string | null;
  /** Null for all that the model ranks. */
  readonly top: number | null;
  readonly minScore: number;
  readonly store: string;
}

/** What was exported, from where and to where. */
export interface Exported extends ExportReport {
  readonly run: string;
  readonly format: ExportFormat;
}

/** Time between two looks at the progress, in ms. */
const showEveryMs = 100;

export async function exportCommand(
  { run: name, format: formatName, to, top, minScore, store: address }: ExportFlags,
  { config, closer, signal, output }: CommandContext,
): Promise<Exported> {
  const format: Format = exportFormats[formatName];
  checkPlace(formatName, format, to, output.json);
  const store = await openNamedStore(address, config, closer);
  await store.check();
  const request = await findRun(store, name);
  const model = await describeModel(store, `${request.model.name}@${request.model.version}`);
  const rows = await checkExport(store, request, model, format);
  checkTop(request, top);
  const choice = { top: top ?? request.model.topK, minScore };
  const source = openExport(store, request, model, choice, signal);

  // On a terminal the document itself shows how far it is.
  const view = to === null && process.stdout.isTTY ? null : createProgressView(process.stderr);
  const progress = { run: request.run, state: 'running', rows } as const;
  const idle = {
    shards: null,
    shardsCommitted: 0,
    resumedRows: 0,
    failures: {},
    accuracy: null,
    timeline: null,
  };
  let shownAt = 0;
  const onProgress = (rows: number) => {
    if (rows < progress.rows && Date.now() - shownAt < showEveryMs) return;
    shownAt = Date.now();
    view?.show({ ...progress, ...idle, counts: { ok: rows, failed: 0, skipped: 0 }, inHand: 0 });
  };
  try {
    const report = await exportRun(source, format, { to: to ?? toStdout, onProgress });
    return { run: request.run, format: formatName, ...report };
  } finally {
    view?.end();
  }
}

/** Throws the usage Problem where the format does not go where it is sent. */
export function checkPlace(name: ExportFormat, format: Format, to: string | null, json: boolean): void {
  if (to !== null) return;
  if (format.kind === 'folder')
    throw new Problem('usage', `${name} is a folder of files: name one that is new or empty with --to`);
  if (json) throw new Problem('usage', `--json has stdout for itself: name a file for the ${name} with --to`);
}

function checkTop({ run, model: { topK } }: RunRequest, top: number | null): void {
  if (top !== null && top > topK)
    throw new Problem('usage', `--top ${top}: run ${run} ranks ${topK} classes an image`);
}

/** Whoever read stdout has enough, as `| head` has: nothing is wrong, and nobody is left to be told more. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** Waits until the text is taken: a slow reader slows the export, and one that goes away early ends it. Throws ReaderGone then. */
export async function toStdout(text: string | Uint8Array): Promise<void> {
  // What is told to the callback is told as an event too, and would end the process with a stack where nobody else hears of it.
  const heard = () => {};
  process.stdout.once('error', heard);
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (cause: (Error & { readonly code?: string }) | null | undefined) => {
      if (!cause) {
        process.stdout.off('error', heard);
        return resolve();
      }
      const message = `stdout took not all that was written (${cause.message})`;
      reject(
        cause.code === 'EPIPE' ? new ReaderGone(message) : new Problem('store-denied', message, { cause }),
      );
    });
  });
}
