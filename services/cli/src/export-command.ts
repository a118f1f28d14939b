/** camfleet export: a complete run's results in files that other programs read. */
import { Problem, runIdSchema } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference';
import { type ExportFormat, type ExportReport, exportRun, readRun, readSummary } from '@camfleet/results';
import { s3Settings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import type { CommandContext } from './carry-out.js';
import { createProgressView } from './progress-view.js';
import { storeAddress } from './store-address.js';

export interface ExportFlags {
  readonly run: string;
  readonly format: ExportFormat;
  readonly to: string;
  readonly store: string;
}

/** What was exported, from where and to where. */
export interface Exported extends ExportReport {
  readonly run: string;
  readonly format: ExportFormat;
  readonly folder: string;
}

export async function exportCommand(
  { run: name, format, to, store: address }: ExportFlags,
  { config, closer, signal }: CommandContext,
): Promise<Exported> {
  const run = runIdSchema.safeParse(name);
  if (!run.success) throw new Problem('usage', `"${name}" is no run's name: ${run.error.issues[0]?.message}`);
  const store = closer.add(await openStore(storeAddress(address), { s3: s3Settings(config) }));
  await store.check();
  const request = await readRun(store, run.data);
  const summary = await readSummary(store, request.run);
  if (summary === null) {
    throw new Problem(
      'run-conflict',
      `run ${request.run} is not complete: finish it first with camfleet run --resume`,
    );
  }
  if (request.parameters.classifyOnly)
    throw new Problem('usage', `run ${request.run} was one of classes only: it has no maps to export`);
  const model = await describeModel(store, `${request.model.name}@${request.model.version}`);
  if (format === 'wsol' && model.input.resize !== 'squash') {
    throw new Problem(
      'usage',
      `the maps of ${model.name} lie on a part of each picture (${model.input.resize}), and wsolevaluation takes maps of the whole: prepare the network with --resize squash, or export boxes`,
    );
  }
  const view = createProgressView(process.stderr);
  const progress = { run: request.run, state: 'running', rows: summary.images.total } as const;
  const idle = { shards: null, shardsCommitted: 0, resumedRows: 0, accuracy: null };
  try {
    const report = await exportRun(store, request, model, {
      format,
      folder: to,
      onProgress: (rows) => view.show({ ...progress, ...idle, counts: { ok: rows, failed: 0, skipped: 0 } }),
      signal,
    });
    return { run: request.run, format, folder: to, ...report };
  } finally {
    view.end();
  }
}
